// The templates of the original write-up, property by property: what is the same here, what is not, and why. The documentation has the same list of differences.
import { describe, expect, test } from 'vitest';
import type { Settings } from '../lib/settings/settings.ts';
import { at, only, resourcesOf, signInOptions, templateOf } from './support.ts';

type Value = string | number | boolean | object | undefined;

/** A property of an original template: what it was, and, where it differs here, what it is and why. */
interface Property {
  readonly path: string;
  readonly was: Value;
  readonly is?: Value;
  readonly because?: string;
}

const required = (...names: string[]) => names.map((Name) => ({ Name, Required: true }));
const changeable = (...names: string[]) => names.map((Name) => ({ Mutable: true, Name, Required: true }));
const smsWithUserName = 'Hey {username}, welcome to Unicorn Pursuit! Your OTP is {####}';
const smsText = 'Hey Unicorn Hunter, welcome to Unicorn Pursuit! Your OTP is {####}';
const noSubjectsInMessages = "{username} is the account's subject, an UUID, where people sign in by email.";
const sameSms = 'One text for both options: the one in the code of option 2, which its own template contradicts.';

/** In both options. */
const poolOfBoth: Property[] = [
  { path: 'AdminCreateUserConfig.AllowAdminCreateUserOnly', was: false },
  {
    path: 'AliasAttributes',
    was: ['email'],
    is: undefined,
    because: 'An alias signs nobody in until it is verified, and here only the phone is verified at sign-up.',
  },
  { path: 'UsernameAttributes', was: undefined, is: ['email'], because: 'People sign in by email, verified or not.' },
  { path: 'Policies.PasswordPolicy.MinimumLength', was: 12 },
  { path: 'Policies.PasswordPolicy.RequireLowercase', was: true },
  { path: 'Policies.PasswordPolicy.RequireUppercase', was: true },
  { path: 'Policies.PasswordPolicy.RequireNumbers', was: true },
  { path: 'Policies.PasswordPolicy.RequireSymbols', was: true },
  { path: 'UserPoolName', was: 'CognitoUnicornUserPool' },
  { path: 'UserPoolTags', was: { project: 'unicorn', bu: 'cloud', environment: 'prod' } },
];

const poolOfHosted: Property[] = [
  ...poolOfBoth,
  { path: 'AutoVerifiedAttributes', was: ['email'] },
  {
    path: 'Schema',
    was: required('email', 'name'),
    is: changeable('email', 'name', 'phone_number'),
    because:
      'Required attributes can never be changed on a pool; with the same ones, an environment can go from one option to the other.',
  },
  {
    path: 'SmsVerificationMessage',
    was: 'The verification code to your new account is {####}',
    is: smsText,
    because: sameSms,
  },
  {
    path: 'VerificationMessageTemplate.SmsMessage',
    was: 'The verification code to your new account is {####}',
    is: smsText,
    because: sameSms,
  },
  { path: 'VerificationMessageTemplate.DefaultEmailOption', was: 'CONFIRM_WITH_LINK' },
  { path: 'VerificationMessageTemplate.EmailSubjectByLink', was: 'Unicorn Pursuit: Verify your email' },
  {
    path: 'VerificationMessageTemplate.EmailMessageByLink',
    was: 'Hello {username}. Welcome to Unicorn Pursuit! Follow the link {##Verify Email##} to confirm your email address.',
    is: 'Welcome to Unicorn Pursuit! Follow the link {##Verify Email##} to confirm your email address.',
    because: noSubjectsInMessages,
  },
];

const poolOfCustom: Property[] = [
  ...poolOfBoth,
  {
    path: 'AutoVerifiedAttributes',
    was: ['phone_number'],
    is: ['email', 'phone_number'],
    because:
      'A changed email must be verified before it counts, which needs both; at sign-up, Cognito still sends its code to the phone alone.',
  },
  {
    path: 'Schema',
    was: required('email', 'name', 'phone_number'),
    is: changeable('email', 'name', 'phone_number'),
    because: 'People can change them.',
  },
  { path: 'SmsVerificationMessage', was: smsWithUserName, is: smsText, because: `${sameSms} ${noSubjectsInMessages}` },
  {
    path: 'VerificationMessageTemplate.SmsMessage',
    was: smsWithUserName,
    is: smsText,
    because: `${sameSms} ${noSubjectsInMessages}`,
  },
  { path: 'VerificationMessageTemplate.DefaultEmailOption', was: 'CONFIRM_WITH_CODE' },
  {
    path: 'VerificationMessageTemplate.EmailMessage',
    was: 'Hello {username}, Your verification code is {####}',
    is: 'Your Unicorn Pursuit verification code is {####}',
    because: noSubjectsInMessages,
  },
  {
    path: 'VerificationMessageTemplate.EmailSubject',
    was: 'Verify your new account',
    is: 'Unicorn Pursuit: Your verification code',
    because: 'The email comes with a changed address or a forgotten password, not with a new account.',
  },
  {
    path: 'EmailVerificationMessage',
    was: 'Hello {username}, Your verification code is {####}',
    is: 'Your Unicorn Pursuit verification code is {####}',
    because: noSubjectsInMessages,
  },
  {
    path: 'EmailVerificationSubject',
    was: 'Verify your new account',
    is: 'Unicorn Pursuit: Your verification code',
    because: 'As in the template of messages.',
  },
];

