import { t } from '@lingui/core/macro';

/** Where voting stands, and the moment at which that changes or has changed; null if it never does. */
export type VotingWindow = { state: 'upcoming' | 'closed'; at: string } | { state: 'open'; at: string | null };

/** Judges the times of a vote by the clock. */
export function votingWindow(
  opensAt: string | null | undefined,
  closesAt: string | null | undefined,
  now: number,
): VotingWindow {
  if (opensAt && now < Date.parse(opensAt)) return { state: 'upcoming', at: opensAt };
  if (closesAt && now >= Date.parse(closesAt)) return { state: 'closed', at: closesAt };
  return { state: 'open', at: closesAt ?? null };
}

/** Says where voting stands: "Voting closes in 3 days". */
export function votingInWords({ state, at }: VotingWindow, now: number, locale: string): string {
  if (!at) return t`Voting is open`;
  const when = relativeTime(Date.parse(at) - now, locale);
  if (state === 'upcoming') return t`Voting opens ${when}`;
  return state === 'closed' ? t`Voting closed ${when}` : t`Voting closes ${when}`;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** A distance in time in the unit that says most: "in 45 minutes", "3 days ago". */
export function relativeTime(distance: number, locale: string): string {
  const length = Math.abs(distance);
  const [unit, size] =
    length < 1.5 * minute
      ? (['second', second] as const)
      : length < 1.5 * hour
        ? (['minute', minute] as const)
        : length < 1.5 * day
          ? (['hour', hour] as const)
          : (['day', day] as const);
  // Never "in 0 seconds": a time in the future is at least a second away.
  const amount = Math.max(1, Math.round(length / size));
  return new Intl.RelativeTimeFormat(locale).format(distance > 0 ? amount : -amount, unit);
}

/** How long a countdown stays valid: in its last two minutes it counts the seconds. */
export function nextTick(distance: number): number {
  return Math.abs(distance) < 2 * minute ? second : 30 * second;
}
