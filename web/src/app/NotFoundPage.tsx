import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { buttonClass } from '../shared/ui/Button';
import { PageHeading } from '../shared/ui/PageHeading';

export default function NotFoundPage() {
  const { t } = useLingui();
  return (
    <div className="grid justify-items-start gap-4 py-16 sm:py-24">
      <p className="text-display font-extrabold text-accent" aria-hidden="true">
        404
      </p>
      <PageHeading>{t`There is no page here`}</PageHeading>
      <p className="text-quiet">
        <Trans>The address may be mistyped, or the page is gone.</Trans>
      </p>
      <Link to="/" className={buttonClass('primary', 'mt-2')}>
        <Trans>Go to the front page</Trans>
      </Link>
    </div>
  );
}
