// Every combination of options: each must synthesise with nothing looked up, and pass AwsSolutions, whose findings make synthesis fail.
import { Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { addStacks } from '../lib/app.ts';
import { validate } from '../lib/settings/load.ts';
import type { Settings } from '../lib/settings/settings.ts';
import { fakeLambdas, newApp, prod, signInOptions, staging } from './support.ts';

const lambdas = fakeLambdas();
const services = [prod.service, staging.service];

function synthesise(settings: Settings): void {
  const app = newApp();
  addStacks(app, validate(settings), lambdas);
  expect(app.synth().manifest.missing).toBeUndefined();
  for (const stack of app.node.children.filter(Stack.isStack)) {
    expect(
      Annotations.fromStack(stack)
        .findError('*', Match.anyValue())
        .map((e) => e.entry.data),
    ).toEqual([]);
    expect(
      Annotations.fromStack(stack)
        .findWarning('*', Match.anyValue())
        .map((e) => e.entry.data),
    ).toEqual([]);
  }
}

test('the options are all there', () => {
  expect(services.map((s) => s.kind)).toEqual(['fargate', 'lambda']);
  expect(Object.keys(signInOptions)).toHaveLength(3);
});

test.each([prod, staging])('the environment $environment synthesises', synthesise);

describe.each(Object.entries(signInOptions))('with %s', (_name, settings) => {
  test.each(services)('the server on $kind synthesises', (service) => {
    synthesise({ ...settings, service });
  });
});
