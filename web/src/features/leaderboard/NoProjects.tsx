import { Trans } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { buttonClass } from '../../shared/ui/Button';
import { EmptyState } from '../../shared/ui/states';

/** Stands for a board that has nothing on it yet. */
export function NoProjects() {
  return (
    <EmptyState
      title={<Trans>No projects yet</Trans>}
      action={
        <Link to="/projects/new" className={buttonClass('primary')}>
          <Trans>Pitch a project</Trans>
        </Link>
      }
    >
      <Trans>The leaderboard fills as soon as somebody has an idea. Why not you?</Trans>
    </EmptyState>
  );
}
