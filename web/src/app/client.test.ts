// @vitest-environment jsdom
import type { Client } from '@urql/core';
import { pipe, subscribe } from 'wonka';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { eventually } from '../test/eventually';
import { LeaderboardDocument, LeaderboardLiveDocument } from '../features/leaderboard/gql/graphql';
import { CreateProjectDocument } from '../features/projects/gql/graphql';
import { createApiClient } from '../shared/api/client';
import { type Person, Session } from '../shared/api/session';
import { cacheRules } from './cacheRules';

const ada: Person = { __typename: 'Viewer', id: 'ada', email: 'ada@example.com', name: 'Ada', groups: [] };

type Body = Record<string, unknown>;

/** The bodies that reached `fetch`, oldest first. */
let bodies: Body[] = [];
/** The next answers by the name of the operation; what is not here is answered by no data. */
let answers: Record<string, object[]> = {};

beforeEach(() => {
  bodies = [];
  answers = { Viewer: [{ data: { viewer: ada } }] };
  vi.stubEnv('PROD', true);
  vi.stubGlobal('fetch', (_: string, init: RequestInit & { body: string }) => {
    const body = JSON.parse(init.body) as Body;
    bodies.push(body);
    const result = JSON.stringify(answers[String(body.operationName)]?.shift() ?? { data: null });
    const streams = new Headers(init.headers).get('Accept')?.startsWith('text/event-stream');
    const [text, type] = streams
      ? [`event: next\ndata: ${result}\n\nevent: complete\ndata:\n\n`, 'text/event-stream']
      : [result, 'application/json'];
    return Promise.resolve(new Response(text, { headers: { 'Content-Type': type } }));
  });
});

const sessions: BroadcastChannel[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
  for (const channel of sessions.splice(0)) channel.close();
});

/** The app's own session and client, with all of the exchanges. */
async function signedIn(): Promise<{ session: Session; client: Client }> {
  const channel = new BroadcastChannel(crypto.randomUUID());
  sessions.push(channel);
  const session = new Session(
    (ties) => createApiClient({ session: ties, rules: () => Promise.resolve(cacheRules) }),
    channel,
  );
  const { client } = await session.ready();
  return { session, client };
}

const hashOf = (document: object) => (document as { __meta__: { hash: string } }).__meta__.hash;

/** What is sent for a document: its hash, and not a word of it. */
const named = (operationName: string, document: object, variables: object) => ({
  operationName,
  variables,
  extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(document) } },
});

const project = { input: { title: 'Horns', summary: 'For all' } };

test('in production a query, a mutation and a subscription are sent by hash, without their text', async () => {
  const { client } = await signedIn();
  await client.query(LeaderboardDocument, { first: 3 }).toPromise();
  await client.mutation(CreateProjectDocument, project).toPromise();
  await new Promise<void>((resolve) => {
    pipe(
      client.subscription(LeaderboardLiveDocument, { first: 3 }),
      subscribe(() => {
        resolve();
      }),
    );
  });
  expect(bodies.slice(1)).toEqual([
    named('Leaderboard', LeaderboardDocument, { first: 3 }),
    named('CreateProject', CreateProjectDocument, project),
    named('LeaderboardLive', LeaderboardLiveDocument, { first: 3 }),
  ]);
  for (const body of bodies) expect(body).not.toHaveProperty('query');
});

test('what is sent again after a sign-in is sent by hash too', async () => {
  const { session, client } = await signedIn();
  answers.CreateProject = [{ errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] }];
  const creating = client.mutation(CreateProjectDocument, project).toPromise();
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
  });
  session.signedIn(ada);
  await creating;
  const body = named('CreateProject', CreateProjectDocument, project);
  expect(bodies.slice(1)).toEqual([body, body]);
});

test('equal mutations under way at once are both answered', async () => {
  const { client } = await signedIn();
  const made = { data: { createProject: { __typename: 'CreateProjectPayload', project: null, userErrors: [] } } };
  answers.CreateProject = [made, made];
  const creating = [1, 2].map(() => client.mutation(CreateProjectDocument, project).toPromise());
  for (const { data } of await Promise.all(creating)) expect(data).toMatchObject(made.data);
});

test('equal mutations that are held together both go on after a sign-in', async () => {
  const { session, client } = await signedIn();
  const refused = { errors: [{ message: 'no', extensions: { code: 'UNAUTHENTICATED' } }] };
  const made = { data: { createProject: { __typename: 'CreateProjectPayload', project: null, userErrors: [] } } };
  answers.CreateProject = [refused, refused, made, made];
  const creating = [1, 2].map(() => client.mutation(CreateProjectDocument, project).toPromise());
  await eventually(() => {
    expect(session.getState().signInAgain).toBe('expired');
    expect(bodies).toHaveLength(3);
  });
  session.signedIn(ada);
  for (const { data } of await Promise.all(creating)) expect(data).toMatchObject(made.data);
  expect(bodies).toHaveLength(5);
});

test('requests that one person left waiting are not sent with the cookie of the next', async () => {
  const { session, client } = await signedIn();
  session.signedIn({ ...ada, id: 'bob' });
  const { error } = await client.mutation(CreateProjectDocument, project).toPromise();
  expect(error?.networkError).toBeDefined();
  expect(bodies.map(({ operationName }) => operationName)).toEqual(['Viewer']);
});

test('a query that the cache asks again is sent by hash too', async () => {
  const { client } = await signedIn();
  await client.query(LeaderboardDocument, { first: 3 }).toPromise();
  await client.query(LeaderboardDocument, { first: 3 }, { requestPolicy: 'cache-and-network' }).toPromise();
  const body = named('Leaderboard', LeaderboardDocument, { first: 3 });
  expect(bodies.slice(1)).toEqual([body, body]);
});
