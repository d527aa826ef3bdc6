import { Trans, useLingui } from '@lingui/react/macro';

import { Button } from '../../shared/ui/Button';
import { Card } from '../../shared/ui/Card';
import { SessionRow } from './SessionRow';
import type { SessionPartsFragment } from './gql/graphql';
import { useLostFocus } from '../../shared/ui/useLostFocus';
import { useSignOutOthers } from './useSignOutOthers';

/** The sessions, to be ended one by one or all but this one. When a button is gone, the focus is on what is left. */
export function SessionList({ sessions }: { sessions: readonly SessionPartsFragment[] }) {
  const { t } = useLingui();
  const list = useLostFocus<HTMLUListElement>(sessions.length);
  const { busy, signOutOthers } = useSignOutOthers();
  return (
    <>
      <Card className="py-0! sm:py-0!">
        <ul ref={list} tabIndex={-1} aria-label={t`Sessions`} className="grid divide-y divide-line outline-none">
          {sessions.map((session) => (
            <SessionRow key={session.id} session={session} />
          ))}
        </ul>
      </Card>
      {sessions.some(({ current }) => !current) && (
        <Button kind="secondary" className="justify-self-start" busy={busy} onClick={() => void signOutOthers()}>
          <Trans>Sign out all other sessions</Trans>
        </Button>
      )}
    </>
  );
}
