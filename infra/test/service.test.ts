import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { onFargate, onLambda, templates, voting } from './service-support.ts';
import { at, only, resourcesOf } from './support.ts';

const fargate = templates(onFargate()).Service;
const lambda = templates(onLambda()).Service;

/** The variables of the container by their names. */
function containerVariables(template: Template): Record<string, unknown> {
  const [container] = only(template, 'AWS::ECS::TaskDefinition').Properties.ContainerDefinitions as {
    Environment: { Name: string; Value: unknown }[];
  }[];
  return Object.fromEntries((container?.Environment ?? []).map((variable) => [variable.Name, variable.Value]));
}

/** The variables of the function by their names. */
function functionVariables(template: Template): Record<string, unknown> {
  return (only(template, 'AWS::Lambda::Function').Properties.Environment as { Variables: Record<string, unknown> })
    .Variables;
}

describe('on Fargate', () => {
  test('the server runs on ARM as nobody, from the tagged image, on a file system that it cannot write', () => {
    fargate.hasResourceProperties('AWS::ECS::TaskDefinition', {
      RuntimePlatform: { CpuArchitecture: 'ARM64' },
      Cpu: '512',
      Memory: '1024',
      ContainerDefinitions: [
        Match.objectLike({ User: '65532:65532', ReadonlyRootFilesystem: true, Privileged: false }),
      ],
    });
    expect(JSON.stringify(only(fargate, 'AWS::ECS::TaskDefinition'))).toContain(':0.1.0"');
  });

  test('the server gets the variables it needs, trusts its own network, and gets its secrets from Secrets Manager', () => {
    expect(containerVariables(fargate)).toMatchObject({
      PUBLIC_URL: 'https://www.unicornpursuit.com',
      TABLE_NAME: 'unicorn-pursuit',
      ALLOWED_EMAIL_DOMAINS: 'unicornpursuit.com',
      ENVIRONMENT: 'production',
      COGNITO_USER_POOL_ID: expect.anything() as unknown,
      COGNITO_CLIENT_ID: expect.anything() as unknown,
      CHALLENGE_LIFETIME: '5m',
      LISTEN_ADDR: ':8080',
      ADMIN_ADDR: '127.0.0.1:9090',
      TRUSTED_PROXIES: '10.20.0.0/16',
    });
    fargate.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [
        Match.objectLike({
          Secrets: [
            { Name: 'SESSION_KEYS', ValueFrom: Match.anyValue() },
            { Name: 'COGNITO_CLIENT_SECRET', ValueFrom: Match.anyValue() },
          ],
        }),
      ],
    });
  });

  test('a task that stops serves until the load balancer has let go of it, and is not killed before', () => {
    fargate.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      HealthCheckPath: '/readyz',
      TargetGroupAttributes: Match.arrayWith([{ Key: 'deregistration_delay.timeout_seconds', Value: '15' }]),
    });
    fargate.hasResourceProperties('AWS::ECS::TaskDefinition', {
      ContainerDefinitions: [Match.objectLike({ StopTimeout: 40 })],
    });
    expect(containerVariables(fargate)).toMatchObject({ SHUTDOWN_DELAY: '10s', SHUTDOWN_TIMEOUT: '40s' });
  });

  test('the load balancer has no address on the internet and takes TLS from its own network only', () => {
    fargate.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal',
      LoadBalancerAttributes: Match.arrayWith([
        { Key: 'deletion_protection.enabled', Value: 'true' },
        { Key: 'routing.http.drop_invalid_header_fields.enabled', Value: 'true' },
      ]),
    });
    fargate.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      Protocol: 'HTTPS',
      Certificates: [{ CertificateArn: Match.stringLikeRegexp('^arn:aws:acm:eu-west-1:') }],
    });
    fargate.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    const open = resourcesOf(fargate, 'AWS::EC2::SecurityGroup').flatMap(
      (group) => (group.Properties.SecurityGroupIngress ?? []) as { CidrIp?: string; FromPort: number }[],
    );
    expect(open.map(({ CidrIp, FromPort }) => [CidrIp, FromPort])).toEqual([['10.20.0.0/16', 443]]);
  });

  test('tasks have no public address, come and go with the load, and a bad release is taken back', () => {
    fargate.hasResourceProperties('AWS::ECS::Service', {
      NetworkConfiguration: { AwsvpcConfiguration: Match.objectLike({ AssignPublicIp: 'DISABLED' }) },
      DeploymentConfiguration: Match.objectLike({
        DeploymentCircuitBreaker: { Enable: true, Rollback: true },
        MinimumHealthyPercent: 100,
      }),
    });
    fargate.hasResourceProperties('AWS::ApplicationAutoScaling::ScalableTarget', { MinCapacity: 2, MaxCapacity: 6 });
    const metrics = resourcesOf(fargate, 'AWS::ApplicationAutoScaling::ScalingPolicy').map((policy) =>
      at(
        policy.Properties,
        'TargetTrackingScalingPolicyConfiguration.PredefinedMetricSpecification.PredefinedMetricType',
      ),
    );
    expect(metrics.sort()).toEqual(['ALBRequestCountPerTarget', 'ECSServiceAverageCPUUtilization']);
  });

  test('with endpoints nothing has a way to the internet', () => {
    const template = templates(onFargate({ network: 'endpoints' })).Service;
    template.resourceCountIs('AWS::EC2::NatGateway', 0);
    template.resourceCountIs('AWS::EC2::Route', 0);
    const services = JSON.stringify(template.findResources('AWS::EC2::VPCEndpoint'));
    for (const name of ['cognito-idp', 'dynamodb', 's3', 'logs', 'ecr.api', 'ecr.dkr', 'secretsmanager'])
      expect(services).toContain(`.${name}"`);
  });

  test('with NAT there are as many gateways as are set', () => {
    fargate.resourceCountIs('AWS::EC2::NatGateway', 1);
  });
});

