// What is monitored: a metric each, when it raises an alarm, and what that means to the person whom it wakes.
import { Duration } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { type ITable, Operation } from 'aws-cdk-lib/aws-dynamodb';
import { HttpCodeElb, HttpCodeTarget } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { FargateService } from './fargate-service.ts';
import type { LambdaService } from './lambda-service.ts';

/** A metric with its alarm: at or above the threshold for this many periods of the metric in a row. */
export interface Signal {
  readonly id: string;
  readonly title: string;
  readonly metric: cloudwatch.IMetric;
  readonly threshold: number;
  readonly periods: number;
  /** What it means and where to look, as the email says it. */
  readonly meaning: string;
}

const period = Duration.minutes(5);

/** The p99 latency that raises an alarm, in seconds. Sign-ins wait for Cognito's password hashing. */
const slowSeconds = 3;

/** Signals of the Fargate option. */
export function fargateSignals(server: FargateService): Signal[] {
  const balancer = server.loadBalancer.metrics;
  const own = balancer.httpCodeTarget(HttpCodeTarget.TARGET_5XX_COUNT, { period, label: 'of the server' });
  const unanswered = balancer.httpCodeElb(HttpCodeElb.ELB_5XX_COUNT, { period, label: 'of the load balancer' });
  return [
    {
      id: 'Errors',
      title: '5xx responses',
      threshold: 5,
      periods: 1,
      meaning: "Requests fail. Search the server's log for level ERROR.",
      metric: new cloudwatch.MathExpression({
        expression: 'FILL(own, 0) + FILL(unanswered, 0)',
        usingMetrics: { own, unanswered },
        period,
        label: '5xx',
      }),
    },
    {
      id: 'Latency',
      title: 'Latency, p99 (s)',
      threshold: slowSeconds,
      periods: 3,
      meaning: 'Responses are slow. Compare with the latency of Cognito and DynamoDB in the log.',
      metric: balancer.targetResponseTime({ statistic: 'p99', period }),
    },
    {
      id: 'Unhealthy',
      title: 'Unhealthy targets',
      threshold: 1,
      periods: 2,
      meaning: 'A task fails /readyz: it has stopped, or Cognito or DynamoDB does not respond.',
      metric: server.targets.metrics.unhealthyHostCount({ statistic: 'Maximum', period }),
    },
    {
      id: 'Cpu',
      title: 'CPU (%)',
      threshold: 90,
      periods: 3,
      meaning: 'The tasks are busy although the service has scaled out: raise maxTasks, or look for an attack.',
      metric: server.service.metricCpuUtilization({ period }),
    },
  ];
}

/** Signals of the Lambda option. */
export function lambdaSignals(server: LambdaService): Signal[] {
  const url = (metricName: string, statistic: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/Lambda',
      metricName,
      statistic,
      period,
      dimensionsMap: { FunctionName: server.function.functionName },
    });
  return [
    {
      id: 'Errors',
      title: '5xx responses',
      metric: url('Url5xxCount', 'Sum'),
      threshold: 5,
      periods: 1,
      meaning: "Requests fail. Search the server's log for level ERROR.",
    },
    {
      id: 'Latency',
      title: 'Latency, p99 (ms)',
      metric: url('UrlRequestLatency', 'p99'),
      threshold: slowSeconds * 1000,
      periods: 3,
      meaning:
        'Responses are slow: cold starts, Cognito, DynamoDB, or live updates, each of which is one long response.',
    },
    {
      id: 'Throttles',
      title: 'Throttled invocations',
      metric: server.function.metricThrottles({ period }),
      threshold: 1,
      periods: 2,
      meaning: 'Concurrent requests exceed maxConcurrency: raise it, or look for an attack.',
    },
  ];
}

/**
 * How many errors of a trigger in five minutes raise an alarm, unless the first one does: a refused email domain is an
 * error of PreSignUp.
 */
const tolerated: Readonly<Record<string, number>> = { PreSignUp: 20 };

/** Signals of both options. */
export function sharedSignals(
  table: ITable,
  triggers: Readonly<Record<string, IFunction>>,
  lostEvents: cloudwatch.IMetric,
  smsDollars: number,
): Signal[] {
  return [
    {
      id: 'TableThrottles',
      title: 'Throttled table',
      threshold: 1,
      periods: 2,
      meaning: 'DynamoDB refuses requests: raise maxReadUnits or maxWriteUnits, or look for an attack.',
      metric: table.metricThrottledRequestsForOperations({
        operations: [
          Operation.GET_ITEM,
          Operation.PUT_ITEM,
          Operation.UPDATE_ITEM,
          Operation.DELETE_ITEM,
          Operation.QUERY,
          Operation.TRANSACT_WRITE_ITEMS,
        ],
        period,
      }),
    },
    ...Object.entries(triggers).map(([name, trigger]) => ({
      id: `${name}Errors`,
      title: `Errors of ${name}`,
      metric: trigger.metricErrors({ period }),
      threshold: tolerated[name] ?? 1,
      periods: 1,
      meaning: `The function ${name} fails, so sign-ups break, or it refuses many of them: see its log.`,
    })),
    {
      id: 'LostAuditEvents',
      title: 'Lost audit events',
      metric: lostEvents,
      threshold: 1,
      periods: 1,
      meaning: 'The audit trail has a gap: the lost events are in the server\'s log ("audit event lost").',
    },
    {
      id: 'SmsSpend',
      title: 'SMS this month (USD)',
      threshold: smsDollars * 0.8,
      periods: 1,
      meaning:
        'SMS spending has reached 80 % of the month. Look for sign-ups with numbers from one country; SNS stops at its own limit.',
      metric: new cloudwatch.Metric({
        namespace: 'AWS/SNS',
        metricName: 'SMSMonthToDateSpentUSD',
        statistic: 'Maximum',
        period: Duration.hours(1),
      }),
    },
  ];
}
