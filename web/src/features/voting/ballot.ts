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

/** What one request to the server changes. */
export type Action = { points: number; project: VotableProject } & (
  | { kind: 'cast' }
  | { kind: 'retract' }
  | {
      kind: 'move';
      /** The project that has the value now; null if the value is free. */
      from: VotableProject | null;
      /** The value that the project has now, which `from` gets in exchange. */
      before: number | null;
    }
);

/** The project that a value is spent on; null while it is free. */
export function spentOn({ votes }: Ballot, points: number): VotableProject | null {
  return votes.find((vote) => vote.points === points)?.project ?? null;
}

/** The points that somebody gave a project; null if none. */
export function givenTo({ votes }: Ballot, projectId: string): number | null {
  return votes.find((vote) => vote.project.id === projectId)?.points ?? null;
}

/** The change that gives a project a value, or takes its vote back (null); null if nothing has to change. */
export function actionFor(ballot: Ballot, points: number | null, project: VotableProject): Action | null {
  const before = givenTo(ballot, project.id);
  if (before === points) return null;
  if (points === null) return before === null ? null : { kind: 'retract', points: before, project };
  const from = spentOn(ballot, points);
  // A vote with a value that is believed to be free takes nothing from another project, even if this page is out of
  // date.
  if (!from && before === null) return { kind: 'cast', points, project };
  return { kind: 'move', points, project, from, before };
}

/** The ballot after one more vote, in the server's order: the most points first. */
export function withVote(ballot: Ballot, points: number, { id, title }: VotableProject, castAt: string): Ballot {
  const project = { __typename: 'Project' as const, id, title };
  return {
    ...ballot,
    remainingPoints: ballot.remainingPoints.filter((value) => value !== points),
    votes: [...ballot.votes, { __typename: 'Vote' as const, points, castAt, project }].sort(
      (a, b) => b.points - a.points,
    ),
  };
}

/** The ballot without the vote for a project. */
export function withoutVote(ballot: Ballot, projectId: string): Ballot {
  const freed = ballot.votes.filter((vote) => vote.project.id === projectId).map((vote) => vote.points);
  return {
    ...ballot,
    remainingPoints: [...ballot.remainingPoints, ...freed].sort((a, b) => a - b),
    votes: ballot.votes.filter((vote) => vote.project.id !== projectId),
  };
}

/** The ballot after a project was given a value, wherever that was. Two projects that both have a vote exchange their values. */
export function withMove(ballot: Ballot, points: number, project: VotableProject, castAt: string): Ballot {
  const before = givenTo(ballot, project.id);
  if (before === points) return ballot;
  const from = spentOn(ballot, points);
  let after = withoutVote(ballot, project.id);
  if (from) after = withoutVote(after, from.id);
  if (from && before !== null) after = withVote(after, before, from, castAt);
  return withVote(after, points, project, castAt);
}
