import { expect, test } from 'vitest';
import { onLambda, templates } from './service-support.ts';
import { only, prod } from './support.ts';

const { Data } = templates({ ...prod, data: { encryption: 'aws-managed', maxReadUnits: 200, maxWriteUnits: 100 } });
const table = only(Data, 'AWS::DynamoDB::Table');

test('the table has the keys and the index that the server uses', () => {
  expect(table.Properties).toMatchObject({
    TableName: 'unicorn-pursuit',
    KeySchema: [
      { AttributeName: 'PK', KeyType: 'HASH' },
      { AttributeName: 'SK', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'GSI1',
        Projection: { ProjectionType: 'ALL' },
        KeySchema: [
          { AttributeName: 'GSI1PK', KeyType: 'HASH' },
          { AttributeName: 'GSI1SK', KeyType: 'RANGE' },
        ],
        OnDemandThroughput: { MaxReadRequestUnits: 200, MaxWriteRequestUnits: 100 },
      },
    ],
    AttributeDefinitions: ['PK', 'SK', 'GSI1PK', 'GSI1SK'].map((AttributeName) => ({
      AttributeName,
      AttributeType: 'S',
    })),
    TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
  });
});

test('the table is paid by request, up to the bounds that are set', () => {
  expect(table.Properties).toMatchObject({
    BillingMode: 'PAY_PER_REQUEST',
    OnDemandThroughput: { MaxReadRequestUnits: 200, MaxWriteRequestUnits: 100 },
  });
  const unbounded = only(templates({ ...prod, data: { encryption: 'aws-managed' } }).Data, 'AWS::DynamoDB::Table');
  expect(unbounded.Properties).not.toHaveProperty('OnDemandThroughput');
});

test('the table can be recovered, is encrypted, and is not deleted by mistake or with its stack', () => {
  expect(table.Properties).toMatchObject({
    PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
    SSESpecification: { SSEEnabled: true },
    DeletionProtectionEnabled: true,
  });
  expect(table.DeletionPolicy).toBe('Retain');
});

test('a customer key is rotated, kept, and open to the account through DynamoDB alone', () => {
  const own = templates({ ...prod, data: { encryption: 'customer-managed' } }).Data;
  expect(only(own, 'AWS::DynamoDB::Table').Properties).toMatchObject({
    SSESpecification: { SSEType: 'KMS', SSEEnabled: true },
  });
  const key = only(own, 'AWS::KMS::Key');
  expect(key).toMatchObject({ DeletionPolicy: 'Retain', Properties: { EnableKeyRotation: true } });
  const { Statement } = key.Properties.KeyPolicy as { Statement: Record<string, unknown>[] };
  expect(Statement[1]).toMatchObject({
    Principal: { AWS: '*' },
    Condition: {
      StringEquals: { 'kms:CallerAccount': '111122223333', 'kms:ViaService': 'dynamodb.eu-west-1.amazonaws.com' },
    },
  });
});

test('images are scanned, and their tags stay with them; without containers there is no repository', () => {
  expect(only(Data, 'AWS::ECR::Repository')).toMatchObject({
    DeletionPolicy: 'Retain',
    Properties: { ImageTagMutability: 'IMMUTABLE', ImageScanningConfiguration: { ScanOnPush: true } },
  });
  templates(onLambda()).Data.resourceCountIs('AWS::ECR::Repository', 0);
});
