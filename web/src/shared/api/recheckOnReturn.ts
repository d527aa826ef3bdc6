import { ViewerDocument } from '../gql/graphql';
import type { Session } from './session';

/**
 * Asks who is signed in. The session watches the answers, and notices from this one if another person or nobody is
 * signed in.
 */
export async function recheck({ getState }: Pick<Session, 'getState'>): Promise<void> {
  const { client, status } = getState();
  if (status === 'signedIn') await client.query(ViewerDocument, {}, { requestPolicy: 'network-only' }).toPromise();
}

/**
 * Has a page look who is signed in when somebody comes back to it, if it may have missed what other tabs said: it was
 * kept in the browser's memory meanwhile, or the browser has no channel between tabs. It returns a function that ends
 * that.
 */
export function recheckOnReturn(session: Pick<Session, 'getState' | 'hearsOthers'>): () => void {
  const watch = new AbortController();
  const { signal } = watch;
  const onPageShow = ({ persisted }: PageTransitionEvent) => {
    if (persisted) void recheck(session);
  };
  const onVisibilityChange = () => {
    if (!session.hearsOthers && document.visibilityState === 'visible') void recheck(session);
  };
  window.addEventListener('pageshow', onPageShow, { signal });
  document.addEventListener('visibilitychange', onVisibilityChange, { signal });
  return () => {
    watch.abort();
  };
}
