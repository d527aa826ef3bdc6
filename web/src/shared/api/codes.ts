import type { CombinedError } from '@urql/core';

/** What went wrong with a request as a whole, from `extensions.code`; NETWORK if there was no answer to read. */
export function codeOf(error: CombinedError): string {
  const code = error.graphQLErrors[0]?.extensions.code;
  if (typeof code === 'string') return code;
  return error.networkError ? 'NETWORK' : 'UNKNOWN';
}

/** Whether a code means that the server does not know the document, which is then of another release. */
export const isUnknownDocument = (code: unknown): boolean =>
  code === 'PERSISTED_QUERY_NOT_FOUND' || code === 'PERSISTED_QUERY_NOT_SUPPORTED' || code === 'DOCUMENT_NOT_TRUSTED';

/** A detail of the first error: `retryAfter` in seconds, `requestId`. */
export function detailOf(error: CombinedError, name: 'retryAfter' | 'requestId'): string | number | null {
  const value = error.graphQLErrors[0]?.extensions[name];
  return typeof value === 'string' || typeof value === 'number' ? value : null;
}
