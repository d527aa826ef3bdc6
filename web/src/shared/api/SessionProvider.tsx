import { type ReactNode, createContext, use, useSyncExternalStore } from 'react';
import { Provider, useQuery } from 'urql';

import { ViewerDocument } from '../gql/graphql';
import type { Person, Session, SessionState } from './session';

const SessionContext = createContext<Session | null>(null);

/** Gives the components below the session and its client. */
export function SessionProvider({ session, children }: { session: Session; children: ReactNode }) {
  const { client } = useSyncExternalStore(session.subscribe, session.getState, session.getState);
  return (
    <SessionContext value={session}>
      <Provider value={client}>{children}</Provider>
    </SessionContext>
  );
}

/** The session's actions: `signedIn`, `signOut`, `dismiss`. */
export function useSession(): Session {
  const session = use(SessionContext);
  if (!session) throw new Error('There is no SessionProvider above this component.');
  return session;
}

/** The state of the session; the component renders again when it changes. */
export function useSessionState(): SessionState {
  const session = useSession();
  return useSyncExternalStore(session.subscribe, session.getState, session.getState);
}

/** The person signed in, as the cache knows them, so that a change of the profile shows everywhere; null if nobody is. */
export function useViewer(): Person | null {
  const { status, person } = useSessionState();
  const [{ data }] = useQuery({ query: ViewerDocument, pause: status !== 'signedIn' });
  if (status !== 'signedIn') return null;
  return data?.viewer ?? person;
}
