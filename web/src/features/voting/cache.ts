import type { Cache } from '@urql/exchange-graphcache';

import type { CacheRules } from '../../shared/api/cache';
import { type VotableProject, givenTo, spentOn, withMove, withVote, withoutVote } from './ballot';
import {
  type BallotPartsFragment,
  type CastVoteInput,
  type MoveVoteInput,
  MyBallotDocument,
  type RetractVoteInput,
  type VotedProjectPartsFragment,
  VotedProjectPartsFragmentDoc,
} from './gql/graphql';

/** The server's probable answer, shown until the real one arrives; the cache reverts it if that is different. */
export const cacheRules: CacheRules = {
  optimistic: {
    castVote: (args, cache) => {
      const { projectId, points } = (args as { input: CastVoteInput }).input;
      const ballot = knownBallot(cache);
      if (!ballot) return null;
      const project = knownProject(cache, projectId);
      const castAt = now();
      return {
        __typename: 'CastVotePayload',
        vote: { __typename: 'Vote', points, castAt, project: gaining(project, points, 1) },
        voter: withVote(ballot, points, project, castAt),
        userErrors: [],
      };
    },
    moveVote: (args, cache) => {
      const { projectId, points } = (args as { input: MoveVoteInput }).input;
      const ballot = knownBallot(cache);
      if (!ballot) return null;
      const project = knownProject(cache, projectId);
      const castAt = now();
      const before = givenTo(ballot, projectId);
      const from = spentOn(ballot, points);
      // One project gets one more vote, and the other one less, unless they exchange votes or values.
      const votes = before === null ? 1 : 0;
      const gain = points - (before ?? 0);
      return {
        __typename: 'MoveVotePayload',
        vote: { __typename: 'Vote', points, castAt, project: gaining(project, gain, votes) },
        from: from && gaining(knownProject(cache, from.id), -gain, -votes),
        voter: withMove(ballot, points, project, castAt),
        userErrors: [],
      };
    },
    retractVote: (args, cache) => {
      const { projectId } = (args as { input: RetractVoteInput }).input;
      const ballot = knownBallot(cache);
      const points = ballot && givenTo(ballot, projectId);
      if (!points) return null;
      return {
        __typename: 'RetractVotePayload',
        project: gaining(knownProject(cache, projectId), -points, -1),
        voter: withoutVote(ballot, projectId),
        userErrors: [],
      };
    },
  },
};

const now = () => new Date().toISOString();

function gaining(project: VotedProjectPartsFragment, points: number, votes: number): VotedProjectPartsFragment {
  return {
    ...project,
    points: Math.max(0, project.points + points),
    voteCount: Math.max(0, project.voteCount + votes),
  };
}

function knownBallot(cache: Cache): BallotPartsFragment | null {
  return cache.readQuery({ query: MyBallotDocument })?.viewer?.voter ?? null;
}

function knownProject(cache: Cache, id: string): VotedProjectPartsFragment & VotableProject {
  const known = cache.readFragment(VotedProjectPartsFragmentDoc, { __typename: 'Project', id });
  if (known) return known;
  const title = knownBallot(cache)?.votes.find((vote) => vote.project.id === id)?.project.title ?? '';
  return { __typename: 'Project', id, title, points: 0, voteCount: 0 };
}
