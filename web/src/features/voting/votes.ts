import { type Client, CombinedError } from '@urql/core';

import { codeOf } from '../../shared/api/codes';
import { type Outcome, problemOf } from '../../shared/api/errors';
import { randomId } from '../../shared/randomId';
import { type Action, type VotableProject, actionFor } from './ballot';
import { CastVoteDocument, MoveVoteDocument, MyBallotDocument, RetractVoteDocument } from './gql/graphql';

/** What became of a press: what was done, null if it was so already; or what kept it from being done, in words. */
export type Result = { done: Action | null; problem?: never } | { problem: string; done?: never };

/**
 * Gives a project a value, or takes its vote back (null), in one request. The presses of a hurried person are carried out one after
 * another, each on what the one before it has left, as long as `isWanted` says so. Whatever becomes of one, the next is carried out.
 */
export function vote(
  client: Client,
  points: number | null,
  project: VotableProject,
  isWanted = () => true,
): Promise<Result> {
  return inOrder(client, async () => {
    if (!isWanted()) return { done: null };
    try {
      return await carryOut(client, points, project);
    } catch (thrown) {
      console.error(thrown);
      return { problem: words({}) };
    }
  });
}

const last = new WeakMap<Client, Promise<unknown>>();

/** Does one thing after another, over all pages of a client. What is done here must not throw. */
function inOrder<T>(client: Client, next: () => Promise<T>): Promise<T> {
  const result = (last.get(client) ?? Promise.resolve()).then(next);
  last.set(client, result);
  return result;
}

async function carryOut(client: Client, points: number | null, project: VotableProject): Promise<Result> {
  const { data, error } = await client.query(MyBallotDocument, {}, { requestPolicy: 'cache-first' }).toPromise();
  const ballot = data?.viewer?.voter;
  if (!ballot) return { problem: words({ error }) };
  const action = actionFor(ballot, points, project);
  const refusal = action && (await send(client, action));
  if (!refusal) return { done: action };
  // What is shown is not what the server has: perhaps the person votes in another tab, too.
  await client.query(MyBallotDocument, {}, { requestPolicy: 'network-only' }).toPromise();
  return { problem: words(refusal) };
}

const words = (outcome: Outcome): string => problemOf(outcome) ?? problemOf({ error: new CombinedError({}) }) ?? '';

/** Sends an action, and once more where no answer came: it has an id, by which the server knows it again and counts it once. */
async function send(client: Client, action: Action): Promise<Outcome | null> {
  const clientMutationId = randomId();
  const refusal = await request(client, action, clientMutationId);
  return refusal?.error && codeOf(refusal.error) === 'NETWORK' ? request(client, action, clientMutationId) : refusal;
}

async function request(client: Client, action: Action, clientMutationId: string): Promise<Outcome | null> {
  const { kind, points } = action;
  const input = { projectId: action.project.id, clientMutationId };
  switch (kind) {
    case 'cast': {
      const { data, error } = await client.mutation(CastVoteDocument, { input: { ...input, points } }).toPromise();
      return refusalOf(data?.castVote, error);
    }
    case 'move': {
      const { data, error } = await client.mutation(MoveVoteDocument, { input: { ...input, points } }).toPromise();
      return refusalOf(data?.moveVote, error);
    }
    case 'retract': {
      const { data, error } = await client.mutation(RetractVoteDocument, { input }).toPromise();
      return refusalOf(data?.retractVote, error);
    }
  }
}

type Payload = { voter: unknown } & Pick<Outcome, 'userErrors'>;

function refusalOf(payload: Payload | undefined, error: CombinedError | undefined): Outcome | null {
  return payload?.voter ? null : { error, userErrors: payload?.userErrors };
}
