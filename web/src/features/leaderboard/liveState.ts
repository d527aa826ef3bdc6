import type { StreamStatus } from '../../shared/api/stream';

export type LiveState = 'live' | 'connecting' | 'reconnecting' | 'offline' | 'stopped';

/** What a stream means to somebody who watches. An open stream counts, whatever the browser thinks of the network. */
export function liveState(status: StreamStatus, online: boolean): LiveState {
  if (status === 'open') return 'live';
  if (status === 'ended') return 'stopped';
  if (!online) return 'offline';
  return status === 'broken' ? 'reconnecting' : 'connecting';
}
