import { describe, expect, test } from 'vitest';

import { type Ballot, type Step, givenTo, spentOn, stepsBack, stepsTo, values } from './ballot';
import { withVote, withoutVote } from './cache';

const project = (id: string) => ({ id, title: `Project ${id}` });
const empty: Ballot = {
  __typename: 'Voter',
  id: 'ada',
  remainingPoints: [...values],
  votes: [],
  eligibility: { __typename: 'Eligibility', canVote: true, canCreateProject: true, blockedBy: [] },
};
const apply = (ballot: Ballot, steps: readonly Step[]) =>
  steps.reduce((now, step) => {
    if (step.kind === 'retract') {
      expect(givenTo(now, step.project.id)).toBe(step.points); // the server refuses to take back what is not there
      return withoutVote(now, step.project.id);
    }
    expect(now.remainingPoints).toContain(step.points); // it refuses a value that is spent,
    expect(givenTo(now, step.project.id)).toBeNull(); // and a second vote for a project
    return withVote(now, step.points, step.project, '2026-05-04T08:00:00Z');
  }, ballot);
const given = (...votes: [points: number, id: string][]) =>
  votes.reduce((ballot, [points, id]) => withVote(ballot, points, project(id), '2026-05-04T08:00:00Z'), empty);

describe('the steps that put a value on a project', () => {
  const cases: [name: string, before: Ballot, points: number, on: string, kinds: string[]][] = [
    ['a free value on a project without a vote', empty, 5, 'a', ['cast 5 a']],
    ['a free value in place of another', given([3, 'a']), 5, 'a', ['retract 3 a', 'cast 5 a']],
    ['a value from another project', given([5, 'b']), 5, 'a', ['retract 5 b', 'cast 5 a']],
    [
      'a value from another project in place of another',
      given([5, 'b'], [3, 'a']),
      5,
      'a',
      ['retract 3 a', 'retract 5 b', 'cast 5 a'],
    ],
    ['a value where it is already', given([5, 'a']), 5, 'a', []],
  ];
  test.each(cases)('%s', (_name, before, points, on, kinds) => {
    const steps = stepsTo(before, points, project(on));
    expect(steps.map((step) => `${step.kind} ${step.points} ${step.project.id}`)).toEqual(kinds);
    expect(spentOn(apply(before, steps), points)).toMatchObject({ id: on });
  });

  test('are allowed one by one, and undone step by step, wherever the votes are', () => {
    const ballots = [
      empty,
      given([1, 'a']),
      given([1, 'a'], [2, 'b'], [5, 'c']),
      given([1, 'a'], [2, 'b'], [3, 'c'], [4, 'd'], [5, 'e']),
    ];
    for (const before of ballots) {
      for (const points of values) {
        for (const id of ['a', 'b', 'c', 'z']) {
          const steps = stepsTo(before, points, project(id));
          for (let taken = 0; taken < steps.length; taken += 1) {
            const done = steps.slice(0, taken);
            const after = apply(apply(before, done), stepsBack(done));
            expect(after.votes.map((vote) => [vote.points, vote.project.id])).toEqual(
              before.votes.map((vote) => [vote.points, vote.project.id]),
            );
            expect(after.remainingPoints).toEqual(before.remainingPoints);
          }
        }
      }
    }
  });
});
