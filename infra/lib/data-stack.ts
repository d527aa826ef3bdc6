// What must outlive everything else: the table, and the repository of the server's images. Both stay when the stack is
// deleted.
import { CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import * as ecr from 'aws-cdk-lib/aws-ecr';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as kms from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DataSettings } from './settings/data.ts';

/** What the data stack needs beyond a stack's own. */
export interface DataStackProps extends StackProps {
  readonly tableName: string;
  readonly data: DataSettings;
  /** Name of the repository, if the server runs in a container. */
  readonly repository: string | undefined;
}

/** The name of the index, which the server has as a constant. */
export const indexName = 'GSI1';

export class DataStack extends Stack {
  /** The table, as internal/dynamo uses it. */
  readonly table: dynamodb.Table;
  /** Where images are pushed to, if the server runs in a container. */
  readonly repository: ecr.Repository | undefined;

  constructor(scope: Construct, id: string, props: DataStackProps) {
    super(scope, id, props);
    this.table = this.createTable(props);
    if (props.repository === undefined) return;
    this.repository = this.createRepository(props.repository);
    new CfnOutput(this, 'RepositoryUri', {
      value: this.repository.repositoryUri,
      description: 'Where to push images of the server',
    });
  }

  private createTable({ tableName, data }: DataStackProps): dynamodb.Table {
    const limits = {
      ...(data.maxReadUnits === undefined ? {} : { maxReadRequestUnits: data.maxReadUnits }),
      ...(data.maxWriteUnits === undefined ? {} : { maxWriteRequestUnits: data.maxWriteUnits }),
    };
    const table = new dynamodb.Table(this, 'Table', {
      tableName,
      partitionKey: text('PK'),
      sortKey: text('SK'),
      billingMode: dynamodb.BillingMode.PAY_PER_REQUEST,
      timeToLiveAttribute: 'expiresAt',
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
      ...(data.encryption === 'customer-managed'
        ? { encryption: dynamodb.TableEncryption.CUSTOMER_MANAGED, encryptionKey: this.createKey(tableName) }
        : { encryption: dynamodb.TableEncryption.AWS_MANAGED }),
      ...limits,
    });
    table.addGlobalSecondaryIndex({
      indexName,
      partitionKey: text('GSI1PK'),
      sortKey: text('GSI1SK'),
      projectionType: dynamodb.ProjectionType.ALL,
      ...limits,
    });
    return table;
  }

  /**
   * A key that everyone who may use the table may use through the table, as with AWS's own key; no role needs
   * permissions on it.
   */
  private createKey(tableName: string): kms.Key {
    const key = new kms.Key(this, 'Key', {
      description: `Encrypts the table ${tableName}`,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
    key.addToResourcePolicy(
      new iam.PolicyStatement({
        principals: [new iam.AnyPrincipal()],
        actions: [
          'kms:CreateGrant',
          'kms:Decrypt',
          'kms:DescribeKey',
          'kms:Encrypt',
          'kms:GenerateDataKey',
          'kms:ReEncryptFrom',
          'kms:ReEncryptTo',
        ],
        resources: ['*'], // in a key's policy: this key
        conditions: {
          StringEquals: {
            'kms:CallerAccount': this.account,
            'kms:ViaService': `dynamodb.${this.region}.amazonaws.com`,
          },
        },
      }),
    );
    return key;
  }

  private createRepository(name: string): ecr.Repository {
    return new ecr.Repository(this, 'Repository', {
      repositoryName: name,
      imageTagMutability: ecr.TagMutability.IMMUTABLE, // a tag identifies one build for ever
      imageScanOnPush: true,
      lifecycleRules: [
        {
          description: 'Untagged layers of failed pushes',
          tagStatus: ecr.TagStatus.UNTAGGED,
          maxImageAge: Duration.days(7),
        },
      ],
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }
}

function text(name: string): dynamodb.Attribute {
  return { name, type: dynamodb.AttributeType.STRING };
}
