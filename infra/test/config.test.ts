import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { settings as prodFile } from '../config/prod.ts';
import { ConfigError, loadSettings, validate } from '../lib/settings/load.ts';
import { type Settings, complete } from '../lib/settings/settings.ts';
import { hosted, prod, signInOptions, withIdentity } from './support.ts';

function problems(of: () => unknown): readonly string[] {
  try {
    of();
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

test.each(['prod', 'staging'])('the configuration %s is valid', async (environment) => {
  expect((await loadSettings(environment)).environment).toBe(environment);
});

test.each(Object.entries(signInOptions))('signing in by %s is valid', (_name, settings) => {
  expect(validate(settings)).toBe(settings);
});

test('what a file leaves out has its default, and what it says stays', () => {
  const file = { ...prodFile, allowedOrigins: undefined, adHocDocuments: true };
  expect(prodFile).not.toHaveProperty('trustedDocuments');
  expect(complete(file)).toEqual({
    ...prodFile,
    phoneCountries: [],
    trustedDocuments: [],
    allowedOrigins: [],
    adHocDocuments: true,
  });
});

describe('an environment', () => {
  test.each(['nope', '../lib/config', '', undefined, true])(
    '%s that has no file is refused with those that have',
    async (environment) => {
      await expect(loadSettings(environment)).rejects.toThrow(
        /There is no config\/.*\.ts: pass -c environment=NAME with one of prod, staging, or create the file\./,
      );
    },
  );

  test("whose file has another's name is refused", async () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-test-'));
    writeFileSync(join(folder, 'copy.ts'), 'export const settings = { environment: "prod" };');
    await expect(loadSettings('copy', folder)).rejects.toThrow(
      'environment is "prod": set it to "copy", the name of its file.',
    );
  });

  test('whose file exports nothing is refused', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-test-'));
    writeFileSync(join(folder, 'empty.ts'), 'export {};');
    await expect(loadSettings('empty', folder)).rejects.toThrow(
      'config/empty.ts must export a constant named settings.',
    );
  });
});

const zone = (id: string, name: string): Partial<Settings> => ({ hostedZone: { id, name } });
const certificate = (region: string, account: string) =>
  `arn:aws:acm:${region}:${account}:certificate/00000000-0000-4000-8000-000000000000`;

