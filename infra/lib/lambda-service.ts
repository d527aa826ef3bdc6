// The server as a Lambda function behind a function URL, which answers only requests with the secret that CloudFront adds.
// The binary is built by `make lambdas`; answers are streamed.
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { join } from 'node:path';
import { retentionOf } from './log-retention.ts';
import type { LogDays } from './settings/edge.ts';
import type { LambdaSettings } from './settings/service.ts';

/** What the Lambda option needs. */
export interface LambdaServiceProps {
  readonly service: LambdaSettings;
  /** Folder with server/bootstrap. */
  readonly lambdaFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly statements: iam.PolicyStatement[];
  /** The variables that are secret. */
  readonly secrets: Readonly<Record<string, secretsmanager.ISecret>>;
  readonly logDays: LogDays;
}

export class LambdaService extends Construct {
  readonly function: lambda.Function;
  readonly functionUrl: lambda.FunctionUrl;
  /** What CloudFront sends as X-Origin-Secret. */
  readonly originSecret: secretsmanager.Secret;
  readonly logGroup: logs.LogGroup;

  constructor(scope: Construct, id: string, props: LambdaServiceProps) {
    super(scope, id);
    this.logGroup = new logs.LogGroup(this, 'Logs', {
      retention: retentionOf(props.logDays),
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.originSecret = this.createOriginSecret();
    this.function = new lambda.Function(this, 'Function', {
      description: 'Unicorn Pursuit: the GraphQL backend-for-frontend and its web app',
      runtime: lambda.Runtime.PROVIDED_AL2023,
      architecture: lambda.Architecture.ARM_64,
      handler: 'bootstrap',
      code: lambda.Code.fromAsset(join(props.lambdaFolder, 'server')),
      role: this.createRole(props.statements),
      logGroup: this.logGroup,
      memorySize: props.service.memoryMiB,
      timeout: Duration.seconds(60),
      reservedConcurrentExecutions: props.service.maxConcurrency,
      environment: {
        ...props.environment,
        // Resolved by CloudFormation at deployment, so the template holds references only; Lambda keeps variables encrypted.
        ...resolved({ ...props.secrets, ORIGIN_SECRET: this.originSecret }),
      },
    });
    // Signed requests (AWS_IAM) would have to contain a digest of their body, and could not carry a bearer token.
    this.functionUrl = this.function.addFunctionUrl({
      authType: lambda.FunctionUrlAuthType.NONE,
      invokeMode: lambda.InvokeMode.RESPONSE_STREAM,
    });
  }

  private createOriginSecret(): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'OriginSecret', {
      description: 'What CloudFront sends to the function URL as X-Origin-Secret',
      generateSecretString: { passwordLength: 43, excludePunctuation: true, includeSpace: false },
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason: 'CloudFront and the function must have the same value: a deployment replaces it, not a schedule.',
    });
    return secret;
  }

  private createRole(statements: iam.PolicyStatement[]): iam.Role {
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
    for (const statement of statements) role.addToPolicy(statement);
    this.logGroup.grantWrite(role);
    return role;
  }
}

function resolved(secrets: Readonly<Record<string, secretsmanager.ISecret>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(secrets).map(([name, { secretValue }]) => [name, secretValue.unsafeUnwrap()]),
  );
}
