import { explain, userErrorMessage } from '../../shared/api/errors';
import type { Outcome } from '../../shared/forms/useApiForm';

/** Says in one text what kept an action from being done; null if nothing did. */
export function problemOf({ error, userErrors = [] }: Outcome): string | null {
  const [first] = userErrors;
  if (first) return userErrorMessage(first);
  if (!error) return null;
  const { title, message, requestId } = explain(error);
  return `${title}. ${message}${requestId ? ` (${requestId})` : ''}`;
}