describe('on Lambda', () => {
  test('the function runs the built binary on ARM, streams, and has a bound', () => {
    lambda.hasResourceProperties('AWS::Lambda::Function', {
      Architectures: ['arm64'],
      Runtime: 'provided.al2023',
      Handler: 'bootstrap',
      MemorySize: 512,
      ReservedConcurrentExecutions: 20,
    });
    lambda.hasResourceProperties('AWS::Lambda::Url', { InvokeMode: 'RESPONSE_STREAM', AuthType: 'NONE' });
  });

  test('it trusts no header of proxies, and its secrets are references', () => {
    const variables = functionVariables(lambda);
    expect(variables).not.toHaveProperty('TRUSTED_PROXIES'); // the binary refuses it
    for (const name of ['SESSION_KEYS', 'ORIGIN_SECRET'])
      expect(JSON.stringify(variables[name])).toContain('{{resolve:secretsmanager:');
  });
});

test("the server gets the voting window and rules; a variable that is left out has the server's default", () => {
  const window = { opensAt: '2026-05-04T08:00:00+02:00', closesAt: '2026-05-08T18:00:00+02:00' };
  const expected = { VOTING_OPENS_AT: window.opensAt, VOTING_CLOSES_AT: window.closesAt, OWN_PROJECT_VOTES: 'true' };
  const settings = voting({ ...window, ownProjectVotes: true });
  expect(containerVariables(templates(settings).Service)).toMatchObject(expected);
  expect(functionVariables(templates({ ...onLambda(), voting: settings.voting }).Service)).toMatchObject(expected);
  expect(containerVariables(fargate)).toMatchObject({ OWN_PROJECT_VOTES: 'false', AD_HOC_DOCUMENTS: 'false' });
  expect(containerVariables(templates({ ...onFargate(), adHocDocuments: true }).Service)).toMatchObject({
    AD_HOC_DOCUMENTS: 'true',
  });
  const allowedOrigins = ['https://intranet.example.com', 'https://lobby.example.com'];
  expect(containerVariables(templates({ ...onFargate(), allowedOrigins }).Service)).toMatchObject({
    ALLOWED_ORIGINS: allowedOrigins.join(','),
  });
  expect(containerVariables(fargate)).not.toHaveProperty('ALLOWED_ORIGINS');
  const trustedDocuments = ['/documents/ios.json', '/documents/lobby.json'];
  expect(containerVariables(templates({ ...onFargate(), trustedDocuments }).Service)).toMatchObject({
    TRUSTED_DOCUMENTS: trustedDocuments.join(','),
  });
  expect(functionVariables(templates({ ...onLambda(), trustedDocuments: [] }).Service)).not.toHaveProperty(
    'TRUSTED_DOCUMENTS',
  );
  for (const name of ['VOTING_OPENS_AT', 'VOTING_CLOSES_AT'])
    expect(containerVariables(fargate)).not.toHaveProperty(name);
});

test('the key that is generated is 32 bytes in base64, and stays when the stack goes', () => {
  const keys = Object.values(fargate.findResources('AWS::SecretsManager::Secret'));
  expect(keys).toHaveLength(1);
  expect(keys[0]).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { GenerateSecretString: { PasswordLength: 43, ExcludePunctuation: true, IncludeSpace: false } },
  });
  expect(Buffer.from('a'.repeat(43), 'base64url')).toHaveLength(32); // 43 letters, as internal/session.ParseKeys reads them
});
