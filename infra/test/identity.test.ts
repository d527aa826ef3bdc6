import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, test } from 'vitest';
import { addStacks } from '../lib/app.ts';
import type { Settings } from '../lib/settings/settings.ts';
import {
  at,
  fakeLambdas,
  hosted,
  newApp,
  resourcesOf,
  signInOptions,
  stackOf,
  templateOf,
  withIdentity,
} from './support.ts';

const lambdas = fakeLambdas();
const [custom, prefix, own] = Object.values(signInOptions) as [Settings, Settings, Settings];

const template = (settings: Settings, id = 'Identity') => templateOf(settings, id);

describe('the user pool', () => {
  const identity = template(custom);
  const has = (properties: object) => {
    identity.hasResourceProperties('AWS::Cognito::UserPool', properties);
  };

  test('ignores case in email addresses', () => {
    has({ UsernameConfiguration: { CaseSensitive: false } });
  });
  test('keeps a verified email and phone until the new one is verified', () => {
    has({ UserAttributeUpdateSettings: { AttributesRequireVerificationBeforeUpdate: ['email', 'phone_number'] } });
  });
  test('lets people choose a second factor, by SMS or an authenticator', () => {
    has({ MfaConfiguration: 'OPTIONAL', EnabledMfas: ['SMS_MFA', 'SOFTWARE_TOKEN_MFA'] });
  });
  test('leaves recovery as Cognito has it, by phone, else by email', () => {
    has({ AccountRecoverySetting: Match.absent() });
  });
  test('can be deleted neither by a call nor with its stack', () => {
    has({ DeletionProtection: 'ACTIVE' });
    identity.hasResource('AWS::Cognito::UserPool', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
  test('calls the two functions', () => {
    has({ LambdaConfig: { PreSignUp: Match.anyValue(), PostConfirmation: Match.anyValue() } });
  });
  test('has the group of administrators', () => {
    identity.hasResourceProperties('AWS::Cognito::UserPoolGroup', { GroupName: 'admin' });
  });
  test.each([
    ['LITE', { UserPoolTier: 'LITE', UserPoolAddOns: Match.absent() }],
    ['ESSENTIALS', { UserPoolTier: 'ESSENTIALS', UserPoolAddOns: Match.absent() }],
    ['PLUS', { UserPoolTier: 'PLUS', UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' } }],
  ] as const)('has the features of %s', (featurePlan, properties) => {
    template(withIdentity({ featurePlan, rotateRefreshTokens: false })).hasResourceProperties(
      'AWS::Cognito::UserPool',
      properties,
    );
  });
  test('invites people in its own words, with the temporary password where it can be copied', () => {
    has({ Policies: { PasswordPolicy: Match.objectLike({ TemporaryPasswordValidityDays: 3 }) } });
    const [pool] = Object.values(identity.findResources('AWS::Cognito::UserPool'));
    const { InviteMessageTemplate: invitation } = (
      pool?.Properties as { AdminCreateUserConfig: { InviteMessageTemplate: Record<string, string> } }
    ).AdminCreateUserConfig;
    const lines = (invitation.EmailMessage ?? '').split('<br>');
    expect(lines).toEqual(expect.arrayContaining(['https://www.unicornpursuit.com', '{username}', '{####}']));
    expect(invitation.EmailMessage).toContain('for 3 days');
    expect(invitation.EmailMessage).not.toMatch(/\n|\{(address|days)\}/); // a line ends by a tag: it is HTML
    expect(invitation.SMSMessage).toMatch(/ https:\/\/www\.unicornpursuit\.com .*\{username\}.* \{####\}$/);
    expect(invitation.SMSMessage?.length).toBeLessThanOrEqual(140);
    expect(invitation.EmailSubject).toContain('Unicorn Pursuit');
  });
  test('refuses a domain with which an invitation by SMS would be too long', () => {
    expect(() => templateOf({ ...custom, domainName: `${'long.'.repeat(12)}unicornpursuit.com` }, 'Identity')).toThrow(
      'domainName',
    );
  });
  test('sends email by SES from the verified domain', () => {
    has({
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        From: 'Unicorn Pursuit <no-reply@unicornpursuit.com>',
        SourceArn: 'arn:aws:ses:eu-west-1:111122223333:identity/unicornpursuit.com',
      },
    });
  });
  test('sends email by Cognito for a trial', () => {
    template(withIdentity({ email: 'cognito' })).hasResourceProperties('AWS::Cognito::UserPool', {
      EmailConfiguration: { EmailSendingAccount: 'COGNITO_DEFAULT' },
    });
  });
});

describe('the app client', () => {
  const identity = template(custom);
  const has = (properties: object, from = identity) => {
    from.hasResourceProperties('AWS::Cognito::UserPoolClient', properties);
  };

  test('does not reveal whether an account exists', () => {
    has({ PreventUserExistenceErrors: 'ENABLED' });
  });
  test('has a secret, which goes to the server and into no template, and may say where people come from', () => {
    has({ GenerateSecret: true, EnablePropagateAdditionalUserContextData: true });
    identity.hasResourceProperties('AWS::SecretsManager::Secret', {
      SecretString: { 'Fn::GetAtt': [Match.stringLikeRegexp('UnicornAppClient'), 'ClientSecret'] },
    });
    identity.resourceCountIs('Custom::DescribeCognitoUserPoolClient', 0);
  });
  test('can take tokens back', () => {
    has({ EnableTokenRevocation: true });
  });
  test('gives out access tokens for 15 minutes and refresh tokens for 30 days', () => {
    has({
      AccessTokenValidity: 15,
      IdTokenValidity: 15,
      RefreshTokenValidity: 30 * 24 * 60,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    });
  });
  test('reads and writes what a profile has, and no more', () => {
    has({
      ReadAttributes: ['email', 'email_verified', 'name', 'phone_number', 'phone_number_verified'],
      WriteAttributes: ['email', 'name', 'phone_number'],
    });
  });
  test("has no OAuth flow where the product's own pages sign people in", () => {
    has({
      AllowedOAuthFlowsUserPoolClient: false,
      AllowedOAuthFlows: Match.absent(),
      AllowedOAuthScopes: Match.absent(),
      CallbackURLs: Match.absent(),
    });
  });
  test("leads back from Cognito's pages to the product", () => {
    has(
      {
        AllowedOAuthFlowsUserPoolClient: true,
        CallbackURLs: ['https://www.unicornpursuit.com/auth/callback'],
        LogoutURLs: ['https://www.unicornpursuit.com/'],
      },
      template(own),
    );
  });
  test('replaces refresh tokens, and forgives a lost reply for 10 seconds', () => {
    has({ RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 10 } });
  });
  test.each([
    ['custom', false, ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH']],
    ['custom', true, ['ALLOW_USER_PASSWORD_AUTH']],
    ['hosted', false, ['ALLOW_REFRESH_TOKEN_AUTH']],
    ['hosted', true, ['ALLOW_USER_SRP_AUTH']],
  ] as const)('%s sign-in with rotation %s has exactly the flows it needs', (kind, rotateRefreshTokens, flows) => {
    has(
      { ExplicitAuthFlows: flows },
      template(withIdentity({ signIn: kind === 'custom' ? { kind } : hosted(), rotateRefreshTokens })),
    );
  });
});

describe('the functions', () => {
  const identity = template(custom);

  test('hold sign-ups to the phone countries of the server', () => {
    template({ ...custom, phoneCountries: ['GB', 'DE'] }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ALLOWED_EMAIL_DOMAINS: 'unicornpursuit.com', ALLOWED_PHONE_COUNTRIES: 'GB,DE' } },
    });
  });

  test.each([
    [
      'Rejects sign-ups from email domains and phone countries that are not allowed',
      { ALLOWED_EMAIL_DOMAINS: 'unicornpursuit.com' },
    ],
    ['Writes the voter record of a confirmed account', { TABLE_NAME: Match.anyValue() }],
  ])('%s: a Go binary on arm64, done before Cognito gives up', (Description, Variables) => {
    identity.hasResourceProperties('AWS::Lambda::Function', {
      Description,
      Runtime: 'provided.al2023',
      Architectures: ['arm64'],
      Handler: 'bootstrap',
      Timeout: 5,
      Environment: { Variables },
    });
  });

  test('only the user pool may call them', () => {
    const permissions = Object.values(identity.findResources('AWS::Lambda::Permission')) as {
      Properties: Record<string, unknown>;
    }[];
    expect(permissions).toHaveLength(2);
    for (const { Properties } of permissions) {
      expect(Properties).toMatchObject({
        Principal: 'cognito-idp.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [expect.stringContaining('CognitoUnicornUserPool') as unknown, 'Arn'] },
      });
    }
  });

  test('they may write their logs, and PostConfirmation reads and puts voters', () => {
    const statements = resourcesOf(identity, 'AWS::IAM::Policy').flatMap(
      (policy) => at(policy, 'Properties.PolicyDocument.Statement') as object[],
    );
    const logs = {
      Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      Effect: 'Allow',
      Resource: { 'Fn::GetAtt': [expect.stringContaining('Log') as unknown, 'Arn'] },
    };
    expect(statements).toEqual([
      logs,
      logs,
      {
        Action: ['dynamodb:GetItem', 'dynamodb:PutItem'],
        Effect: 'Allow',
        Resource: expect.anything() as unknown,
        Condition: {
          'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['VOTER#*'] },
          Null: { 'dynamodb:LeadingKeys': 'false' },
        },
      },
    ]);
    identity.resourcePropertiesCountIs('AWS::IAM::Role', { ManagedPolicyArns: Match.anyValue() }, 0);
  });
});

describe("the domain of Cognito's pages", () => {
  test("there is none where the product's own pages sign people in", () => {
    const app = newApp();
    addStacks(app, custom, lambdas);
    expect(app.node.tryFindChild('SignInDomain')).toBeUndefined();
  });

  test("the product's has an alias record to Cognito's distribution", () => {
    template(own, 'SignInDomain').hasResourceProperties('AWS::Route53::RecordSet', {
      Name: 'auth.unicornpursuit.com.',
      Type: 'A',
      HostedZoneId: 'Z0123456789EXAMPLE0',
      AliasTarget: {
        DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('UnicornPursuitDomain'), 'CloudFrontDistribution'] },
      },
    });
  });

  test('it comes after the record of the product, which Cognito looks for', () => {
    const app = newApp();
    addStacks(app, own, lambdas);
    const stack = stackOf(app, 'SignInDomain');
    app.synth();
    expect(stack.dependencies.map((s) => s.node.id)).toEqual(expect.arrayContaining(['Identity', 'Edge']));
  });

  test('managed login has a style, without which it would answer an error', () => {
    template(prefix, 'SignInDomain').hasResourceProperties('AWS::Cognito::ManagedLoginBranding', {
      UseCognitoProvidedValues: true,
    });
  });

  test('LITE has the classic pages, which have none', () => {
    const lite = template(
      withIdentity({ signIn: hosted(), featurePlan: 'LITE', rotateRefreshTokens: false }),
      'SignInDomain',
    );
    lite.hasResourceProperties('AWS::Cognito::UserPoolDomain', { ManagedLoginVersion: 1 });
    lite.resourceCountIs('AWS::Cognito::ManagedLoginBranding', 0);
  });
});

describe("the server's variables", () => {
  test.each([
    ["the product's own pages", custom, undefined],
    ["Cognito's domain", prefix, 'https://unicornpursuit.auth.eu-west-1.amazoncognito.com'],
    ["the product's domain", own, 'https://auth.unicornpursuit.com'],
  ])('with %s are parameters and outputs', (_name, settings, url) => {
    const identity = template(settings);
    const names = resourcesOf(identity, 'AWS::SSM::Parameter')
      .map((p) => p.Properties.Name as string)
      .sort();
    const domain = url === undefined ? [] : ['/unicorn-pursuit/prod/COGNITO_DOMAIN_URL'];
    expect(names).toEqual([
      '/unicorn-pursuit/prod/COGNITO_CLIENT_ID',
      ...domain,
      '/unicorn-pursuit/prod/COGNITO_USER_POOL_ID',
    ]);
    const outputs = Object.values(identity.findOutputs('COGNITODOMAINURL')).map((output) => output.Value as string);
    expect(outputs).toEqual(url === undefined ? [] : [url]);
  });
});
