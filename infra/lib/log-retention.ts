// CloudWatch's names for the numbers of days that settings may have.
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { LogDays } from './settings/edge.ts';

const retention: Readonly<Record<LogDays, RetentionDays>> = {
  30: RetentionDays.ONE_MONTH,
  60: RetentionDays.TWO_MONTHS,
  90: RetentionDays.THREE_MONTHS,
  180: RetentionDays.SIX_MONTHS,
  365: RetentionDays.ONE_YEAR,
};

/** CloudWatch's retention for that many days. */
export function retentionOf(days: LogDays): RetentionDays {
  return retention[days];
}
