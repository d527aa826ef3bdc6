// The settings of the vote, and their rules.

/** When votes are accepted, and for which projects. */
export interface VotingSettings {
  /** When votes are first accepted, with the offset from UTC: 2026-05-04T08:00:00+02:00. Left out: at once. */
  readonly opensAt?: string;
  /** When votes are no longer accepted, and projects can no longer be changed. Left out: never. */
  readonly closesAt?: string;
  /** Whether people may vote for projects of their own. */
  readonly ownProjectVotes: boolean;
}

/** What is wrong with the voting settings, each a sentence that says what to set. */
export function votingProblems(voting: VotingSettings): string[] {
  const problems: string[] = [];
  for (const name of ['opensAt', 'closesAt'] as const) {
    const moment = voting[name];
    if (moment === undefined || isMoment(moment)) continue;
    problems.push(
      `voting.${name} is "${moment}": set a date and time with its UTC offset, such as 2026-05-04T08:00:00+02:00, or leave it out.`,
    );
  }
  const { opensAt, closesAt } = voting;
  if (
    problems.length === 0 &&
    opensAt !== undefined &&
    closesAt !== undefined &&
    Date.parse(closesAt) <= Date.parse(opensAt)
  ) {
    problems.push(`voting.closesAt is ${closesAt}, which is not after voting.opensAt, ${opensAt}: set a later time.`);
  }
  return problems;
}

/** Whether the server can read it: RFC 3339, on a day that exists (a Date turns the 30th of February into the 2nd of March). */
function isMoment(text: string): boolean {
  const match = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/.exec(
    text,
  );
  const day = new Date(`${match?.[1] ?? ''}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(match?.[1] ?? '');
}
