import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { onFargate, onLambda, templates } from './service-support.ts';
import { only, resourcesOf } from './support.ts';

const fargate = templates(onFargate()).Monitoring;
const lambda = templates(onLambda()).Monitoring;

/** The ids of the alarms, without the hash that the CDK appends. */
function alarms(template: Template): string[] {
  return Object.keys(template.findResources('AWS::CloudWatch::Alarm'))
    .map((id) => id.slice(0, -8))
    .sort();
}

test.each([
  ['Fargate', fargate, ['Cpu', 'Errors', 'Latency', 'Unhealthy']],
  ['Lambda', lambda, ['Errors', 'Latency', 'Throttles']],
] as const)('on %s there is an alarm for all that is watched', (_name, template, own) => {
  expect(alarms(template)).toEqual(
    [...own, 'LostAuditEvents', 'PostConfirmationErrors', 'PreSignUpErrors', 'SmsSpend', 'TableThrottles'].sort(),
  );
});

describe.each([
  ['Fargate', fargate],
  ['Lambda', lambda],
])('on %s', (_name, template) => {
  test('every alarm says what it means and goes to the address, also when it is over', () => {
    for (const alarm of resourcesOf(template, 'AWS::CloudWatch::Alarm')) {
      expect(alarm.Properties).toMatchObject({
        AlarmDescription: expect.stringMatching(/\.$/) as unknown,
        TreatMissingData: 'notBreaching',
      });
      expect(alarm.Properties.AlarmActions).toHaveLength(1);
      expect(alarm.Properties.OKActions).toHaveLength(1);
    }
    template.hasResourceProperties('AWS::SNS::Subscription', {
      Protocol: 'email',
      Endpoint: 'operations@unicornpursuit.com',
    });
  });

  test('audit events that are lost are counted from the log of the server', () => {
    template.hasResourceProperties('AWS::Logs::MetricFilter', {
      FilterPattern: '{ ($.msg = "audit event lost") || ($.msg = "audit events lost*") }',
    });
  });

  test('throttling is watched in every operation that the server has, those of votes with them', () => {
    const [alarm] = Object.values(template.findResources('AWS::CloudWatch::Alarm')).filter((a) =>
      JSON.stringify(a).includes('ThrottledRequests'),
    );
    const watched = JSON.stringify(alarm);
    for (const name of ['GetItem', 'PutItem', 'UpdateItem', 'DeleteItem', 'Query', 'TransactWriteItems'])
      expect(watched).toContain(`"Value":"${name}"`);
  });

  test('SMS have a budget, and an alarm before it is spent', () => {
    template.hasResourceProperties('AWS::Budgets::Budget', {
      Budget: Match.objectLike({ BudgetLimit: { Amount: 50, Unit: 'USD' }, TimeUnit: 'MONTHLY' }),
    });
    template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'SMSMonthToDateSpentUSD', Threshold: 40 });
  });

  test('the dashboard shows what is watched', () => {
    const body = JSON.stringify(only(template, 'AWS::CloudWatch::Dashboard').Properties.DashboardBody);
    for (const title of [
      '5xx responses',
      'Latency, p99',
      'Throttled table',
      'Lost audit events',
      'SMS this month (USD)',
    ])
      expect(body).toContain(title);
  });
});
