import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Stack } from 'aws-cdk-lib';
import { describe, expect, test } from 'vitest';
import { addStacks } from '../lib/app.ts';
import { fakeLambdas, newApp, signInOptions } from './support.ts';

const lambdas = fakeLambdas();

describe.each(Object.entries(signInOptions))('with %s', (_name, settings) => {
  test('every stack synthesises, offline, with nothing to look up, and passes the checks', () => {
    const app = newApp();
    addStacks(app, settings, lambdas);
    const assembly = app.synth();
    expect(assembly.manifest.missing).toBeUndefined();
    for (const stack of app.node.children.filter(Stack.isStack)) {
      expect(Annotations.fromStack(stack).findError('*', Match.anyValue()).map((e) => e.entry.data)).toEqual([]);
      expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map((e) => e.entry.data)).toEqual([]);
    }
  });
});
