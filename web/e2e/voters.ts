import { RequestVerificationDocument, VerifyAttributeDocument } from '../src/features/profile/gql/graphql';
import { CreateProjectDocument, WithdrawProjectDocument } from '../src/features/projects/gql/graphql';
import { CastVoteDocument } from '../src/features/voting/gql/graphql';
import { ask, fromElsewhere, newAccount, sessionOf } from './accounts';
import { newestCode } from './outbox';
import type { Server } from './server';

/** Somebody who may pitch and vote: the email address is verified. */
export interface Voter {
  email: string;
  phoneNumber: string;
  /** What requests of the voter carry. */
  headers: Record<string, string>;
}

/** Signs somebody new up by the API, and verifies the email address. The password is that of every account. */
export async function newVoter(server: Server, email?: string): Promise<Voter> {
  const account = await newAccount(server, email);
  const headers = { ...(await sessionOf(server, account.email)), ...fromElsewhere() };
  await ask(server, RequestVerificationDocument, { input: { attribute: 'EMAIL' } }, headers);
  const code = await newestCode(server.outbox, account.email, 1);
  await ask(server, VerifyAttributeDocument, { input: { attribute: 'EMAIL', code } }, headers);
  return { ...account, headers };
}

/** Pitches a project by the API, and returns its id. */
export async function createProject(
  server: Server,
  { headers }: Voter,
  title: string,
  summary = `${title}, and why it matters.`,
): Promise<string> {
  const { createProject: created } = await ask(server, CreateProjectDocument, { input: { title, summary } }, headers);
  return created.project?.id ?? '';
}

/** Casts a vote by the API. */
export async function castVote(server: Server, { headers }: Voter, projectId: string, points: number): Promise<void> {
  await ask(server, CastVoteDocument, { input: { projectId, points } }, headers);
}

/** Takes a project back by the API. */
export async function withdrawProject(server: Server, { headers }: Voter, id: string): Promise<void> {
  await ask(server, WithdrawProjectDocument, { input: { id } }, headers);
}
