// A function that Cognito calls: a Go binary with a role of its own that may write its own log and do what its trigger needs, and no more.
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Code, Function, LoggingFormat, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { join } from 'node:path';

/** What a trigger consists of. */
export interface TriggerProps {
  /** Name of the binary's folder in `lambdaFolder`. */
  readonly name: string;
  readonly lambdaFolder: string;
  readonly description: string;
  /** Its configuration; nothing secret. */
  readonly variables: Readonly<Record<string, string>>;
  /** What it may do beyond writing its log. */
  readonly permissions?: readonly PolicyStatement[];
}

/** Cognito waits 5 seconds for a trigger, then fails the sign-up. */
const timeout = Duration.seconds(5);

export class Trigger extends Construct {
  readonly function: Function;

  constructor(scope: Construct, id: string, props: TriggerProps) {
    super(scope, id);
    const logGroup = new LogGroup(this, 'Log', {
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `What ${props.name} may do`,
    });
    logGroup.grantWrite(role);
    for (const statement of props.permissions ?? []) role.addToPolicy(statement);
    this.function = new Function(this, 'Function', {
      description: props.description,
      runtime: Runtime.PROVIDED_AL2023,
      architecture: Architecture.ARM_64,
      handler: 'bootstrap',
      code: Code.fromAsset(join(props.lambdaFolder, props.name)),
      environment: { ...props.variables },
      memorySize: 128,
      timeout,
      role,
      logGroup,
      loggingFormat: LoggingFormat.JSON,
    });
    // The policy must be there before the first call, or the first sign-ups of a new environment fail.
    this.function.node.addDependency(role);
  }
}
