import { Match, Template } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { onFargate, onLambda, templates } from './service-support.ts';
import { only, prod } from './support.ts';

const cachingDisabled = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
const cachingOptimized = '658327ea-f89d-4fab-a63d-7e88639e58f6';

const fargate = templates(onFargate());
const lambda = templates(onLambda());

interface Distribution {
  DefaultCacheBehavior: Behavior;
  CacheBehaviors: (Behavior & { PathPattern: string })[];
  Origins: Record<string, unknown>[];
}
interface Behavior {
  CachePolicyId: string;
  ViewerProtocolPolicy: string;
  OriginRequestPolicyId: string;
  ResponseHeadersPolicyId?: string;
}

function distribution(template: Template): Distribution {
  return only(template, 'AWS::CloudFront::Distribution').Properties.DistributionConfig as Distribution;
}

describe.each([
  ['Fargate', fargate],
  ['Lambda', lambda],
])('before %s', (_name, stacks) => {
  const { Edge, Firewall } = stacks;
  const config = distribution(Edge);

  test("viewers speak TLS 1.2 or later, HTTP/2 or HTTP/3, to the product's name", () => {
    expect(config).toMatchObject({
      Aliases: ['www.unicornpursuit.com'],
      HttpVersion: 'http2and3',
      IPV6Enabled: true,
      ViewerCertificate: { MinimumProtocolVersion: 'TLSv1.2_2021', SslSupportMethod: 'sni-only' },
    });
    for (const Type of ['A', 'AAAA'])
      Edge.hasResourceProperties('AWS::Route53::RecordSet', { Type, Name: 'www.unicornpursuit.com.' });
  });

  test('answers are not cached, but files with a hash in their name are', () => {
    expect(config.DefaultCacheBehavior).toMatchObject({
      CachePolicyId: cachingDisabled,
      ViewerProtocolPolicy: 'redirect-to-https',
    });
    expect(
      Object.fromEntries(config.CacheBehaviors.map((b) => [b.PathPattern, [b.CachePolicyId, b.ViewerProtocolPolicy]])),
    ).toEqual({
      '/graphql': [cachingDisabled, 'https-only'],
      '/assets/*': [cachingOptimized, 'redirect-to-https'],
    });
  });

  test("headers are the server's own", () => {
    for (const behavior of [config.DefaultCacheBehavior, ...config.CacheBehaviors])
      expect(behavior.ResponseHeadersPolicyId).toBeUndefined();
  });

  test('requests are logged without cookies, for the days that are set', () => {
    expect(config).toMatchObject({ Logging: { IncludeCookies: false } });
    Edge.hasResourceProperties('AWS::S3::Bucket', {
      LifecycleConfiguration: { Rules: [Match.objectLike({ ExpirationInDays: 90 })] },
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
  });

  test('the web ACL limits the rate of an address, and measures bodies by what the server takes', () => {
    const acl = only(Firewall, 'AWS::WAFv2::WebACL').Properties as {
      Scope: string;
      Rules: { Name: string; Statement: Record<string, never> }[];
    };
    expect(acl).toMatchObject({
      Scope: 'CLOUDFRONT',
      AssociationConfig: { RequestBody: { CLOUDFRONT: { DefaultSizeInspectionLimit: 'KB_32' } } },
    });
    expect(acl.Rules.map((rule) => rule.Name)).toEqual([
      'Rate',
      'BodySize',
      'AWSManagedRulesAmazonIpReputationList',
      'AWSManagedRulesCommonRuleSet',
      'AWSManagedRulesKnownBadInputsRuleSet',
    ]);
    expect(acl.Rules[0]?.Statement).toMatchObject({ RateBasedStatement: { Limit: 6000, AggregateKeyType: 'IP' } });
    expect(acl.Rules[1]?.Statement).toMatchObject({
      SizeConstraintStatement: { Size: 32768, ComparisonOperator: 'GT' },
    });
    expect(JSON.stringify(acl.Rules[3])).toContain('{"ActionToUse":{"Count":{}},"Name":"SizeRestrictions_BODY"}');
  });

  test("the web ACL's log has no credentials", () => {
    Firewall.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
      RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }],
    });
  });
});

test('on Fargate CloudFront reaches the load balancer within the network, by TLS', () => {
  expect(distribution(fargate.Edge).Origins[0]).toHaveProperty('VpcOriginConfig.VpcOriginId');
  fargate.Edge.hasResourceProperties('AWS::CloudFront::VpcOrigin', {
    VpcOriginEndpointConfig: Match.objectLike({ OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] }),
  });
});

test("on Lambda CloudFront sends the secret that the function asks for, as a reference, and not the viewer's Host", () => {
  const { Origins, DefaultCacheBehavior } = distribution(lambda.Edge);
  expect(Origins[0]).toMatchObject({
    OriginCustomHeaders: [{ HeaderName: 'X-Origin-Secret' }],
    CustomOriginConfig: { OriginProtocolPolicy: 'https-only' },
  });
  expect(JSON.stringify(Origins[0]?.OriginCustomHeaders)).toContain('{{resolve:secretsmanager:');
  expect(DefaultCacheBehavior.OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac'); // AllViewerExceptHostHeader
});

test('in us-east-1 the web ACL is referred to as any resource; elsewhere by a parameter that the CDK takes over', () => {
  const region = 'us-east-1';
  const there = templates({
    ...onFargate({ certificateArn: prod.certificateArn, availabilityZones: ['us-east-1a', 'us-east-1b'] }),
    region,
  });
  there.Edge.resourceCountIs('Custom::CrossRegionExportReader', 0);
  fargate.Edge.resourceCountIs('Custom::CrossRegionExportReader', 1);
});
