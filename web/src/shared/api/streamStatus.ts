import { useSyncExternalStore } from 'react';

import type { StreamStatus } from './stream';

const statuses = new Map<number, StreamStatus>();
const listeners = new Set<() => void>();

/** The status of each subscription's stream, by the key of its operation. */
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

/** The status of a subscription's stream: `useStreamStatus(createRequest(XDocument, variables).key)`. */
export function useStreamStatus(operationKey: number): StreamStatus {
  const get = () => streamStatuses.get(operationKey);
  return useSyncExternalStore(streamStatuses.subscribe, get, get);
}
