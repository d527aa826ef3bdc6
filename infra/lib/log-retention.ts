// CloudWatch's names for the days that settings may say.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogDays } from './settings/edge.ts';

const retention: Readonly<Record<LogDays, RetentionDays>> = {
  30: RetentionDays.ONE_MONTH,
  60: RetentionDays.TWO_MONTHS,
  90: RetentionDays.THREE_MONTHS,
  180: RetentionDays.SIX_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

/** How long CloudWatch keeps a log of so many days. */
export function retentionOf(days: LogDays): RetentionDays {
  return retention[days];
}
