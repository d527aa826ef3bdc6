import { type Client, CombinedError, type Exchange, type Operation, type OperationResult } from '@urql/core';
import { filter, makeSubject, map, merge, pipe, tap } from 'wonka';

import { SignOutDocument, ViewerDocument, type ViewerQuery } from '../gql/graphql';
import { openChannel } from './channel';
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
  /** The client to ask. Another person gets a new one, so that no data of the previous person remains. */
  client: Client;
}

/** Who has signed in or out; tabs of an earlier release leave out who has signed out. */
type Message = { type: 'signedIn'; id: string } | { type: 'signedOut'; id?: string | undefined };

/** What a client has to do with the session. */
export interface SessionTies {
  /** Watches for sessions that have ended. */
  exchange: Exchange;
  /** Whether the client is that of the person signed in now. A client that has been replaced must send nothing more. */
  isCurrent: () => boolean;
  /** Whose answers the client gets now, or null while the server does not say; everybody who is signed out is one. */
  whose: () => Promise<string | null>;
}

interface Held {
  replay: () => void;
  giveUp: () => void;
}

/** Marks the query for who is signed in, for which a refusal is an answer, too. */
const isProbe = 'isSessionProbe';

/**
 * All that the app knows of the session; the credential itself is a cookie that no script can read. An operation that
 * meets an ended session waits here until the person has signed in again, and then continues as if nothing had
 * happened. The tabs of a browser inform each other of sign-ins and sign-outs.
 */
export class Session {
  #state: SessionState;
  #held = new Map<string, Held>();
  #probe: Promise<SessionState> | null = null;
  /**
   * Counts this tab's updates about the session. A probe that was sent before the latest one is out of date when its
   * answer arrives.
   */
  #news = 0;
  readonly #listeners = new Set<() => void>();
  readonly #makeClient: (ties: SessionTies) => Client;
  readonly #channel: BroadcastChannel | null;

