import type { Exchange, Operation } from '@urql/core';
import { map, pipe } from 'wonka';

/**
 * Gives each mutation a key of its own. Equal ones have the same by default, and the cache takes the answer to one for that to the
 * latest: of two under way at once, the first would never be answered.
 */
export const distinctMutations: Exchange =
  ({ forward }) =>
  (operations$) => {
    const originals = new Map<number, Operation>();
    return pipe(
      operations$,
      map((operation) => {
        const instance: number | undefined = operation.context._instance;
        if (operation.kind !== 'mutation' || instance === undefined) return operation;
        const key = -instance - 1; // those of queries are not negative
        originals.set(key, operation);
        return { ...operation, key };
      }),
      forward,
      map((result) => {
        const original = originals.get(result.operation.key);
        if (!original) return result;
        if (!result.hasNext) originals.delete(result.operation.key);
        return { ...result, operation: original };
      }),
    );
  };
