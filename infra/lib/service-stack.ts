// The server, as containers or as a function, with its secrets and its permissions. CloudFront, in the edge stack, is the only way in.
import { CfnOutput, RemovalPolicy, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IRepository } from 'aws-cdk-lib/aws-ecr';
import * as secretsmanager from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { FargateService } from './fargate-service.ts';
import { LambdaService } from './lambda-service.ts';
import { serverStatements } from './permissions.ts';
import type { LogDays } from './settings/edge.ts';
import type { ServiceSettings } from './settings/service.ts';

/** What the service stack needs beyond a stack's own. */
export interface ServiceStackProps extends StackProps {
  readonly service: ServiceSettings;
  /** Variables of the server that do not depend on where it runs. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logDays: LogDays;
  readonly table: ITable;
  /** Where the image is, with the Fargate option. */
  readonly repository: IRepository | undefined;
  readonly userPool: IUserPool;
  /** The secret of its app client. */
  readonly clientSecret: secretsmanager.ISecret;
  /** Folder with server/bootstrap, with the Lambda option. */
  readonly lambdaFolder: string;
}

export class ServiceStack extends Stack {
  /** The server where it runs. */
  readonly server: FargateService | LambdaService;
  private readonly service: ServiceSettings;

  constructor(scope: Construct, id: string, props: ServiceStackProps) {
    super(scope, id, props);
    const { service } = props;
    this.service = service;
    const sessionKeys = this.createSessionKeys();
    new CfnOutput(this, 'SessionKeysSecret', {
      value: sessionKeys.secretArn,
      description: 'Secret with SESSION_KEYS of the server',
    });
    const shared = {
      environment: props.variables,
      statements: serverStatements(props.table, props.userPool),
      secrets: { SESSION_KEYS: sessionKeys, COGNITO_CLIENT_SECRET: props.clientSecret },
      logDays: props.logDays,
    };
    if (service.kind === 'lambda') {
      this.server = new LambdaService(this, 'Lambda', {
        ...shared,
        service,
        lambdaFolder: props.lambdaFolder,
      });
      return;
    }
    if (props.repository === undefined) throw new Error('The Fargate option needs the repository of the data stack.');
    this.server = new FargateService(this, 'Fargate', {
      ...shared,
      service,
      repository: props.repository,
    });
    new CfnOutput(this, 'Cluster', {
      value: this.server.service.cluster.clusterName,
      description: 'ECS cluster of the server',
    });
    new CfnOutput(this, 'ServiceName', {
      value: this.server.service.serviceName,
      description: 'ECS service of the server',
    });
  }

  /** The zones that are set: without them the CDK would ask the account, and synthesis would need its credentials. */
  override get availabilityZones(): string[] {
    const { service } = this;
    return service.kind === 'fargate' ? [...service.availabilityZones] : super.availabilityZones;
  }

  /**
   * The first of SESSION_KEYS. 43 letters and digits are 32 bytes in base64 whose last two bits are ignored; chosen at
   * random they have about 254 bits of entropy. Keys are rotated manually (docs/infrastructure.md), since the old one
   * must continue to open sessions.
   */
  private createSessionKeys(): secretsmanager.Secret {
    const secret = new secretsmanager.Secret(this, 'SessionKeys', {
      description:
        'SESSION_KEYS of the server: keys of 32 bytes in base64, separated by commas; the first seals, all open',
      generateSecretString: {
        passwordLength: 43,
        excludePunctuation: true,
        includeSpace: false,
        requireEachIncludedType: false,
      },
      removalPolicy: RemovalPolicy.RETAIN,
    });
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A rotation that replaced the key would end every session: operators put a new key in front and keep the old one until its sessions have ended.',
    });
    return secret;
  }
}
