import type { Client } from '@urql/core';

import { codeOf } from '../../shared/api/codes';
import { type Outcome, problemOf } from '../../shared/api/errors';
import { type Step, stepsBack } from './ballot';
import { CastVoteDocument, MyBallotDocument, RetractVoteDocument } from './gql/graphql';

/**
 * Takes steps one after another, and answers with what went wrong, in words; null if nothing. When a step fails, those before it are
 * undone, so that nobody loses a vote on the way from one project to another.
 */
export async function takeSteps(client: Client, steps: readonly Step[]): Promise<string | null> {
  const done: Step[] = [];
  for (const step of steps) {
    const refusal = await take(client, step);
    if (refusal) {
      for (const back of stepsBack(done)) await take(client, back);
      // What is shown is not what the server has: perhaps the person votes in another tab, too.
      void client.query(MyBallotDocument, {}, { requestPolicy: 'network-only' }).toPromise();
      return problemOf(refusal) ?? '';
    }
    done.push(step);
  }
  return null;
}

/** Sends a step, and once more where no answer came: it has an id, by which the server knows it again and counts it once. */
async function take(client: Client, step: Step): Promise<Outcome | null> {
  const clientMutationId = crypto.randomUUID();
  const refusal = await send(client, step, clientMutationId);
  return refusal?.error && codeOf(refusal.error) === 'NETWORK' ? send(client, step, clientMutationId) : refusal;
}

async function send(
  client: Client,
  { kind, points, project }: Step,
  clientMutationId: string,
): Promise<Outcome | null> {
  if (kind === 'cast') {
    const { data, error } = await client
      .mutation(CastVoteDocument, { input: { projectId: project.id, points, clientMutationId } })
      .toPromise();
    return data?.castVote.vote ? null : { error, userErrors: data?.castVote.userErrors };
  }
  const { data, error } = await client
    .mutation(RetractVoteDocument, { input: { projectId: project.id, clientMutationId } })
    .toPromise();
  return data?.retractVote.voter ? null : { error, userErrors: data?.retractVote.userErrors };
}