describe('refused with what to set', () => {
  test.each<[string, Partial<Settings>, string]>([
    [
      'an environment that names nothing',
      { environment: 'Prod!' },
      'environment is "Prod!": set 2 to 20 lower-case letters, digits and dashes.',
    ],
    ['a bad region', { region: 'Ireland' }, 'region is "Ireland": set an AWS region, such as eu-west-1.'],
    [
      'a zone by its name',
      zone('unicornpursuit.com', 'unicornpursuit.com'),
      'hostedZone.id is "unicornpursuit.com": set the zone\'s id as Route 53 shows it, such as Z0123456789ABCDEFGHIJ.',
    ],
    [
      "a domain that is not the account's",
      { domainName: 'www.example.com' },
      'domainName is "www.example.com", which is outside the hosted zone unicornpursuit.com: set the name of the zone or one below it.',
    ],
    [
      'a domain that only ends alike',
      { domainName: 'notunicornpursuit.com' },
      'domainName is "notunicornpursuit.com", which is outside the hosted zone unicornpursuit.com: set the name of the zone or one below it.',
    ],
    [
      'a missing certificate',
      { certificateArn: '' },
      'certificateArn is missing: request a certificate in ACM in us-east-1, validate it by DNS, and set its ARN.',
    ],
    [
      'something else than a certificate',
      { certificateArn: 'arn:aws:iam::111122223333:role/x' },
      'certificateArn is "arn:aws:iam::111122223333:role/x": set the ARN of a certificate in ACM, arn:aws:acm:us-east-1:…:certificate/….',
    ],
    [
      'a certificate of another region',
      { certificateArn: certificate('eu-west-1', prod.account) },
      'certificateArn is in eu-west-1: set a certificate in us-east-1, since it cannot be used from another region.',
    ],
    [
      'a certificate of another account',
      { certificateArn: certificate('us-east-1', '999999999999') },
      `certificateArn belongs to account 999999999999: set one of account ${prod.account}.`,
    ],
    [
      'no email domain',
      { emailDomains: [] },
      'emailDomains is empty: set at least one domain that may sign up, such as example.com.',
    ],
    [
      'every email domain',
      { emailDomains: ['*'] },
      'emailDomains has "*": set domains such as example.com, or *.example.com for those below it.',
    ],
    [
      'an address for an email domain',
      { emailDomains: ['ada@example.com'] },
      'emailDomains has "ada@example.com": set domains such as example.com, or *.example.com for those below it.',
    ],
    [
      'a country that is none',
      { phoneCountries: ['UK'] },
      'phoneCountries has "UK": set ISO 3166 codes such as GB or DE.',
    ],
    [
      'a bad table name',
      { tableName: 'a b' },
      'tableName is "a b": set 3 to 255 letters, digits, dots, dashes and underscores.',
    ],
  ])('%s', (_name, change, sentence) => {
    expect(problems(() => validate({ ...prod, ...change }))).toContain(sentence);
  });

  test('a bad account', () => {
    expect(problems(() => validate({ ...prod, account: 'prod' }))).toContain(
      'account is "prod": set the twelve digits of the AWS account.',
    );
  });

  test.each<[string, Settings['identity'] | object, string]>([
    [
      'hosted pages without a way back',
      { signIn: hosted({ prefix: 'x', callbackUrls: [] }) },
      'identity.signIn.callbackUrls is empty: set at least https://www.unicornpursuit.com/auth/callback.',
    ],
    [
      'hosted pages without a way back from sign-out',
      { signIn: hosted({ prefix: 'x', signOutUrls: [] }) },
      'identity.signIn.signOutUrls is empty: set at least https://www.unicornpursuit.com/.',
    ],
    [
      'a way back in the open',
      { signIn: hosted({ prefix: 'x', callbackUrls: ['http://www.unicornpursuit.com/auth/callback'] }) },
      'identity.signIn.callbackUrls has "http://www.unicornpursuit.com/auth/callback": set https URLs without a fragment, such as ' +
        'https://www.unicornpursuit.com/auth/callback (http on localhost only).',
    ],
    [
      'a way back that leads elsewhere only',
      { signIn: hosted({ prefix: 'x', callbackUrls: ['https://www.example.com/auth/callback'] }) },
      'identity.signIn.callbackUrls does not include https://www.unicornpursuit.com/auth/callback, where the server sends people back: add it.',
    ],
    [
      'hosted pages without a domain',
      { signIn: hosted({}) },
      'identity.signIn is hosted: set exactly one of prefix (for a Cognito domain) and domainName (for a domain below the hosted zone).',
    ],
    [
      'hosted pages with two domains',
      { signIn: hosted({ prefix: 'x', domainName: 'auth.www.unicornpursuit.com' }) },
      'identity.signIn is hosted: set exactly one of prefix (for a Cognito domain) and domainName (for a domain below the hosted zone).',
    ],
    [
      'a prefix that Cognito reserves',
      { signIn: hosted({ prefix: 'my-cognito' }) },
      'identity.signIn.prefix is "my-cognito": set up to 63 lower-case letters, digits and inner dashes, not containing aws, amazon or cognito.',
    ],
    [
      'a domain of somebody else for the pages',
      { signIn: hosted({ domainName: 'auth.example.com' }) },
      'identity.signIn.domainName is "auth.example.com": set a separate name below the hosted zone, such as auth.unicornpursuit.com.',
    ],
    [
      "the product's domain for the pages",
      { signIn: hosted({ domainName: prod.domainName }) },
      'identity.signIn.domainName is "www.unicornpursuit.com": set a separate name below the hosted zone, such as auth.unicornpursuit.com.',
    ],
    [
      'a domain for the pages below one without a record',
      { signIn: hosted({ domainName: 'auth.unicornpursuit.com' }) },
      'identity.signIn.domainName is "auth.unicornpursuit.com", and Cognito refuses it while unicornpursuit.com has no A record: ' +
        'set auth.www.unicornpursuit.com, or create that record and set parentHasRecord to true.',
    ],
    ['access tokens for a second', { accessTokenMinutes: 0 }, 'identity.accessTokenMinutes is 0: set 5 to 1440.'],
    ['refresh tokens for ever', { refreshTokenDays: 10_000 }, 'identity.refreshTokenDays is 10000: set 1 to 3650.'],
    [
      'rotation that the plan does not support',
      { featurePlan: 'LITE' },
      'identity.rotateRefreshTokens is true, which LITE does not support: set featurePlan to ESSENTIALS or PLUS, or rotateRefreshTokens to false.',
    ],
    [
      'a sender of another domain',
      { email: { from: 'no-reply@example.com', verifiedDomain: 'unicornpursuit.com' } },
      'identity.email.from is "no-reply@example.com": set an address of unicornpursuit.com, the domain verified in SES.',
    ],
  ])('%s', (_name, change, sentence) => {
    expect(problems(() => validate(withIdentity(change)))).toContain(sentence);
  });

  test('everything at once, not one thing after the other', () => {
    const error = new ConfigError(
      'prod',
      problems(() => validate({ ...prod, emailDomains: [], tableName: '', certificateArn: '' })),
    );
    expect(error.message.split('\n')).toHaveLength(4);
    expect(error.message).toMatch(/^The configuration "prod" cannot be deployed:\n {2}- certificateArn is missing/);
  });
});
