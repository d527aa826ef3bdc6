import type { Client, CombinedError, Exchange, Operation, OperationResult } from '@urql/core';
import { filter, makeSubject, merge, pipe, tap } from 'wonka';

import { SignOutDocument, ViewerDocument, type ViewerQuery } from '../gql/graphql';
import { codeOf } from './codes';

/** Who is signed in. */
export type Person = NonNullable<ViewerQuery['viewer']>;

/** Why the person is asked to sign in again: the session has ended, or an operation needs the password again. */
export type SignInAgain = 'expired' | 'stepUp';

export interface SessionState {
  /** `unknown` until the server has said whether the cookie is of a session. */
  status: 'unknown' | 'signedOut' | 'signedIn';
  person: Person | null;
  /** Set while operations wait for the person to sign in again. */
  signInAgain: SignInAgain | null;
  /** The client to ask. Another person gets another one, so that nothing of the one before remains. */
  client: Client;
}

type Message = { type: 'signedIn'; id: string } | { type: 'signedOut' };

/** What a client has to do with the session. */
export interface SessionTies {
  /** Watches for sessions that have ended. */
  exchange: Exchange;
  /** Whose answers the client gets now, or null while the server does not say; everybody who is signed out is one. */
  whose: () => Promise<string | null>;
}

interface Held {
  operation: Operation;
  replay: () => void;
  giveUp: () => void;
}

/** Marks the question who is signed in, whose refusal is an answer. */
const isProbe = 'isSessionProbe';

/**
 * All that the app knows of the session; the credential itself is a cookie that no script can read. An operation that meets
 * an ended session waits here until the person has signed in again, and then goes on as if nothing had happened. The tabs
 * of a browser tell each other who signs in and out.
 */
export class Session {
  #state: SessionState;
  #held = new Map<number, Held>();
  #probe: Promise<SessionState> | null = null;
  readonly #listeners = new Set<() => void>();
  readonly #makeClient: (ties: SessionTies) => Client;
  readonly #channel: BroadcastChannel;

  constructor(makeClient: (ties: SessionTies) => Client, channel = new BroadcastChannel('session')) {
    this.#makeClient = makeClient;
    this.#channel = channel;
    this.#state = { status: 'unknown', person: null, signInAgain: null, client: this.#newClient() };
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      this.#hear(data);
    };
  }

  readonly getState = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves once it is known who is signed in; asks the server at first. It rejects while the server does not answer. */
  readonly ready = async (): Promise<SessionState> => {
    if (this.#state.status !== 'unknown') return this.#state;
    this.#probe ??= this.#ask().finally(() => {
      this.#probe = null;
    });
    return this.#probe;
  };

  /** To be called when a sign-in has given a session. What waited for it goes on, if it is the same person's. */
  readonly signedIn = (person: Person): void => {
    this.#become(person);
    this.#tell({ type: 'signedIn', id: person.id });
  };

  /** Ends the session on the server, here and in the other tabs; null, or what kept the server from it. */
  readonly signOut = async (everywhere = false): Promise<CombinedError | null> => {
    const result = await this.#state.client
      .mutation(SignOutDocument, { input: { everywhere } }, { [isProbe]: true })
      .toPromise();
    if (result.error && codeOf(result.error) !== 'UNAUTHENTICATED') return result.error;
    this.ended();
    return null;
  };

  /** To be called when the session has ended by other means: the account was deleted, the password reset. */
  readonly ended = (): void => {
    this.#become(null);
    this.#tell({ type: 'signedOut' });
  };

  /** The person does not want to sign in again: what waited for it fails. */
  readonly dismiss = (): void => {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#set({ signInAgain: null });
    for (const { giveUp } of held) giveUp();
  };

  async #ask(): Promise<SessionState> {
    const context = { requestPolicy: 'network-only' as const, [isProbe]: true };
    const { data, error } = await this.#state.client.query(ViewerDocument, {}, context).toPromise();
    if (error && codeOf(error) !== 'UNAUTHENTICATED') throw error;
    const person = data?.viewer ?? null;
    this.#set({ status: person ? 'signedIn' : 'signedOut', person });
    // Sign-in on the provider's pages ends with a new page: this is where the other tabs hear of it.
    if (person) this.#tell({ type: 'signedIn', id: person.id });
    return this.#state;
  }

  #become(person: Person | null): void {
    if (person && person.id === this.#state.person?.id) {
      const held = [...this.#held.values()];
      this.#held.clear();
      this.#set({ person, signInAgain: null });
      for (const { replay } of held) replay();
      return;
    }
    this.dismiss();
    this.#set({ status: person ? 'signedIn' : 'signedOut', person, client: this.#newClient() });
  }

  #hear(message: Message): void {
    const { status, person } = this.#state;
    if (message.type === 'signedOut') {
      if (status !== 'signedOut') this.#become(null);
    } else if (person?.id === message.id) {
      this.#become(person);
    } else {
      this.dismiss();
      this.#set({ status: 'unknown', person: null, client: this.#newClient() });
      void this.ready().catch(() => undefined); // the page asks again when it needs to know
    }
  }

  #tell(message: Message): void {
    this.#channel.postMessage(message);
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #newClient(): Client {
    return this.#makeClient({ exchange: this.#exchange, whose: this.#whose });
  }

  readonly #whose = (): Promise<string | null> =>
    this.ready().then(
      ({ status, person }) => person?.id ?? status,
      () => null,
    );

  readonly #exchange: Exchange = ({ forward }) => {
    const again = makeSubject<Operation>();
    const late = makeSubject<OperationResult>();
    return (operations$) => {
      const watched$ = pipe(
        operations$,
        tap((operation) => {
          if (operation.kind === 'teardown') this.#held.delete(operation.key);
        }),
      );
      const answered$ = pipe(
        forward(merge([watched$, again.source])),
        filter((result) => {
          const reason = this.#reason(result);
          if (!reason) return true;
          const { operation } = result;
          this.#held.set(operation.key, {
            operation,
            replay: () => {
              again.next(operation);
            },
            giveUp: () => {
              late.next(result);
            },
          });
          if (!this.#state.signInAgain) this.#set({ signInAgain: reason });
          return false;
        }),
      );
      return merge([answered$, late.source]);
    };
  };

  #reason({ error, operation }: OperationResult): SignInAgain | null {
    if (!error || this.#state.status !== 'signedIn' || operation.context[isProbe]) return null;
    if (codeOf(error) === 'UNAUTHENTICATED') return 'expired';
    return codeOf(error) === 'STEP_UP_REQUIRED' ? 'stepUp' : null;
  }
}
