import { ask, fromElsewhere, newAccount, signInByApi } from './accounts';
import { newestCode } from './outbox';
import type { Server } from './server';

/** Somebody who may pitch and vote: the email address is proven. */
export interface Voter {
  email: string;
  phoneNumber: string;
  /** What requests of the voter carry. */
  headers: Record<string, string>;
}

/** Signs somebody new up by the API, and proves the email address. The password is that of every account. */
export async function newVoter(server: Server): Promise<Voter> {
  const account = await newAccount(server);
  const headers = { ...(await signInByApi(server, account.email)), ...fromElsewhere() };
  const request = 'mutation($input: RequestVerificationInput!) { requestVerification(input: $input) { userErrors { message } } }';
  await ask(server, request, { attribute: 'EMAIL' }, headers);
  const code = await newestCode(server.outbox, account.email, 1);
  const verify = 'mutation($input: VerifyAttributeInput!) { verifyAttribute(input: $input) { userErrors { message } } }';
  await ask(server, verify, { attribute: 'EMAIL', code }, headers);
  return { ...account, headers };
}

/** Pitches a project by the API, and returns its id. */
export async function createProject(server: Server, { headers }: Voter, title: string, summary = `${title}, and why it matters.`): Promise<string> {
  const query = 'mutation($input: CreateProjectInput!) { createProject(input: $input) { project { id } userErrors { message } } }';
  const { createProject: created } = await ask<{ createProject: { project: { id: string } } }>(server, query, { title, summary }, headers);
  return created.project.id;
}

/** Casts a vote by the API. */
export async function castVote(server: Server, { headers }: Voter, projectId: string, points: number): Promise<void> {
  const query = 'mutation($input: CastVoteInput!) { castVote(input: $input) { userErrors { message } } }';
  await ask(server, query, { projectId, points }, headers);
}