const noRefreshFlow =
  'Refresh tokens rotate, for which Cognito has a separate operation; it refuses this flow with rotation on.';

const onlyTheServer =
  'Only the server uses the app client: with a secret, nobody else gets past the product and its limits to the pool.';

const clientOfCustom: Property[] = [
  { path: 'ClientName', was: 'UnicornAppClient' },
  { path: 'GenerateSecret', was: false, is: true, because: onlyTheServer },
  {
    path: 'ExplicitAuthFlows',
    was: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    is: ['ALLOW_USER_PASSWORD_AUTH'],
    because: noRefreshFlow,
  },
  { path: 'AllowedOAuthFlows', was: undefined },
];

const clientOfHosted: Property[] = [
  { path: 'ClientName', was: 'UnicornAppClient' },
  { path: 'GenerateSecret', was: false, is: true, because: onlyTheServer }, // by the code
  {
    path: 'ExplicitAuthFlows',
    was: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
    is: ['ALLOW_USER_SRP_AUTH'],
    because:
      "The original's code allows no password sign-in, its template does: Cognito's pages alone see the password here. " +
      "A list of flows can't be empty, and SRP sends no password. " +
      noRefreshFlow,
  },
  {
    path: 'AllowedOAuthFlows',
    was: ['code', 'implicit'],
    is: ['code'],
    because: 'The implicit flow puts tokens into the address bar.',
  }, // by the code
  { path: 'AllowedOAuthScopes', was: ['email', 'openid', 'phone', 'profile', 'aws.cognito.signin.user.admin'] }, // by the code
  {
    path: 'CallbackURLs',
    was: ['https://www.unicornpursuit.com'],
    is: ['https://www.unicornpursuit.com/auth/callback'],
    because: 'The server takes the code there.',
  }, // by the code
];

const domainOfHosted: Property[] = [
  { path: 'Domain', was: 'auth.unicornpursuit.com' },
  {
    path: 'CustomDomainConfig.CertificateArn',
    was: 'arn:aws:acm:us-east-1:111122223333:certificate/00000000-0000-4000-8000-000000000000',
  },
];

const [custom, prefix, own] = Object.values(signInOptions) as [Settings, Settings, Settings];
describe.each([
  ['option 1: user pool', own, 'Identity', 'AWS::Cognito::UserPool', poolOfHosted],
  ['option 1: app client', own, 'Identity', 'AWS::Cognito::UserPoolClient', clientOfHosted],
  ['option 1: domain', own, 'SignInDomain', 'AWS::Cognito::UserPoolDomain', domainOfHosted],
  [
    "option 1: domain of Cognito's",
    prefix,
    'SignInDomain',
    'AWS::Cognito::UserPoolDomain',
    [{ path: 'Domain', was: 'unicornpursuit' }],
  ],
  ['option 2: user pool', custom, 'Identity', 'AWS::Cognito::UserPool', poolOfCustom],
  ['option 2: app client', custom, 'Identity', 'AWS::Cognito::UserPoolClient', clientOfCustom],
])('%s', (_option, settings, stack, type, properties: Property[]) => {
  const resource = only(templateOf(settings, stack), type).Properties;
  test.each(properties.map((p) => [p.path, p] as const))('%s', (path, p) => {
    expect(at(resource, path)).toEqual(p.because === undefined ? p.was : p.is);
    if (p.because !== undefined) expect(p.is).not.toEqual(p.was);
  });
});

describe('the SMS role', () => {
  const identity = templateOf(custom, 'Identity');
  const role = resourcesOf(identity, 'AWS::IAM::Role', { Description: 'Lets the user pool send SMS' })[0]?.Properties;
  const pool = only(identity, 'AWS::Cognito::UserPool').Properties;

  test('Cognito alone takes it on, with the external id that the pool gives', () => {
    const statement = at(role, 'AssumeRolePolicyDocument.Statement.0');
    expect(statement).toMatchObject({
      Action: 'sts:AssumeRole',
      Effect: 'Allow',
      Principal: { Service: 'cognito-idp.amazonaws.com' },
    });
    expect(at(pool, 'SmsConfiguration.ExternalId')).toBeTypeOf('string');
    expect(at(statement, 'Condition.StringEquals.sts:ExternalId')).toBe(at(pool, 'SmsConfiguration.ExternalId'));
  });

  test('it may publish, from the moment it is there, and no more', () => {
    expect(role?.Policies).toEqual([
      {
        PolicyName: 'sns-publish',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [{ Action: 'sns:Publish', Effect: 'Allow', Resource: '*' }],
        },
      },
    ]);
  });

  test('it has the tags of everything', () => {
    expect(role?.Tags).toEqual([
      { Key: 'bu', Value: 'cloud' },
      { Key: 'environment', Value: 'prod' },
      { Key: 'project', Value: 'unicorn' },
    ]);
  });
});
