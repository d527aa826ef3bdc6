import type { BallotPartsFragment } from './gql/graphql';

/** A voter's five votes, as the server knows them. */
export type Ballot = BallotPartsFragment;

/** What a vote is about, as far as a ballot is concerned. */
export interface VotableProject {
  id: string;
  title: string;
}

/** The values that there are to spend, the smallest first. */
export const values = [1, 2, 3, 4, 5] as const;

/** One request to the server: votes are cast and retracted, never changed. */
export interface Step {
  kind: 'cast' | 'retract';
  points: number;
  project: VotableProject;
}

/** The project that a value is spent on; null while it is free. */
export function spentOn({ votes }: Ballot, points: number): VotableProject | null {
  return votes.find((vote) => vote.points === points)?.project ?? null;
}

/** The points that somebody gave a project; null if none. */
export function givenTo({ votes }: Ballot, projectId: string): number | null {
  return votes.find((vote) => vote.project.id === projectId)?.points ?? null;
}

/**
 * The steps that put a value on a project: a value that is spent elsewhere is taken from there, and another value that the
 * project has goes back to its owner. Empty if it is there already.
 */
export function stepsTo(ballot: Ballot, points: number, project: VotableProject): Step[] {
  const before = givenTo(ballot, project.id);
  if (before === points) return [];
  const elsewhere = spentOn(ballot, points);
  return [
    ...(before === null ? [] : [{ kind: 'retract', points: before, project } as const]),
    ...(elsewhere ? [{ kind: 'retract', points, project: elsewhere } as const] : []),
    { kind: 'cast', points, project },
  ];
}

/** The steps that undo what was done before a step failed, the last of them first. */
export function stepsBack(done: readonly Step[]): Step[] {
  return done.toReversed().map((step) => ({ ...step, kind: step.kind === 'cast' ? 'retract' : 'cast' }));
}
