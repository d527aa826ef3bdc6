// The stacks of one environment, and what every one of them has: environment, tags, names.
import { type App, type Environment, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fileURLToPath } from 'node:url';
import type { Settings } from './settings/load.ts';
import { DataStack } from './data-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { FirewallStack } from './firewall-stack.ts';
import { IdentityStack } from './identity-stack.ts';
import { MonitoringStack } from './monitoring.ts';
import { ServiceStack } from './service-stack.ts';
import { SignInDomainStack } from './sign-in-domain-stack.ts';

/** Folder of the Go functions, one folder each with its bootstrap, as `make lambdas` builds them. */
export const lambdaFolder = fileURLToPath(new URL('../../bin/lambda', import.meta.url));

/** Adds the stacks of the environment to the app, and the rules of AwsSolutions that each must pass. */
export function addStacks(app: App, settings: Settings, lambdas = lambdaFolder): void {
  const env: Environment = { account: settings.account, region: settings.region };
  const named = (concern: string) => ({ stackName: `unicorn-pursuit-${settings.environment}-${concern}`, env });
  const kept = { terminationProtection: true };

  const data = new DataStack(app, 'Data', { ...named('data'), ...kept, settings });
  const identity = new IdentityStack(app, 'Identity', {
    ...named('identity'),
    ...kept,
    settings,
    table: data.table,
    lambdaFolder: lambdas,
  });
  const service = new ServiceStack(app, 'Service', {
    ...named('service'),
    settings,
    table: data.table,
    repository: data.repository,
    identity,
    lambdaFolder: lambdas,
  });
  // Its ARN goes over regions by a parameter, which the CDK's own functions write and read.
  const firewall = new FirewallStack(app, 'Firewall', {
    ...named('firewall'),
    env: { ...env, region: 'us-east-1' },
    crossRegionReferences: true,
    settings,
  });
  const edge = new EdgeStack(app, 'Edge', {
    ...named('edge'),
    crossRegionReferences: true,
    settings,
    server: service.server,
    webAclArn: firewall.webAclArn,
  });
  new MonitoringStack(app, 'Monitoring', {
    ...named('monitoring'),
    settings,
    table: data.table,
    server: service.server,
    triggers: identity.triggers,
  });
  const { signIn } = settings.identity;
  if (signIn.kind === 'hosted') {
    const domain = new SignInDomainStack(app, 'SignInDomain', {
      ...named('sign-in-domain'),
      settings,
      signIn,
      userPool: identity.userPool,
      client: identity.client,
    });
    domain.addStackDependency(edge); // Cognito looks for the record of the domain above its own
  }
  tag(app, settings);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

function tag(app: App, settings: Settings): void {
  Tags.of(app).add('project', 'unicorn');
  Tags.of(app).add('bu', 'cloud');
  Tags.of(app).add('environment', settings.environment);
}
