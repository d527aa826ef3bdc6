import { Client, type Exchange, type Operation, type OperationResult, gql, makeResult } from '@urql/core';
import { GraphQLError } from 'graphql';
import { filter, fromPromise, mergeMap, pipe } from 'wonka';
import { afterEach } from 'vitest';

import { SignOutDocument } from '../shared/gql/graphql';
import { type Person, Session, type SessionTies } from '../shared/api/session';

export const ada: Person = { __typename: 'Viewer', id: 'ada', email: 'ada@example.com', name: 'Ada', groups: [] };
export const bob: Person = { ...ada, id: 'bob', email: 'bob@example.com', name: 'Bob' };
const vote = gql`
  mutation Vote {
    vote
  }
`;

export const channels: BroadcastChannel[] = [];

/** A server as the exchange sees it: who its cookie is of, and how it refuses. */
export class FakeServer {
  person: Person | null = ada;
  refusal = 'UNAUTHENTICATED';
  votes = 0;
  /** Operations that have reached the server. */
  asked = 0;
  #answersFrom: Promise<void> | undefined;

  /** Answers requests from now on with the present state, but not before the returned function is called. */
  hold(): () => void {
    let letGo: () => void = () => undefined;
    this.#answersFrom = new Promise((resolve) => {
      letGo = resolve;
    });
    return () => {
      this.#answersFrom = undefined;
      letGo();
    };
  }

  session(name: string = crypto.randomUUID()): Session {
    const channel = new BroadcastChannel(name);
    channels.push(channel);
    return new Session(this.makeClient, channel);
  }

  readonly makeClient = ({ exchange }: SessionTies): Client =>
    new Client({ url: '/', preferGetMethod: false, exchanges: [exchange, this.#exchange] });

  readonly #exchange: Exchange = () => (operations$) =>
    pipe(
      operations$,
      filter((operation) => operation.kind !== 'teardown'),
      mergeMap((operation) => {
        this.asked += 1;
        const result = this.#answer(operation);
        return fromPromise((this.#answersFrom ?? Promise.resolve()).then(() => result));
      }),
    );

  #answer(operation: Operation): OperationResult {
    if (!this.person) {
      return makeResult(operation, {
        errors: [new GraphQLError('no', { extensions: { code: this.refusal } })],
        hasNext: false,
      });
    }
    if (operation.kind === 'query') return makeResult(operation, { data: { viewer: this.person }, hasNext: false });
    if (operation.query === SignOutDocument) {
      this.person = null;
      return makeResult(operation, { data: { signOut: { signedOut: true } }, hasNext: false });
    }
    this.votes += 1;
    return makeResult(operation, { data: { vote: true }, hasNext: false });
  }
}

export async function signedIn(server: FakeServer, name?: string) {
  const session = server.session(name);
  await session.ready();
  return session;
}

export const castVote = (session: Session) => session.getState().client.mutation(vote, {}).toPromise();

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});
