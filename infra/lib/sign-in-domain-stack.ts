// The domain of Cognito's own pages: one of Cognito's, or one below the hosted zone with its record. Cognito refuses a domain of the product's while the
// domain right above it has no A record, so this stack comes after the one with the product's record.
import { Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  CfnManagedLoginBranding,
  type IUserPool,
  type IUserPoolClient,
  ManagedLoginVersion,
  UserPoolDomain,
  type UserPoolDomainOptions,
} from 'aws-cdk-lib/aws-cognito';
import { ARecord, HostedZone, RecordTarget } from 'aws-cdk-lib/aws-route53';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { Construct } from 'constructs';
import type { HostedSignIn, IdentitySettings } from './settings/identity.ts';
import type { HostedZone as HostedZoneSettings, PlaceSettings } from './settings/place.ts';

/** What the domain belongs to. */
export interface SignInDomainStackProps extends StackProps, Pick<PlaceSettings, 'hostedZone' | 'certificateArn'> {
  readonly featurePlan: IdentitySettings['featurePlan'];
  readonly signIn: HostedSignIn;
  readonly userPool: IUserPool;
  readonly client: IUserPoolClient;
}

export class SignInDomainStack extends Stack {
  constructor(scope: Construct, id: string, props: SignInDomainStackProps) {
    super(scope, id, props);
    const managed = props.featurePlan !== 'LITE';
    const domain = new UserPoolDomain(this, 'UnicornPursuitDomain', {
      userPool: props.userPool,
      managedLoginVersion: managed ? ManagedLoginVersion.NEWER_MANAGED_LOGIN : ManagedLoginVersion.CLASSIC_HOSTED_UI,
      ...this.name(props),
    });
    // Without a style, managed login returns an error instead of its pages.
    if (managed) {
      new CfnManagedLoginBranding(this, 'Style', {
        userPoolId: props.userPool.userPoolId,
        clientId: props.client.userPoolClientId,
        useCognitoProvidedValues: true,
      });
    }
    if (props.signIn.domainName !== undefined) this.record(domain, props.signIn.domainName, props.hostedZone);
  }

  private name({ certificateArn, signIn }: SignInDomainStackProps): UserPoolDomainOptions {
    if (signIn.domainName === undefined) return { cognitoDomain: { domainPrefix: signIn.prefix ?? '' } };
    const certificate = Certificate.fromCertificateArn(this, 'Certificate', certificateArn);
    return { customDomain: { domainName: signIn.domainName, certificate } };
  }

  private record(domain: UserPoolDomain, recordName: string, hostedZone: HostedZoneSettings): void {
    const zone = HostedZone.fromHostedZoneAttributes(this, 'Zone', {
      hostedZoneId: hostedZone.id,
      zoneName: hostedZone.name,
    });
    const target = RecordTarget.fromAlias({
      bind: () => ({ dnsName: domain.cloudFrontEndpoint, hostedZoneId: CloudFrontTarget.getHostedZoneId(this) }),
    });
    new ARecord(this, 'Address', { zone, recordName, target });
  }
}
