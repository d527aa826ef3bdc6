import { Client, type Exchange, type Operation, type OperationResult, gql, makeResult } from '@urql/core';
import { fromPromise, mergeMap, pipe, filter } from 'wonka';
import { expect, test } from 'vitest';

import { eventually } from '../../test/eventually';
import { apiCache } from '../../shared/api/cache';
import { cacheRules } from './cache';
import {
  CastVoteDocument,
  MoveVoteDocument,
  MyBallotDocument,
  type MyBallotQuery,
  RetractVoteDocument,
  VotedProjectPartsFragmentDoc,
} from './gql/graphql';

const eligibility = { __typename: 'Eligibility', canVote: true, canCreateProject: true, blockedBy: [] };
const project = { __typename: 'Project', id: 'a', title: 'A choir', points: 7, voteCount: 2 };
const fresh = { __typename: 'Voter', id: 'ada', remainingPoints: [1, 2, 3, 4, 5], votes: [], eligibility };
const voted = {
  ...fresh,
  remainingPoints: [1, 2, 3, 4],
  votes: [
    {
      __typename: 'Vote',
      points: 5,
      castAt: '2026-05-04T08:00:00Z',
      project: { __typename: 'Project', id: 'a', title: 'A choir' },
    },
  ],
};

const closed = {
  __typename: 'UserError',
  code: 'VOTING_CLOSED',
  field: null,
  message: 'Voting has closed.',
  retryAfter: null,
};

/** A client whose mutations are answered when the test says so. */
function setUp(voter: object) {
  let answer: (data: object) => void = () => undefined;
  const answered = new Promise<object>((resolve) => {
    answer = resolve;
  });
  const server: Exchange = () => (operations$) =>
    pipe(
      operations$,
      filter((operation) => operation.kind !== 'teardown'),
      mergeMap((operation) => fromPromise(reply(operation))),
    );
  const reply = async (operation: Operation): Promise<OperationResult> => {
    const data =
      operation.kind === 'mutation'
        ? { __typename: 'Mutation', ...(await answered) }
        : { __typename: 'Query', viewer: { __typename: 'Viewer', id: 'ada', voter }, project };
    return makeResult(operation, { data, hasNext: false });
  };
  const client = new Client({ url: '/', preferGetMethod: false, exchanges: [apiCache([cacheRules]), server] });
  const seen: unknown[] = [];
  client.query(MyBallotDocument, {}).subscribe(({ data }) => {
    seen.push(remaining(data));
  });
  return { client, answer, seen };
}

const votesOf = (data: MyBallotQuery | undefined) =>
  (data?.viewer?.voter.votes ?? []).map((vote) => `${vote.points} ${vote.project.id}`).join(', ');
const remaining = (data: MyBallotQuery | undefined) => data?.viewer?.voter.remainingPoints;

test('a vote counts at once, and is taken back when the server refuses it', async () => {
  const { client, answer, seen } = setUp(fresh);
  await client.query(MyBallotDocument, {}).toPromise();
  const casting = client.mutation(CastVoteDocument, { input: { projectId: 'a', points: 5 } }).toPromise();
  await eventually(() => {
    expect(seen.at(-1)).toEqual([1, 2, 3, 4]);
  });
  answer({
    castVote: {
      __typename: 'CastVotePayload',
      vote: null,
      voter: null,
      userErrors: [closed],
    },
  });
  await casting;
  await eventually(() => {
    expect(seen.at(-1)).toEqual([1, 2, 3, 4, 5]);
  });
});

test("a vote that is taken back is free at once, and the server's answer stays", async () => {
  const { client, answer, seen } = setUp(voted);
  await client.query(MyBallotDocument, {}).toPromise();
  const retracting = client.mutation(RetractVoteDocument, { input: { projectId: 'a' } }).toPromise();
  await eventually(() => {
    expect(seen.at(-1)).toEqual([1, 2, 3, 4, 5]);
  });
  answer({
    retractVote: {
      __typename: 'RetractVotePayload',
      project,
      voter: { ...fresh, remainingPoints: [2, 5] },
      userErrors: [],
    },
  });
  await retracting;
  await eventually(() => {
    expect(seen.at(-1)).toEqual([2, 5]);
  });
});

test('a moved vote shows at once on both projects, and is undone when the server refuses it', async () => {
  const { client, answer, seen } = setUp(voted);
  await client.query(MyBallotDocument, {}).toPromise();
  const choir = gql`
    query Choir {
      project(id: "a") {
        ...VotedProjectParts
      }
    }
    ${VotedProjectPartsFragmentDoc}
  `;
  const votes: string[] = [];
  client.query(MyBallotDocument, {}).subscribe(({ data }) => {
    votes.push(votesOf(data));
  });
  const shown: unknown[] = [];
  client.query<{ project: unknown }>(choir, {}).subscribe(({ data }) => {
    shown.push(data?.project);
  });
  await eventually(() => {
    expect(shown.at(-1)).toMatchObject({ points: 7, voteCount: 2 });
  });
  const moving = client.mutation(MoveVoteDocument, { input: { projectId: 'b', points: 5 } }).toPromise();
  await eventually(() => {
    expect(votes.at(-1)).toBe('5 b');
    expect(shown.at(-1)).toMatchObject({ points: 2, voteCount: 1 });
  });
  expect(seen.at(-1)).toEqual([1, 2, 3, 4]);
  answer({
    moveVote: { __typename: 'MoveVotePayload', vote: null, from: null, voter: null, userErrors: [closed] },
  });
  await moving;
  await eventually(() => {
    expect(votes.at(-1)).toBe('5 a');
    expect(shown.at(-1)).toMatchObject({ points: 7, voteCount: 2 });
  });
});
