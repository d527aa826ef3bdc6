// @vitest-environment jsdom
import { CombinedError } from '@urql/core';
import { expect, test, vi } from 'vitest';

import { eventually } from '../../test/eventually';
import { FakeServer, ada, bob, castVote, signedIn } from '../../test/sessionServer';
import { recheck } from './recheckOnReturn';
import { Session } from './session';

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

test('actions of one person are not executed in the name of another', async () => {
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

test('if the server does not answer, it stays open who is signed in, and the server is asked again', async () => {
  const server = new FakeServer();
  server.person = null;
  server.refusal = 'SERVICE_UNAVAILABLE';
  const session = server.session();
  await expect(session.ready()).rejects.toBeInstanceOf(CombinedError);
  expect(session.getState().status).toBe('unknown');
  server.person = ada;
  expect((await session.ready()).status).toBe('signedIn');
});

test('a request that is refused only after the person has signed in again is sent again by itself', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const letGo = server.hold();
  const voting = castVote(session);
  server.person = ada;
  session.signedIn(ada);
  letGo();
  expect((await voting).data).toEqual({ vote: true });
  expect(session.getState().signInAgain).toBeNull();
});

test('equal operations that are held together are both sent again', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const voting = [castVote(session), castVote(session)];
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
  });
  server.person = ada;
  session.signedIn(ada);
  expect((await Promise.all(voting)).map(({ data }) => data as unknown)).toEqual([{ vote: true }, { vote: true }]);
  expect(server.votes).toBe(2);
});

test('equal operations that are held together both fail when the person does not sign in again', async () => {
  const server = new FakeServer();
  const session = await signedIn(server);
  server.person = null;
  const voting = [castVote(session), castVote(session)];
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
  });
  session.dismiss();
  for (const { error } of await Promise.all(voting)) expect(error).toBeDefined();
});

test.each<[string, unknown]>([
  ['does not have them', undefined],
  [
    'refuses them',
    function Refused() {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    },
  ],
])('the app works where the browser %s', async (_, channel) => {
  vi.stubGlobal('BroadcastChannel', channel);
  const server = new FakeServer();
  const session = new Session(server.makeClient);
  vi.unstubAllGlobals();
  expect(await session.ready()).toMatchObject({ status: 'signedIn', person: ada });
  expect(session.hearsOthers).toBe(false);
  server.person = bob;
  await recheck(session);
  expect(await session.ready()).toMatchObject({ person: bob });
  expect(await session.signOut()).toBeNull();
  expect(session.getState().status).toBe('signedOut');
});
