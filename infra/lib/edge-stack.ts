// The only way in: CloudFront in front of the server, its logs, and the product's name. Headers are the server's own
// and pass unchanged.
import { CfnOutput, Duration, Stack, type StackProps, Validations } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { FunctionUrlOrigin, VpcOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as route53 from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import * as s3 from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import type { FargateService } from './fargate-service.ts';
import { LambdaService } from './lambda-service.ts';
import { createLogBucket } from './log-bucket.ts';
import type { LogDays } from './settings/edge.ts';
import type { PlaceSettings } from './settings/place.ts';

/** Which environment it is, and its name. */
type Names = Pick<PlaceSettings, 'environment' | 'domainName' | 'hostedZone' | 'certificateArn'>;

/** What the edge stack needs beyond a stack's own. */
export interface EdgeStackProps extends StackProps, Names {
  readonly logDays: LogDays;
  readonly server: FargateService | LambdaService;
  readonly webAclArn: string;
}

/** How long CloudFront waits for the server: live updates send a comment more often than that. */
const readTimeout = Duration.seconds(60);

export class EdgeStack extends Stack {
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, props: EdgeStackProps) {
    super(scope, id, props);
    const { domainName } = props;
    this.distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `Unicorn Pursuit, ${props.environment}`,
      domainNames: [domainName],
      certificate: Certificate.fromCertificateArn(this, 'Certificate', props.certificateArn),
      minimumProtocolVersion: cloudfront.SecurityPolicyProtocol.TLS_V1_2_2021,
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      priceClass: cloudfront.PriceClass.PRICE_CLASS_100,
      webAclId: props.webAclArn,
      ...this.behaviors(props),
      enableLogging: true,
      logIncludesCookies: false,
      logBucket: createLogBucket(this, 'AccessLogs', props.logDays, s3.ObjectOwnership.BUCKET_OWNER_PREFERRED),
    });
    Validations.of(this.distribution).acknowledge({
      id: 'AwsSolutions-CFR1',
      reason: 'Colleagues travel; who may sign up is decided by their email domain, not by their country.',
    });
    this.nameIt(props);
    new CfnOutput(this, 'Url', { value: `https://${domainName}`, description: 'Where the product is' });
  }

  private behaviors(
    props: EdgeStackProps,
  ): Pick<cloudfront.DistributionProps, 'defaultBehavior' | 'additionalBehaviors'> {
    const shared = this.origin(props);
    const uncached = {
      ...shared,
      cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
      allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
    };
    return {
      defaultBehavior: { ...uncached, viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS },
      additionalBehaviors: {
        // A redirect would come after the password had crossed the network in the clear.
        '/graphql': { ...uncached, viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY },
        // Their names contain a hash of their content, and the server says how long they may be cached.
        '/assets/*': {
          ...shared,
          cachePolicy: cloudfront.CachePolicy.CACHING_OPTIMIZED,
          compress: true,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_GET_HEAD,
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        },
      },
    };
  }

  /** The server as an origin that answers CloudFront only: by its place in the network, or by a secret that each request has. */
  private origin(props: EdgeStackProps): Pick<cloudfront.BehaviorOptions, 'origin' | 'originRequestPolicy'> {
    if (!(props.server instanceof LambdaService)) {
      return {
        origin: VpcOrigin.withApplicationLoadBalancer(props.server.loadBalancer, {
          protocolPolicy: cloudfront.OriginProtocolPolicy.HTTPS_ONLY,
          originSslProtocols: [cloudfront.OriginSslPolicy.TLS_V1_2],
          readTimeout,
        }),
        originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER, // with Host, which the load balancer's certificate is for
      };
    }
    return {
      origin: new FunctionUrlOrigin(props.server.functionUrl, {
        readTimeout,
        // The template has a reference, which CloudFormation resolves; CloudFront replaces a header of this name that a client sends.
        customHeaders: { 'X-Origin-Secret': props.server.originSecret.secretValue.unsafeUnwrap() },
      }),
      // Without Host, since Lambda finds the function by its own; with CloudFront-Viewer-Address, by which the server
      // distinguishes clients.
      originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
    };
  }

  private nameIt({ domainName, hostedZone }: Names): void {
    const zone = route53.HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    });
    const target = route53.RecordTarget.fromAlias(new CloudFrontTarget(this.distribution));
    new route53.ARecord(this, 'Ipv4', { zone, recordName: domainName, target });
    new route53.AaaaRecord(this, 'Ipv6', { zone, recordName: domainName, target });
  }
}
