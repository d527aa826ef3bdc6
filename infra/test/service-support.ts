// The stacks of every way to run the server, synthesised once for all tests of a file.
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { addStacks } from '../lib/app.ts';
import type { Settings } from '../lib/settings/settings.ts';
import type { FargateSettings, LambdaSettings } from '../lib/settings/service.ts';
import type { VotingSettings } from '../lib/settings/voting.ts';
import { fakeLambdas, newApp, prod } from './support.ts';

/** The settings of prod with other Fargate settings. */
export function onFargate(service: Partial<FargateSettings> = {}): Settings {
  return { ...prod, service: { ...(prod.service as FargateSettings), ...service } };
}

/** The settings of prod with the Lambda option. */
export function onLambda(service: Partial<LambdaSettings> = {}): Settings {
  return { ...prod, service: { kind: 'lambda', memoryMiB: 512, maxConcurrency: 20, ...service } };
}

/** The settings of prod with other voting settings. */
export function voting(voting: Partial<VotingSettings>): Settings {
  return { ...prod, voting: { ...prod.voting, ...voting } };
}

/** The ways to run the server. */
export const serviceOptions: Readonly<Record<string, Settings>> = {
  'Fargate with NAT': onFargate(),
  'Fargate with endpoints': onFargate({ network: 'endpoints' }),
  Lambda: onLambda(),
};

/** The ids of the stacks that every environment has. */
type StackId = 'Data' | 'Identity' | 'Service' | 'Firewall' | 'Edge' | 'Monitoring';

/** The templates of the settings by the id of their stack; SignInDomain is among the values where there is one. */
export function templates(settings: Settings): Readonly<Record<StackId, Template>> {
  const app = newApp();
  addStacks(app, settings, fakeLambdas());
  return Object.fromEntries(
    app.node.children.filter(Stack.isStack).map((stack) => [stack.node.id, Template.fromStack(stack)]),
  ) as Record<StackId, Template>;
}
