// @vitest-environment jsdom
import {
  Client,
  type Exchange,
  type Operation,
  type OperationResult,
  getOperationName,
  makeErrorResult,
  makeResult,
} from '@urql/core';
import { filter, fromPromise, mergeMap, pipe } from 'wonka';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

import { apiCache } from '../../shared/api/cache';
import { type Ballot, givenTo, values, withMove, withVote, withoutVote } from './ballot';
import { cacheRules } from './cache';
import type { CastVoteInput } from './gql/graphql';
import { vote } from './votes';

const project = (id: string) => ({ id, title: `Project ${id}` });
const castAt = '2026-05-04T08:00:00Z';
const [a, b, c] = [project('a'), project('b'), project('c')];

/** A server that keeps a ballot by the rules, refuses some requests, and loses the answer to others; it notes what it was asked. */
class FakeServer {
  readonly asked: string[] = [];
  readonly ids = new Set<string>();
  ballot: Ballot = {
    __typename: 'Voter',
    id: 'ada',
    remainingPoints: [...values],
    votes: [],
    eligibility: { __typename: 'Eligibility', canVote: true, canCreateProject: true, blockedBy: [] },
  };
  refused: Record<string, string> = {};
  lost: string[] = [];

  readonly client = new Client({
    url: '/',
    preferGetMethod: false,
    exchanges: [
      apiCache([cacheRules]),
      () => (operations$) =>
        pipe(
          operations$,
          filter((operation) => operation.kind !== 'teardown'),
          mergeMap((operation) => fromPromise(Promise.resolve().then(() => this.#answer(operation)))),
        ),
    ] satisfies Exchange[],
  });

  #answer(operation: Operation): OperationResult {
    if (operation.kind === 'query') {
      this.asked.push('ballot');
      const viewer = { __typename: 'Viewer', id: 'ada', voter: this.ballot };
      return makeResult(operation, { data: { __typename: 'Query', viewer }, hasNext: false });
    }
    const name = getOperationName(operation.query) ?? '';
    const field = name.charAt(0).toLowerCase() + name.slice(1);
    const { input } = operation.variables as { input: CastVoteInput };
    const request = [field.replace('Vote', ''), input.points, input.projectId].filter(Boolean).join(' ');
    this.asked.push(request);
    this.ids.add(String(input.clientMutationId));
    const lost = this.lost.indexOf(request);
    if (lost >= 0) {
      this.lost.splice(lost, 1);
      return makeErrorResult(operation, new Error('reset'));
    }
    const code = this.refused[request] ?? this.#change(field, input);
    const payload = code
      ? { vote: null, from: null, project: null, voter: null, userErrors: [userError(code)] }
      : { ...this.#vote(input), from: null, project: null, voter: this.ballot, userErrors: [] };
    const __typename = `${name}Payload`;
    return makeResult(operation, {
      data: { __typename: 'Mutation', [field]: { __typename, ...payload } },
      hasNext: false,
    });
  }

  /** Changes the ballot as the server would; answers with the code of a refusal. */
  #change(field: string, { projectId, points }: CastVoteInput): string | null {
    const before = givenTo(this.ballot, projectId);
    if (field === 'castVote') {
      if (before !== null) return 'ALREADY_VOTED_FOR_PROJECT';
      if (!this.ballot.remainingPoints.includes(points)) return 'POINTS_ALREADY_SPENT';
      this.ballot = withVote(this.ballot, points, project(projectId), castAt);
    } else if (field === 'moveVote') {
      this.ballot = withMove(this.ballot, points, project(projectId), castAt);
    } else {
      if (before === null) return 'NOT_VOTED_FOR_PROJECT';
      this.ballot = withoutVote(this.ballot, projectId);
    }
    return null;
  }

  #vote({ projectId, points }: CastVoteInput) {
    const voted = { __typename: 'Project', ...project(projectId), points, voteCount: 1 };
    return { vote: points ? { __typename: 'Vote', points, castAt, project: voted } : null };
  }

  get votes(): string {
    return this.ballot.votes.map((cast) => `${cast.points} ${cast.project.id}`).join(', ');
  }
}

const userError = (code: string) => ({
  __typename: 'UserError',
  code,
  field: null,
  message: `${code}.`,
  retryAfter: null,
});

let server: FakeServer;
beforeEach(() => {
  server = new FakeServer();
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

test('each press is one request', async () => {
  for (const [points, on] of [
    [5, a],
    [5, b],
    [3, b],
    [null, b],
    [null, b],
    [3, b],
    [3, b],
  ] as const) {
    expect((await vote(server.client, points, on)).problem).toBeUndefined();
  }
  expect(server.asked).toEqual(['ballot', 'cast 5 a', 'move 5 b', 'move 3 b', 'retract b', 'cast 3 b']);
});

test('two projects exchange their values', async () => {
  await vote(server.client, 5, a);
  await vote(server.client, 3, b);
  const { done } = await vote(server.client, 5, b);
  expect(done).toMatchObject({ kind: 'move', points: 5, project: b, before: 3, from: { id: 'a' } });
  expect(server.votes).toBe('5 b, 3 a');
});

test('presses in quick succession are each planned on the result of the previous ones', async () => {
  const results = await Promise.all([
    vote(server.client, 5, a),
    vote(server.client, 4, b),
    vote(server.client, 4, c),
    vote(server.client, 5, c),
    vote(server.client, null, c),
  ]);
  expect(results.map(({ problem }) => problem)).toEqual(Array(5).fill(undefined));
  expect(server.asked).toEqual(['ballot', 'cast 5 a', 'cast 4 b', 'move 4 c', 'move 5 c', 'retract c']);
  expect(server.votes).toBe('4 a');
});

test('a refusal says why, and the presses after it are executed', async () => {
  server.refused = { 'cast 5 a': 'VOTING_CLOSED' };
  const [first, second] = await Promise.all([vote(server.client, 5, a), vote(server.client, 5, b)]);
  expect(first.problem).toBe('VOTING_CLOSED.');
  expect(second.done).toMatchObject({ kind: 'cast', points: 5 });
  expect(server.asked).toEqual(['ballot', 'cast 5 a', 'ballot', 'cast 5 b']);
});

test('after a refusal the next press is planned on what the server has', async () => {
  await vote(server.client, 4, b);
  server.ballot = withVote(server.ballot, 5, c, castAt); // in another tab
  const [first, second] = await Promise.all([vote(server.client, 5, a), vote(server.client, 5, a)]);
  expect(first.problem).toBe('POINTS_ALREADY_SPENT.');
  expect(second.done).toMatchObject({ kind: 'move', from: { id: 'c' } });
  expect(server.votes).toBe('5 a, 4 b');
});

test('something thrown silences no later press', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => undefined);
  vi.spyOn(server.client, 'mutation').mockImplementationOnce(() => {
    throw new Error('unforeseen');
  });
  const [first, second] = await Promise.all([vote(server.client, 5, a), vote(server.client, 4, b)]);
  expect(first.problem).toMatch(/^Something went wrong on our side\. /);
  expect(second.done).toMatchObject({ kind: 'cast', points: 4 });
  expect(said).toHaveBeenCalledOnce();
});

test('votes are cast where the browser has no randomUUID, as by plain http', async () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
  expect((await vote(server.client, 5, a)).done).toMatchObject({ kind: 'cast' });
  expect(server.votes).toBe('5 a');
});

test('a request whose answer is lost is sent again as the same one', async () => {
  server.lost = ['cast 5 b'];
  expect((await vote(server.client, 5, b)).problem).toBeUndefined();
  expect(server.asked).toEqual(['ballot', 'cast 5 b', 'cast 5 b']);
  expect(server.ids.size).toBe(1);
});

test('a server that does not answer at all is reported in words', async () => {
  server.lost = ['cast 5 a', 'cast 5 a'];
  expect((await vote(server.client, 5, a)).problem).toMatch(/^The server does not answer\. /);
  expect(server.asked).toEqual(['ballot', 'cast 5 a', 'cast 5 a', 'ballot']);
});

test('presses that still wait when somebody else signs in are not executed', async () => {
  const isHere = () => server.votes === '';
  const [, second] = await Promise.all([vote(server.client, 5, a, isHere), vote(server.client, 4, b, isHere)]);
  expect(second).toEqual({ done: null });
  expect(server.votes).toBe('5 a');
});
