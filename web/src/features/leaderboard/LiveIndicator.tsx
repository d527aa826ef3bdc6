import { Trans, useLingui } from '@lingui/react/macro';

import type { StreamStatus } from '../../shared/api/stream';
import { Button } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { Spinner } from '../../shared/ui/Spinner';
import { DotIcon, ErrorIcon, OfflineIcon } from '../../shared/ui/icons';
import { useOnline } from '../../shared/ui/useOnline';
import { type LiveState, liveState } from './liveState';

interface Props {
  status: StreamStatus;
  /** The time of the standings that are shown. */
  updatedAt: string | undefined;
  onReconnect: () => void;
}

/** Says whether the standings follow the votes, and if not, of what time they are. */
export function LiveIndicator({ status, updatedAt, onReconnect }: Props) {
  const { i18n } = useLingui();
  const state = liveState(status, useOnline());
  const behind = state !== 'live' && state !== 'connecting';
  const time = updatedAt && i18n.date(updatedAt, { timeStyle: 'medium' });
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <p role="status" className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Word state={state} />
        {behind && time && (
          <span className="text-sm text-quiet">
            <Trans>As of {time}</Trans>
          </span>
        )}
      </p>
      {state === 'stopped' && (
        <Button kind="secondary" className="min-h-11! px-4!" onClick={onReconnect}>
          <Trans>Connect again</Trans>
        </Button>
      )}
    </div>
  );
}

function Word({ state }: { state: LiveState }) {
  switch (state) {
    case 'live':
      return (
        <Badge kind="success">
          <DotIcon className="-ms-1 size-5 fill-current" />
          <Trans>Live</Trans>
        </Badge>
      );
    case 'connecting':
      return (
        <Badge>
          <Spinner />
          <Trans>Connecting</Trans>
        </Badge>
      );
    case 'reconnecting':
      return (
        <Badge kind="warning">
          <Spinner />
          <Trans>Reconnecting</Trans>
        </Badge>
      );
    case 'offline':
      return (
        <Badge kind="warning">
          <OfflineIcon className="size-4" />
          <Trans>Offline</Trans>
        </Badge>
      );
    case 'stopped':
      return (
        <Badge kind="danger">
          <ErrorIcon className="size-4" />
          <Trans>Not live</Trans>
        </Badge>
      );
  }
}
