import { Trans, useLingui } from '@lingui/react/macro';

import { ownerName } from '../../shared/account/ownerName';
import type { ProjectPartsFragment } from './gql/graphql';

/** The owner of a project, and when it was pitched. */
export function Byline({ owner, createdAt }: Pick<ProjectPartsFragment, 'owner' | 'createdAt'>) {
  const { i18n } = useLingui();
  const name = ownerName(owner);
  const date = i18n.date(createdAt, { dateStyle: 'medium' });
  return (
    <p className="text-sm text-quiet">
      <Trans>
        by {name}, <time dateTime={createdAt}>{date}</time>
      </Trans>
    </p>
  );
}
