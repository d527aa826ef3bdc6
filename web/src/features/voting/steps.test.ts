// @vitest-environment jsdom
import { Client, type Exchange, type Operation, type OperationResult, makeErrorResult, makeResult } from '@urql/core';
import { filter, map, pipe } from 'wonka';
import { expect, test } from 'vitest';

import { type Step } from './ballot';
import type { CastVoteInput } from './gql/graphql';
import { takeSteps } from './steps';

const choir = { id: 'a', title: 'A choir' };
const bikes = { id: 'b', title: 'Bikes' };
const move: Step[] = [
  { kind: 'retract', points: 5, project: choir },
  { kind: 'cast', points: 5, project: bikes },
];

/** A server that refuses some steps, and loses the answer to others; it notes what it was asked for. */
class FakeServer {
  readonly asked: string[] = [];
  readonly ids = new Set<string>();
  refused: string[] = [];
  lost: string[] = [];

  client(): Client {
    const exchange: Exchange = () => (operations$) =>
      pipe(
        operations$,
        filter((operation) => operation.kind !== 'teardown'),
        map((operation) => this.#answer(operation)),
      );
    return new Client({ url: '/', preferGetMethod: false, exchanges: [exchange] });
  }

  #answer(operation: Operation): OperationResult {
    if (operation.kind === 'query') {
      this.asked.push('ballot');
      return makeResult(operation, { data: { viewer: null }, hasNext: false });
    }
    const { input } = operation.variables as { input: CastVoteInput };
    const step = input.points ? `cast ${input.points} ${input.projectId}` : `retract ${input.projectId}`;
    this.asked.push(step);
    this.ids.add(String(input.clientMutationId));
    const lost = this.lost.indexOf(step);
    if (lost >= 0) {
      this.lost.splice(lost, 1);
      return makeErrorResult(operation, new Error('reset'));
    }
    const userErrors = [{ code: 'VOTING_CLOSED', field: null, message: 'Voting has closed.', retryAfter: null }];
    const payload = this.refused.includes(step)
      ? { vote: null, voter: null, userErrors }
      : { vote: {}, voter: {}, userErrors: [] };
    return makeResult(operation, { data: { [input.points ? 'castVote' : 'retractVote']: payload }, hasNext: false });
  }
}

test('a vote that cannot be moved goes back to where it was', async () => {
  const server = new FakeServer();
  server.refused = ['cast 5 b'];
  expect(await takeSteps(server.client(), move)).toBe('Voting has closed.');
  expect(server.asked).toEqual(['retract a', 'cast 5 b', 'cast 5 a', 'ballot']);
});

test('a step whose answer is lost is sent again as the same one', async () => {
  const server = new FakeServer();
  server.lost = ['cast 5 b'];
  expect(await takeSteps(server.client(), move)).toBeNull();
  expect(server.asked).toEqual(['retract a', 'cast 5 b', 'cast 5 b']);
  expect(server.ids.size).toBe(2);
});

test('a server that does not answer at all is reported in words', async () => {
  const server = new FakeServer();
  server.lost = ['retract a', 'retract a'];
  expect(await takeSteps(server.client(), move)).toMatch(/^The server does not answer\. /);
  expect(server.asked).toEqual(['retract a', 'retract a', 'ballot']);
});
