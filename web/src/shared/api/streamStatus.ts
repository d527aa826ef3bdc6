import { useSyncExternalStore } from 'react';

import type { StreamStatus } from './stream';

const statuses = new Map<number, StreamStatus>();
const listeners = new Set<() => void>();

/** Where the stream of each subscription stands, by the key of its operation. */
export const streamStatuses = {
  get: (operationKey: number): StreamStatus => statuses.get(operationKey) ?? 'connecting',
  set: (operationKey: number, status: StreamStatus): void => {
    statuses.set(operationKey, status);
    for (const listener of listeners) listener();
  },
  subscribe: (listener: () => void) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
};

/** Where the stream of a subscription stands: `useStreamStatus(createRequest(XDocument, variables).key)`. */
export function useStreamStatus(operationKey: number): StreamStatus {
  return useSyncExternalStore(streamStatuses.subscribe, () => streamStatuses.get(operationKey));
}
