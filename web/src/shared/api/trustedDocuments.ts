import type { Exchange, Operation } from '@urql/core';
import { map, pipe } from 'wonka';

/** The hash that the generated documents carry, under which the server knows them. */
interface Named {
  __meta__?: { hash?: string };
}

/**
 * Names documents by their hash instead of sending them. In production the server accepts only those that were built
 * with the app, so a script that got into the page could ask for nothing else.
 */
export const trustedDocuments: Exchange =
  ({ forward }) =>
  (operations$) =>
    forward(pipe(operations$, map(named)));

function named(operation: Operation): Operation {
  const hash = (operation.query as Named).__meta__?.hash;
  if (!hash) return operation;
  return { ...operation, extensions: { ...operation.extensions, persistedQuery: { version: 1, sha256Hash: hash } } };
}
