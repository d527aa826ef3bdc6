// Settings of the data, edge and monitoring stacks, and the rules they keep.
import { type Settings, isDomainName } from './load.ts';

/** The table, beside its name. */
export interface DataSettings {
  /** Whose key encrypts the table: AWS's own in the account (no charge), or a customer key that the account manages. */
  readonly encryption: 'aws-managed' | 'customer-managed';
  /** Most read and write units a second, or none: the bound of what a flood can cost. */
  readonly maxReadUnits?: number;
  readonly maxWriteUnits?: number;
}

/** CloudFront and its web ACL. */
export interface EdgeSettings {
  /** Requests from one address in five minutes before it is refused. An office shares an address: allow for all of it. */
  readonly requestsPerFiveMinutes: number;
  /** Days that access and firewall logs are kept. They hold addresses of people. */
  readonly logDays: LogDays;
}

/** Days for which CloudWatch can keep logs. */
export type LogDays = 30 | 60 | 90 | 180 | 365;

/** Alarms and budget. */
export interface MonitoringSettings {
  /** Who is told: an address that must confirm the subscription by a link. */
  readonly alarmEmail: string;
  /** US dollars a month for SMS, which only attackers spend quickly: alarms at 80 and 100 per cent. */
  readonly smsDollarsAMonth: number;
}

/** What is wrong with these settings, each a sentence that says what to set. */
export function operationProblems(s: Settings): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, sentence: string) => {
    if (!holds) problems.push(sentence);
  };
  for (const name of ['maxReadUnits', 'maxWriteUnits'] as const) {
    const units = s.data[name];
    check(
      units === undefined || (Number.isInteger(units) && units >= 1 && units <= 40_000),
      `data.${name} is ${units}: set 1 to 40000, or leave it out for no limit.`,
    );
  }
  const { requestsPerFiveMinutes: rate } = s.edge;
  check(
    Number.isInteger(rate) && rate >= 10 && rate <= 2_000_000_000,
    `edge.requestsPerFiveMinutes is ${rate}: set 10 or more, such as 6000 for an office of 300.`,
  );
  const { alarmEmail, smsDollarsAMonth: dollars } = s.monitoring;
  check(
    /^[^@\s]+@[^@\s]+$/.test(alarmEmail) && isDomainName(alarmEmail.split('@')[1] ?? ''),
    `monitoring.alarmEmail is "${alarmEmail}": set an email address that is read.`,
  );
  check(
    Number.isFinite(dollars) && dollars >= 1,
    `monitoring.smsDollarsAMonth is ${dollars}: set at least 1 dollar a month.`,
  );
  return problems;
}
