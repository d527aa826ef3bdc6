// Alarms that go to a topic, a dashboard, and a budget for SMS, which attackers like to spend.
import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import * as budgets from 'aws-cdk-lib/aws-budgets';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sns from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';
import type { FargateService } from './fargate-service.ts';
import { LambdaService } from './lambda-service.ts';
import type { MonitoringSettings } from './settings/monitoring.ts';
import { type Signal, fargateSignals, lambdaSignals, sharedSignals } from './signals.ts';

/** What the monitoring stack needs beyond a stack's own. */
export interface MonitoringStackProps extends StackProps {
  /** Name of the environment. */
  readonly environment: string;
  readonly monitoring: MonitoringSettings;
  readonly table: ITable;
  readonly server: FargateService | LambdaService;
  /** The functions that Cognito calls, by the name of their trigger. */
  readonly triggers: Readonly<Record<string, IFunction>>;
}

export class MonitoringStack extends Stack {
  readonly topic: sns.Topic;

  constructor(scope: Construct, id: string, props: MonitoringStackProps) {
    super(scope, id, props);
    const { environment, monitoring, server } = props;
    this.topic = new sns.Topic(this, 'Alarms', {
      displayName: `Unicorn Pursuit, ${environment}`,
      enforceSSL: true,
    });
    this.topic.addSubscription(new EmailSubscription(monitoring.alarmEmail));
    const signals = [
      ...(server instanceof LambdaService ? lambdaSignals(server) : fargateSignals(server)),
      ...sharedSignals(props.table, props.triggers, this.lostAuditEvents(server.logGroup), monitoring.smsDollarsAMonth),
    ];
    for (const signal of signals) this.alarm(signal);
    this.dashboard(environment, signals);
    this.budget(environment, monitoring);
    new CfnOutput(this, 'AlarmTopic', { value: this.topic.topicArn, description: 'Topic that alarms go to' });
  }

  private alarm(signal: Signal): void {
    const alarm = new cloudwatch.Alarm(this, signal.id, {
      metric: signal.metric,
      threshold: signal.threshold,
      evaluationPeriods: signal.periods,
      alarmDescription: signal.meaning,
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING, // no requests, no errors
    });
    const action = new SnsAction(this.topic);
    alarm.addAlarmAction(action);
    alarm.addOkAction(action);
  }

  /** Counts what the server logs about audit events that it could not write (internal/audit, server/app). */
  private lostAuditEvents(logGroup: logs.ILogGroup): cloudwatch.IMetric {
    return new logs.MetricFilter(this, 'LostAuditEventsCount', {
      logGroup,
      metricNamespace: 'UnicornPursuit',
      metricName: 'LostAuditEvents',
      metricValue: '1',
      filterPattern: logs.FilterPattern.any(
        logs.FilterPattern.stringValue('$.msg', '=', 'audit event lost'),
        logs.FilterPattern.stringValue('$.msg', '=', 'audit events lost*'),
      ),
    }).metric({ statistic: 'Sum', period: Duration.minutes(5) });
  }

  private dashboard(environment: string, signals: readonly Signal[]): void {
    const graphs = signals.map(
      (signal) =>
        new cloudwatch.GraphWidget({
          title: signal.title,
          left: [signal.metric],
          width: 8,
          height: 6,
          leftAnnotations: [{ value: signal.threshold, label: 'alarm', color: cloudwatch.Color.RED }],
        }),
    );
    const board = new cloudwatch.Dashboard(this, 'Dashboard', {
      dashboardName: `unicorn-pursuit-${environment}`,
    });
    for (let i = 0; i < graphs.length; i += 3) board.addWidgets(...graphs.slice(i, i + 3));
  }

  /** Reports the month's SMS by AWS's bill, in addition to the metric: the bill includes what other services of the account send. */
  private budget(environment: string, { alarmEmail, smsDollarsAMonth }: MonitoringSettings): void {
    const notice = (notificationType: 'ACTUAL' | 'FORECASTED', threshold: number) => ({
      notification: { notificationType, threshold, thresholdType: 'PERCENTAGE', comparisonOperator: 'GREATER_THAN' },
      subscribers: [{ subscriptionType: 'EMAIL', address: alarmEmail }],
    });
    new budgets.CfnBudget(this, 'SmsBudget', {
      budget: {
        budgetName: `unicorn-pursuit-${environment}-sms`,
        budgetType: 'COST',
        timeUnit: 'MONTHLY',
        budgetLimit: { amount: smsDollarsAMonth, unit: 'USD' },
        costFilters: { Service: ['Amazon Simple Notification Service', 'AWS End User Messaging'] }, // AWS has billed SMS under either name
      },
      notificationsWithSubscribers: [notice('ACTUAL', 80), notice('ACTUAL', 100), notice('FORECASTED', 100)],
    });
  }
}
