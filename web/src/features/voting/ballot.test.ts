import { describe, expect, test } from 'vitest';

import { type Ballot, actionFor, givenTo, values, withMove, withVote, withoutVote } from './ballot';

const project = (id: string) => ({ id, title: `Project ${id}` });
const castAt = '2026-05-04T08:00:00Z';
const empty: Ballot = {
  __typename: 'Voter',
  id: 'ada',
  remainingPoints: [...values],
  votes: [],
  eligibility: { __typename: 'Eligibility', canVote: true, canCreateProject: true, blockedBy: [] },
};
const given = (...votes: [points: number, id: string][]) =>
  votes.reduce((ballot, [points, id]) => withVote(ballot, points, project(id), castAt), empty);
const text = ({ votes }: Ballot) => votes.map((vote) => `${vote.points} ${vote.project.id}`).join(', ');

describe('what it takes for a project to have a value', () => {
  const cases: [name: string, before: Ballot, points: number | null, kind: string | null, after: string][] = [
    ['a free value, a project without a vote', empty, 5, 'cast', '5 a'],
    ['a free value, a project that has another', given([3, 'a']), 5, 'move', '5 a'],
    ['a value of another project, a project without a vote', given([5, 'b']), 5, 'move', '5 a'],
    ['a value of another project, a project that has one, too', given([5, 'b'], [3, 'a']), 5, 'move', '5 a, 3 b'],
    ['the value that it has', given([5, 'a']), 5, null, '5 a'],
    ['no value any more', given([5, 'a'], [3, 'b']), null, 'retract', '3 b'],
    ['no value where it has none', given([3, 'b']), null, null, '3 b'],
  ];
  test.each(cases)('%s', (_name, before, points, kind, after) => {
    const action = actionFor(before, points, project('a'));
    expect(action?.kind ?? null).toBe(kind);
    const result =
      points === null ? withoutVote(before, 'a') : withMove(before, points, project('a'), '2026-05-04T09:00:00Z');
    expect(text(result)).toBe(after);
  });
});

test('a move conserves the values, wherever they are', () => {
  const ballots = [
    empty,
    given([1, 'a']),
    given([1, 'a'], [2, 'b'], [5, 'c']),
    given([1, 'a'], [2, 'b'], [3, 'c'], [4, 'd'], [5, 'e']),
  ];
  for (const before of ballots) {
    for (const points of values) {
      for (const id of ['a', 'b', 'c', 'z']) {
        const after = withMove(before, points, project(id), castAt);
        expect(givenTo(after, id)).toBe(points);
        expect([...after.remainingPoints, ...after.votes.map((vote) => vote.points)].sort()).toEqual([...values]);
        expect(new Set(after.votes.map((vote) => vote.project.id)).size).toBe(after.votes.length);
        const comes = actionFor(before, points, project(id))?.kind === 'cast' ? 1 : 0;
        expect(after.votes.length).toBe(before.votes.length + comes);
      }
    }
  }
});
