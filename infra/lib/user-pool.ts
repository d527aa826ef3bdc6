// The user pool, and the role with which it sends SMS.
import { Aws, Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  StandardThreatProtectionMode,
  UserPool,
  UserPoolEmail,
  type UserPoolProps,
  type UserPoolTriggers,
  type UserVerificationConfig,
  VerificationEmailStyle,
} from 'aws-cdk-lib/aws-cognito';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { invitationDays, userInvitation, verificationSms } from './messages.ts';
import type { IdentitySettings } from './settings/identity.ts';
import type { PlaceSettings } from './settings/place.ts';

/** What the user pool depends on. */
interface UserPoolSettings extends Pick<PlaceSettings, 'environment' | 'region' | 'domainName'> {
  readonly identity: IdentitySettings;
}

/** Makes the user pool of the environment. It outlives its stack, since deleting it would lose every account. */
export function userPool(scope: Construct, settings: UserPoolSettings, lambdaTriggers: UserPoolTriggers): UserPool {
  const { identity } = settings;
  const externalId = `unicorn-pursuit-${settings.environment}-sms`;
  const pool = new UserPool(scope, 'CognitoUnicornUserPool', {
    userPoolName: 'CognitoUnicornUserPool',
    selfSignUpEnabled: true,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    standardAttributes: {
      email: { required: true, mutable: true },
      fullname: { required: true, mutable: true },
      phoneNumber: { required: true, mutable: true },
    },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(invitationDays),
    },
    userInvitation: userInvitation(settings.domainName),
    ...verification(identity),
    mfa: Mfa.OPTIONAL,
    mfaSecondFactor: { sms: true, otp: true },
    mfaMessage: 'Your Unicorn Pursuit sign-in code is {####}',
    // The CDK writes nothing for it, since Cognito's default is by phone, or else by email.
    accountRecovery: AccountRecovery.PHONE_AND_EMAIL,
    smsRole: smsRole(scope, externalId),
    smsRoleExternalId: externalId,
    snsRegion: settings.region,
    email: email(settings),
    lambdaTriggers,
    featurePlan: FeaturePlan[identity.featurePlan],
    ...(identity.featurePlan === 'PLUS'
      ? { standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION }
      : {}),
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  acknowledge(pool, identity);
  return pool;
}

/**
 * verification: the product's own pages ask for the SMS code; Cognito's pages send people a link by email. Cognito sends to the phone wherever both are
 * verified automatically, so the link needs a pool that verifies email alone.
 */
function verification(
  identity: IdentitySettings,
): Pick<UserPoolProps, 'autoVerify' | 'keepOriginal' | 'userVerification'> {
  const hosted = identity.signIn.kind === 'hosted';
  const verified = { email: true, phone: !hosted };
  const userVerification: UserVerificationConfig = hosted
    ? {
        smsMessage: verificationSms,
        emailStyle: VerificationEmailStyle.LINK,
        emailSubject: 'Unicorn Pursuit: Verify your email',
        emailBody: 'Welcome to Unicorn Pursuit! Follow the link {##Verify Email##} to confirm your email address.',
      }
    : {
        smsMessage: verificationSms,
        emailStyle: VerificationEmailStyle.CODE,
        emailSubject: 'Unicorn Pursuit: Your verification code',
        emailBody: 'Your Unicorn Pursuit verification code is {####}',
      };
  return { autoVerify: verified, keepOriginal: verified, userVerification };
}

function email({ identity, region }: UserPoolSettings): UserPoolEmail {
  if (identity.email === 'cognito') return UserPoolEmail.withCognito();
  const { from, verifiedDomain } = identity.email;
  return UserPoolEmail.withSES({
    fromEmail: from,
    fromName: 'Unicorn Pursuit',
    sesRegion: region,
    sesVerifiedDomain: verifiedDomain,
  });
}

/** smsRole may be assumed by Cognito alone, with the external id and for this account. */
function smsRole(scope: Construct, externalId: string): Role {
  const role = new Role(scope, 'SmsRole', {
    description: 'Lets the user pool send SMS',
    // Inline, since Cognito refuses to create a pool while the role may not publish, and a separate policy could be
    // created later.
    inlinePolicies: {
      'sns-publish': new PolicyDocument({
        statements: [new PolicyStatement({ actions: ['sns:Publish'], resources: ['*'] })],
      }),
    },
    assumedBy: new ServicePrincipal('cognito-idp.amazonaws.com', {
      conditions: {
        StringEquals: { 'sts:ExternalId': externalId },
        StringEqualsIfExists: { 'aws:SourceAccount': Aws.ACCOUNT_ID },
      },
    }),
  });
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason:
      'An SMS is published to a phone number, which has no ARN. The role allows sns:Publish only, and only to Cognito.',
  });
  return role;
}

function acknowledge(pool: UserPool, identity: IdentitySettings): void {
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG2',
    reason:
      "MFA is each voter's choice: a vote among colleagues does not warrant an SMS or an authenticator at every sign-in.",
  });
  if (identity.featurePlan === 'PLUS') return;
  Validations.of(pool).acknowledge({
    id: 'AwsSolutions-COG8',
    reason:
      'This environment goes without threat protection, which is charged per user; the product limits attempts itself.',
  });
}
