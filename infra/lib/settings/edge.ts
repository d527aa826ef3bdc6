// The settings of CloudFront and its web ACL.
import { isWhole, unmet } from './checks.ts';

/** CloudFront and its web ACL. */
export interface EdgeSettings {
  /** Requests from one address in five minutes before it is refused. An office shares an address: allow for all of it. */
  readonly requestsPerFiveMinutes: number;
  /** Days that access and firewall logs are kept. They hold addresses of people. */
  readonly logDays: LogDays;
}

/** Days for which CloudWatch can keep logs. */
export type LogDays = 30 | 60 | 90 | 180 | 365;

/** What is wrong with the settings of CloudFront, each a sentence that says what to set. */
export function edgeProblems({ requestsPerFiveMinutes: rate }: EdgeSettings): string[] {
  return unmet([
    isWhole(rate, 10, 2_000_000_000),
    `edge.requestsPerFiveMinutes is ${rate}: set 10 or more, such as 6000 for an office of 300.`,
  ]);
}
