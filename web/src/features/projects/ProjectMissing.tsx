import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { buttonClass } from '../../shared/ui/Button';
import { PageHeading } from '../../shared/ui/PageHeading';

/** Takes the place of a project that does not exist or has been withdrawn. */
export function ProjectMissing() {
  const { t } = useLingui();
  return (
    <div className="mx-auto grid w-full max-w-3xl justify-items-start gap-4 py-16">
      <PageHeading>{t`This project does not exist`}</PageHeading>
      <p className="text-quiet">
        <Trans>It may have been withdrawn. If you had voted for it, your vote is yours again.</Trans>
      </p>
      <Link to="/projects" className={buttonClass('primary', 'mt-2')}>
        <Trans>Show all projects</Trans>
      </Link>
    </div>
  );
}
