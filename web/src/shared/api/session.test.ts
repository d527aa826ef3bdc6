// @vitest-environment jsdom
import {
  Client,
  CombinedError,
  type Exchange,
  type Operation,
  type OperationResult,
  gql,
  makeResult,
} from '@urql/core';
import { GraphQLError } from 'graphql';
import { filter, map, pipe } from 'wonka';
import { afterEach, expect, test } from 'vitest';

import { eventually } from '../../test/eventually';
import { SignOutDocument } from '../gql/graphql';
import { Session, type Person } from './session';

const ada: Person = { __typename: 'Viewer', id: 'ada', email: 'ada@example.com', name: 'Ada', groups: [] };
const bob: Person = { ...ada, id: 'bob', email: 'bob@example.com', name: 'Bob' };
const vote = gql`
  mutation Vote {
    vote
  }
`;

const channels: BroadcastChannel[] = [];

/** A server as the exchange sees it: who its cookie is of, and how it refuses. */
class FakeServer {
  person: Person | null = ada;
  refusal = 'UNAUTHENTICATED';
  votes = 0;
  clients = 0;

  session(name: string = crypto.randomUUID()): Session {
    const channel = new BroadcastChannel(name);
    channels.push(channel);
    return new Session(({ exchange }) => {
      this.clients += 1;
      return new Client({ url: '/', preferGetMethod: false, exchanges: [exchange, this.#exchange] });
    }, channel);
  }

  #exchange: Exchange = () => (operations$) =>
    pipe(
      operations$,
      filter((operation) => operation.kind !== 'teardown'),
      map((operation) => this.#answer(operation)),
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

async function signedIn(server: FakeServer, name?: string) {
  const session = server.session(name);
  await session.ready();
  return session;
}

const castVote = (session: Session) => session.getState().client.mutation(vote, {}).toPromise();

afterEach(() => {
  for (const channel of channels.splice(0)) channel.close();
});

test('an operation that meets an ended session is sent again after the next sign-in', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const voting = castVote(session);
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
  });
  server.person = ada;
  session.signedIn(ada);
  expect((await voting).data).toEqual({ vote: true });
  expect(session.getState().signInAgain).toBeNull();
  expect(server.votes).toBe(1);
});

test('an operation that needs the password again is held too', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  server.refusal = 'STEP_UP_REQUIRED';
  const voting = castVote(session);
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('stepUp');
  });
  server.person = ada;
  session.signedIn(ada);
  expect((await voting).data).toEqual({ vote: true });
});

test('an operation fails when the person does not sign in again', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const voting = castVote(session);
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
  });
  session.dismiss();
  expect((await voting).error?.graphQLErrors[0]?.extensions.code).toBe('UNAUTHENTICATED');
  expect(server.votes).toBe(0);
});

test('what one person was doing is not done in the name of another', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const voting = castVote(session);
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
  });
  server.person = bob;
  session.signedIn(bob);
  expect((await voting).error).toBeDefined();
  expect(server.votes).toBe(0);
  expect(session.getState().person).toEqual(bob);
});

test('a refusal of somebody who is not signed in is passed on', async () => {
  const server = new FakeServer();
  server.person = null;
  const session = await signedIn(server);
  expect(session.getState().status).toBe('signedOut');
  expect((await castVote(session)).error).toBeDefined();
  expect(session.getState().signInAgain).toBeNull();
});

test('signing out leaves a new client with nothing in it', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  const { client } = session.getState();
  expect(await session.signOut()).toBeNull();
  expect(session.getState()).toMatchObject({ status: 'signedOut', person: null });
  expect(session.getState().client).not.toBe(client);
});

test('the other tabs follow a sign-out', async () => {
  const server = new FakeServer();
  const here = await signedIn(server, 'tabs');
  const there = await signedIn(server, 'tabs');
  await here.signOut();
  await eventually(() => {
    expect(there.getState().status).toBe('signedOut');
  });
});

test('the other tabs follow a sign-in', async () => {
  const server = new FakeServer();
  server.person = null;
  const here = await signedIn(server, 'tabs');
  const there = await signedIn(server, 'tabs');
  server.person = ada;
  here.signedIn(ada);
  await eventually(() => {
    expect(there.getState()).toMatchObject({ status: 'signedIn', person: ada });
  });
});

test('signing in again in one tab lets the others go on', async () => {
  const server = new FakeServer();
  const here = await signedIn(server, 'tabs');
  const there = await signedIn(server, 'tabs');
  server.person = null;
  const voting = castVote(there);
  await eventually(() => {
    expect(there.getState().signInAgain).toBe('expired');
  });
  server.person = ada;
  here.signedIn(ada);
  expect((await voting).data).toEqual({ vote: true });
});

test('a server that does not answer leaves it open who is signed in, and is asked again', async () => {
  const server = new FakeServer();
  server.person = null;
  server.refusal = 'SERVICE_UNAVAILABLE';
  const session = server.session();
  await expect(session.ready()).rejects.toBeInstanceOf(CombinedError);
  expect(session.getState().status).toBe('unknown');
  server.person = ada;
  expect((await session.ready()).status).toBe('signedIn');
});
