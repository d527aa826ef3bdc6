import { type Client, CombinedError } from '@urql/core';

import { codeOf } from '../../shared/api/codes';
import { type Outcome, problemOf } from '../../shared/api/errors';
import { randomId } from '../../shared/randomId';
import { type Action, type VotableProject, actionFor } from './ballot';
import { CastVoteDocument, MoveVoteDocument, MyBallotDocument, RetractVoteDocument } from './gql/graphql';

/** The outcome of a press: the change, or null if there was nothing to do; or what went wrong, in words. */
export type Result = { done: Action | null; problem?: never } | { problem: string; done?: never };

/**
 * Gives a project a value, or takes its vote back (null), in one request. The presses of a hurried person are executed
 * one after another, each on the result of the previous one, as long as `isWanted` says so. If one fails, the next is
 * still executed.
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

/** Runs one task after another, across all pages of a client. A task must not throw. */
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
  // The page differs from the server: perhaps the person votes in another tab, too.
  await client.query(MyBallotDocument, {}, { requestPolicy: 'network-only' }).toPromise();
  return { problem: words(refusal) };
}

const words = (outcome: Outcome): string => problemOf(outcome) ?? problemOf({ error: new CombinedError({}) }) ?? '';

/**
 * Sends an action, and once more if no answer came: it has an id, by which the server recognises it and counts it once.
 */
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
