// @vitest-environment jsdom
// Answers that come after somebody else has signed in, or nobody is any more.
import type { Client } from '@urql/core';
import { expect, test } from 'vitest';

import { eventually } from '../../test/eventually';
import { FakeServer, ada, bob, castVote, channels, signedIn } from '../../test/sessionServer';
import { ViewerDocument } from '../gql/graphql';
import type { Session } from './session';

/**
 * A session whose query for who is signed in is on its way, sent as Ada; messages of other tabs come through `tell`.
 */
function asking(server: FakeServer) {
  const name = crypto.randomUUID();
  const session = server.session(name);
  const others = new BroadcastChannel(name);
  channels.push(others);
  const letGo = server.hold();
  const ready = session.ready();
  return {
    session,
    ready,
    letGo,
    tell: (message: object) => {
      others.postMessage(message);
    },
  };
}

const clientOf = (session: Session) => session.getState().client;

/** Waits until the session has another client than before. */
async function replaced(session: Session, before: Client) {
  await eventually(() => {
    expect(clientOf(session)).not.toBe(before);
  });
}

test('an answer from before somebody else signed in elsewhere says nothing', async () => {
  const server = new FakeServer();
  const { session, ready, letGo, tell } = asking(server);
  const before = clientOf(session);
  server.person = bob;
  tell({ type: 'signedIn', id: 'bob' });
  await replaced(session, before);
  letGo();
  expect(await ready).toMatchObject({ status: 'signedIn', person: bob });
  expect(session.getState().person).toEqual(bob);
  expect(server.asked).toBe(2);
});

test('an answer from before a sign-out elsewhere says nothing', async () => {
  const server = new FakeServer();
  const { session, ready, letGo, tell } = asking(server);
  const before = clientOf(session);
  tell({ type: 'signedOut' });
  await replaced(session, before);
  letGo();
  expect(await ready).toMatchObject({ status: 'signedOut', person: null });
  expect(session.getState().status).toBe('signedOut');
});

test('an answer from before a sign-in here says nothing', async () => {
  const server = new FakeServer();
  const { session, ready, letGo } = asking(server);
  server.person = bob;
  session.signedIn(bob);
  letGo();
  expect(await ready).toMatchObject({ person: bob });
  expect(session.getState().person).toEqual(bob);
});

test('a failure from before somebody else signed in is not that of the next question', async () => {
  const server = new FakeServer();
  server.person = null;
  server.refusal = 'SERVICE_UNAVAILABLE';
  const { session, ready, letGo, tell } = asking(server);
  const before = clientOf(session);
  server.person = bob;
  tell({ type: 'signedIn', id: 'bob' });
  await replaced(session, before);
  letGo();
  expect(await ready).toMatchObject({ status: 'signedIn', person: bob });
});

test('a sign-out that is answered after somebody else signed in elsewhere does not sign them out', async () => {
  const server = new FakeServer();
  const name = crypto.randomUUID();
  const session = await signedIn(server, name);
  const others = new BroadcastChannel(name);
  channels.push(others);
  const letGo = server.hold();
  const signingOut = session.signOut();
  const before = clientOf(session);
  server.person = bob;
  others.postMessage({ type: 'signedIn', id: 'bob' });
  await replaced(session, before);
  letGo();
  expect(await signingOut).toBeNull();
  expect(await session.ready()).toMatchObject({ status: 'signedIn', person: bob });
});

test("the end of another person's session elsewhere is looked into", async () => {
  const server = new FakeServer();
  const name = crypto.randomUUID();
  const session = await signedIn(server, name);
  const others = new BroadcastChannel(name);
  channels.push(others);
  const before = clientOf(session);
  others.postMessage({ type: 'signedOut', id: 'bob' });
  await replaced(session, before);
  expect(await session.ready()).toMatchObject({ status: 'signedIn', person: ada });
});

test("a late refusal of one person's request neither asks the next person to sign in nor sends the request again", async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const letGo = server.hold();
  const voting = castVote(session);
  server.person = bob;
  session.signedIn(bob);
  letGo();
  expect((await voting).error).toBeDefined();
  expect(session.getState().signInAgain).toBeNull();
  session.signedIn(bob);
  expect(server.votes).toBe(0);
});

test('data of another person reach no client of this one, and show whose the cookie is', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  const before = clientOf(session);
  server.person = bob; // and no word of it
  const { data, error } = await before.query(ViewerDocument, {}).toPromise();
  expect(data).toBeUndefined();
  expect(error).toBeDefined();
  expect(clientOf(session)).not.toBe(before);
  expect(await session.ready()).toMatchObject({ status: 'signedIn', person: bob });
});
