import type { Cache } from '@urql/exchange-graphcache';

import type { CacheRules } from '../../shared/api/cache';
import type { Ballot } from './ballot';
import {
  type BallotPartsFragment,
  type CastVoteInput,
  MyBallotDocument,
  type RetractVoteInput,
  type VotedProjectPartsFragment,
  VotedProjectPartsFragmentDoc,
} from './gql/graphql';

/** The ballot after a vote more, as the server will have it: the most points first. */
export function withVote(
  ballot: Ballot,
  points: number,
  project: { id: string; title: string },
  castAt: string,
): Ballot {
  const vote = { __typename: 'Vote' as const, points, castAt, project: { __typename: 'Project' as const, ...project } };
  return {
    ...ballot,
    remainingPoints: ballot.remainingPoints.filter((value) => value !== points),
    votes: [...ballot.votes, vote].sort((a, b) => b.points - a.points),
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

/** What the server will probably answer, shown until it does; the cache takes it back where the answer is another. */
export const cacheRules: CacheRules = {
  optimistic: {
    castVote: (args, cache) => {
      const { projectId, points } = (args as { input: CastVoteInput }).input;
      const { ballot, project } = known(cache, projectId);
      if (!ballot) return null;
      const after = { ...project, points: project.points + points, voteCount: project.voteCount + 1 };
      const castAt = new Date().toISOString();
      return {
        __typename: 'CastVotePayload',
        vote: { __typename: 'Vote', points, castAt, project: after },
        voter: withVote(ballot, points, { id: project.id, title: project.title }, castAt),
        userErrors: [],
      };
    },
    retractVote: (args, cache) => {
      const { projectId } = (args as { input: RetractVoteInput }).input;
      const { ballot, project } = known(cache, projectId);
      const vote = ballot?.votes.find((cast) => cast.project.id === projectId);
      if (!ballot || !vote) return null;
      return {
        __typename: 'RetractVotePayload',
        project: {
          ...project,
          points: Math.max(0, project.points - vote.points),
          voteCount: Math.max(0, project.voteCount - 1),
        },
        voter: withoutVote(ballot, projectId),
        userErrors: [],
      };
    },
  },
};

function known(
  cache: Cache,
  projectId: string,
): { ballot: BallotPartsFragment | null; project: VotedProjectPartsFragment } {
  const ballot = cache.readQuery({ query: MyBallotDocument })?.viewer?.voter ?? null;
  const project = cache.readFragment(VotedProjectPartsFragmentDoc, { __typename: 'Project', id: projectId });
  const title = ballot?.votes.find((vote) => vote.project.id === projectId)?.project.title ?? '';
  return { ballot, project: project ?? { __typename: 'Project', id: projectId, title, points: 0, voteCount: 0 } };
}