  constructor(makeClient: (ties: SessionTies) => Client, channel = openChannel('session')) {
    this.#makeClient = makeClient;
    this.#channel = channel;
    this.#state = { status: 'unknown', person: null, signInAgain: null, client: this.#newClient() };
    if (!channel) return;
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      this.#hear(data);
    };
  }

  /** Whether other tabs can report sign-ins and sign-outs. */
  get hearsOthers(): boolean {
    return this.#channel !== null;
  }

  readonly getState = (): SessionState => this.#state;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Resolves once it is known who is signed in; asks the server at first. It rejects while the server does not answer. */
  readonly ready = async (): Promise<SessionState> => {
    if (this.#state.status !== 'unknown') return this.#state;
    return (this.#probe ??= this.#ask());
  };

  /** To be called when a sign-in has given a session. What waited for it goes on, if it is the same person's. */
  readonly signedIn = (person: Person): void => {
    this.#become(person);
    this.#tell({ type: 'signedIn', id: person.id });
  };

  /** Ends the session on the server, here and in the other tabs; null, or why the server failed. */
  readonly signOut = async (everywhere = false): Promise<CombinedError | null> => {
    const { client } = this.#state;
    const result = await client.mutation(SignOutDocument, { input: { everywhere } }, { [isProbe]: true }).toPromise();
    if (result.error && codeOf(result.error) !== 'UNAUTHENTICATED') return result.error;
    if (client === this.#state.client) this.ended();
    else this.#askAgain(); // somebody has signed in meanwhile; only the server knows which of the two came last
    return null;
  };

  /** To be called when the session has ended by other means: the account was deleted, the password reset. */
  readonly ended = (): void => {
    const id = this.#state.person?.id;
    this.#become(null);
    this.#tell({ type: 'signedOut', id });
  };

  /** The person does not want to sign in again: what waited for it fails. */
  readonly dismiss = (): void => {
    const held = [...this.#held.values()];
    this.#held.clear();
    this.#set({ signInAgain: null });
    for (const { giveUp } of held) giveUp();
  };

  async #ask(): Promise<SessionState> {
    const asked = this.#news;
    const context = { requestPolicy: 'network-only' as const, [isProbe]: true };
    const { data, error } = await this.#state.client.query(ViewerDocument, {}, context).toPromise();
    if (asked !== this.#news) return this.ready(); // the cookie may have changed since, so this answer says nothing
    this.#probe = null;
    if (error && codeOf(error) !== 'UNAUTHENTICATED') throw error;
    const person = data?.viewer ?? null;
    this.#set({ status: person ? 'signedIn' : 'signedOut', person });
    // Sign-in on the provider's pages ends with a new page, which informs the other tabs here.
    if (person) this.#tell({ type: 'signedIn', id: person.id });
    return this.#state;
  }

  /** Forgets who is signed in, with all data of their client, and asks the server. */
  #askAgain(): void {
    this.#learn();
    this.dismiss();
    this.#set({ status: 'unknown', person: null, client: this.#newClient() });
    void this.ready().catch(() => undefined); // the page asks again when it needs to know
  }

  #become(person: Person | null): void {
    this.#learn();
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

  /** Puts a probe under way out of date. */
  #learn(): void {
    this.#news += 1;
    this.#probe = null;
  }

  #hear(message: Message): void {
    const { status, person } = this.#state;
    if (message.type === 'signedIn') {
      if (person?.id === message.id) this.#become(person);
      else this.#askAgain();
    } else if (person && message.id !== undefined && message.id !== person.id) {
      this.#askAgain(); // another session has ended, which may have cleared this one's cookie
    } else if (status !== 'signedOut') {
      this.#become(null);
    }
  }

  #tell(message: Message): void {
    this.#channel?.postMessage(message);
  }

  #set(change: Partial<SessionState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #newClient(): Client {
    const isCurrent = () => this.#state.client === client;
    const client: Client = this.#makeClient({ exchange: this.#exchange(isCurrent), isCurrent, whose: this.#whose });
    return client;
  }

  readonly #whose = (): Promise<string | null> =>
    this.ready().then(
      ({ status, person }) => person?.id ?? status,
      () => null,
    );

  readonly #exchange =
    (isCurrent: () => boolean): Exchange =>
    ({ forward }) => {
      const again = makeSubject<Operation>();
      const late = makeSubject<OperationResult>();
      /** What was known of the session when an operation was sent. */
      const sentAt = new Map<string, number>();
      const hold = (result: OperationResult, reason: SignInAgain) => {
        const { operation } = result;
        const place = placeOf(operation);
        const replay = () => {
          again.next(operation);
        };
        if (sentAt.get(place) !== this.#news) {
          replay(); // the person has signed in again while this one was refused
          return;
        }
        const giveUp = () => {
          late.next(result);
        };
        this.#held.set(place, { replay, giveUp });
        if (!this.#state.signInAgain) this.#set({ signInAgain: reason });
      };
      return (operations$) => {
        const watched$ = pipe(
          merge([operations$, again.source]),
          tap((operation) => {
            const place = placeOf(operation);
            if (operation.kind === 'teardown') {
              this.#held.delete(place);
              sentAt.delete(place);
            } else sentAt.set(place, this.#news);
          }),
        );
        const answered$ = pipe(
          forward(watched$),
          filter((result) => {
            const reason = isCurrent() ? this.#reason(result) : null;
            if (reason) hold(result, reason);
            else if (!result.hasNext) sentAt.delete(placeOf(result.operation));
            return !reason;
          }),
          map((result) => (isCurrent() ? this.#own(result) : result)),
        );
        return merge([answered$, late.source]);
      };
    };

  /** The result, or an error in its place where it shows that the cookie is another person's now: their data is not for this client. */
  #own(result: OperationResult): OperationResult {
    const id: unknown = (result.data as { viewer?: { id?: unknown } | null } | undefined)?.viewer?.id;
    const { person } = this.#state;
    if (!person || !id || id === person.id || result.operation.context[isProbe]) return result;
    this.#askAgain();
    return { ...result, data: undefined, error: new CombinedError({ networkError: new Error('another session') }) };
  }

  #reason({ error, operation }: OperationResult): SignInAgain | null {
    if (!error || this.#state.status !== 'signedIn' || operation.context[isProbe]) return null;
    if (codeOf(error) === 'UNAUTHENTICATED') return 'expired';
    return codeOf(error) === 'STEP_UP_REQUIRED' ? 'stepUp' : null;
  }
}

/**
 * What distinguishes an operation from others that may be held: equal mutations have the same key, but each has its own
 * instance.
 */
function placeOf({ key, context }: Operation): string {
  return `${key} ${context._instance ?? ''}`;
}
