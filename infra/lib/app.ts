// The stacks of one environment, and what every one of them has: environment, tags, names. Each gets the part of the settings that it needs.
import { type App, type Environment, type StackProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { fileURLToPath } from 'node:url';
import { DataStack } from './data-stack.ts';
import { EdgeStack } from './edge-stack.ts';
import { FirewallStack } from './firewall-stack.ts';
import { IdentityStack } from './identity-stack.ts';
import { MonitoringStack } from './monitoring.ts';
import { serverEnvironment } from './service-environment.ts';
import { ServiceStack } from './service-stack.ts';
import type { Settings } from './settings/settings.ts';
import { SignInDomainStack } from './sign-in-domain-stack.ts';

/** Folder of the Go functions, one folder each with its bootstrap, as `make lambdas` builds them. */
export const lambdaFolder = fileURLToPath(new URL('../../bin/lambda', import.meta.url));

/** Adds the stacks of the environment to the app, and the rules of AwsSolutions that each must pass. */
export function addStacks(app: App, settings: Settings, lambdas = lambdaFolder): void {
  const named = naming(settings);
  const { data, identity } = addKept(app, settings, named, lambdas);
  const { server } = new ServiceStack(app, 'Service', {
    ...named('service'),
    service: settings.service,
    variables: serverEnvironment(settings, identity.variables),
    logDays: settings.edge.logDays,
    table: data.table,
    repository: data.repository,
    userPool: identity.userPool,
    clientSecret: identity.clientSecret,
    lambdaFolder: lambdas,
  });
  const edge = addEdge(app, settings, named, server);
  new MonitoringStack(app, 'Monitoring', {
    ...named('monitoring'),
    environment: settings.environment,
    monitoring: settings.monitoring,
    table: data.table,
    server,
    triggers: identity.triggers,
  });
  addSignInDomain(app, settings, named, identity)?.addStackDependency(edge); // Cognito looks for the record of the domain above its own
  tag(app, settings.environment);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}

/** The name of a stack, from its concern, and its place. */
type Naming = (concern: string) => StackProps & { readonly env: Environment };

function naming({ environment, account, region }: Settings): Naming {
  return (concern) => ({ stackName: `unicorn-pursuit-${environment}-${concern}`, env: { account, region } });
}

/** Adds the stacks whose loss would be a loss of data: they are protected from deletion. */
function addKept(app: App, settings: Settings, named: Naming, lambdas: string) {
  const { environment, domainName, tableName, emailDomains, phoneCountries, service } = settings;
  const kept = { terminationProtection: true };
  const data = new DataStack(app, 'Data', {
    ...named('data'),
    ...kept,
    tableName,
    data: settings.data,
    repository: service.kind === 'fargate' ? service.repository : undefined,
  });
  const identity = new IdentityStack(app, 'Identity', {
    ...named('identity'),
    ...kept,
    environment,
    domainName,
    identity: settings.identity,
    emailDomains,
    phoneCountries,
    table: data.table,
    lambdaFolder: lambdas,
  });
  return { data, identity };
}

/**
 * Adds what is in front of the server. A parameter carries the firewall's ARN between regions; the CDK's own functions
 * write and read it.
 */
function addEdge(app: App, settings: Settings, named: Naming, server: ServiceStack['server']): EdgeStack {
  const { environment, domainName, hostedZone, certificateArn, edge } = settings;
  const { env, ...firewallNamed } = named('firewall');
  const firewall = new FirewallStack(app, 'Firewall', {
    ...firewallNamed,
    env: { ...env, region: 'us-east-1' },
    crossRegionReferences: true,
    edge,
  });
  return new EdgeStack(app, 'Edge', {
    ...named('edge'),
    crossRegionReferences: true,
    environment,
    domainName,
    hostedZone,
    certificateArn,
    logDays: edge.logDays,
    server,
    webAclArn: firewall.webAclArn,
  });
}

/** Adds the domain of Cognito's pages, if those sign people in. */
function addSignInDomain(app: App, settings: Settings, named: Naming, identity: IdentityStack) {
  const { hostedZone, certificateArn } = settings;
  const { signIn, featurePlan } = settings.identity;
  if (signIn.kind === 'custom') return undefined;
  return new SignInDomainStack(app, 'SignInDomain', {
    ...named('sign-in-domain'),
    hostedZone,
    certificateArn,
    featurePlan,
    signIn,
    userPool: identity.userPool,
    client: identity.client,
  });
}

function tag(app: App, environment: string): void {
  Tags.of(app).add('project', 'unicorn');
  Tags.of(app).add('bu', 'cloud');
  Tags.of(app).add('environment', environment);
}
