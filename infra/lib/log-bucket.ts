// Buckets for access logs: nothing public, TLS only, deleted after the days that the environment sets.
import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Makes a bucket for access logs. CloudFront writes by an access control list, which the ownership must allow. */
export function createLogBucket(
  scope: Construct,
  id: string,
  days: number,
  ownership = s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
): s3.Bucket {
  const bucket = new s3.Bucket(scope, id, {
    blockPublicAccess: s3.BlockPublicAccess.BLOCK_ALL,
    encryption: s3.BucketEncryption.S3_MANAGED, // the only kind that load balancers write to
    enforceSSL: true,
    objectOwnership: ownership,
    lifecycleRules: [{ expiration: Duration.days(days), abortIncompleteMultipartUploadAfter: Duration.days(1) }],
    removalPolicy: RemovalPolicy.RETAIN,
  });
  Validations.of(bucket).acknowledge({
    id: 'AwsSolutions-S1',
    reason: 'The bucket holds access logs; logging access to it would create logs without end.',
  });
  return bucket;
}
