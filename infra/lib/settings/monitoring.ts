// The settings of alarms and budget.
import { isDomainName, unmet } from './checks.ts';

/** Alarms and budget. */
export interface MonitoringSettings {
  /** Who gets the alarms: an address that must confirm the subscription by a link. */
  readonly alarmEmail: string;
  /** US dollars a month for SMS, which only attackers spend quickly: alarms at 80 and 100 per cent. */
  readonly smsDollarsAMonth: number;
}

/** What is wrong with the settings of alarms and budget, each a sentence that says what to set. */
export function monitoringProblems({ alarmEmail, smsDollarsAMonth: dollars }: MonitoringSettings): string[] {
  return unmet(
    [
      /^[^@\s]+@[^@\s]+$/.test(alarmEmail) && isDomainName(alarmEmail.split('@')[1] ?? ''),
      `monitoring.alarmEmail is "${alarmEmail}": set an email address that somebody reads.`,
    ],
    [
      Number.isFinite(dollars) && dollars >= 1,
      `monitoring.smsDollarsAMonth is ${dollars}: set at least 1 dollar a month.`,
    ],
  );
}
