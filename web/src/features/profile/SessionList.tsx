import { useLingui } from '@lingui/react/macro';

import { Card } from '../../shared/ui/Card';
import { SessionRow } from './SessionRow';
import type { SessionPartsFragment } from './gql/graphql';
import { useLostFocus } from './useLostFocus';

/** The sessions; when one has ended, and its button is gone, the focus is on what is left. */
export function SessionList({ sessions }: { sessions: readonly SessionPartsFragment[] }) {
  const { t } = useLingui();
  const list = useLostFocus<HTMLUListElement>(sessions.length);
  return (
    <Card className="py-0! sm:py-0!">
      <ul ref={list} tabIndex={-1} aria-label={t`Sessions`} className="grid divide-y divide-line outline-none">
        {sessions.map((session) => (
          <SessionRow key={session.id} session={session} />
        ))}
      </ul>
    </Card>
  );
}
