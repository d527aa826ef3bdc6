// What can be set for an environment, and what is refused before anything is synthesised. A stack's own settings and rules are in the
// file beside it; here is what all of them share. Secrets are no settings: they are made in the account and never pass through here.
import { existsSync, readdirSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { type IdentitySettings, identityProblems } from './identity.ts';
import { type DataSettings, type EdgeSettings, type MonitoringSettings, operationProblems } from './monitoring.ts';
import { type ServiceSettings, serviceProblems } from './service.ts';
import { type VotingSettings, votingProblems } from './voting.ts';

/** What one environment is. */
export interface Settings {
  /** Name of the environment: that of its file in config/, and the value of the `environment` tag. */
  readonly environment: string;
  /** AWS account, twelve digits. */
  readonly account: string;
  /** AWS region of everything but CloudFront, its web ACL and their certificate. */
  readonly region: string;
  /** Where browsers reach the product, without a scheme: the hosted zone's name or a name below it. */
  readonly domainName: string;
  /** The public zone in Route 53 that answers for `domainName`. It exists already: a registrar points to its name servers. */
  readonly hostedZone: { readonly id: string; readonly name: string };
  /** Certificate in us-east-1 for `domainName` (CloudFront) and for the hosted pages' own domain, such as one for the zone and `*.` below it. */
  readonly certificateArn: string;
  /** Email domains that may sign up, as in ALLOWED_EMAIL_DOMAINS: example.com, *.example.com for sub-domains. */
  readonly emailDomains: readonly string[];
  /** Name of the DynamoDB table. */
  readonly tableName: string;
  /** When votes are taken, and for what. */
  readonly voting: VotingSettings;
  /** Manifests of clients' documents, as in TRUSTED_DOCUMENTS: paths in the server's image, or in the function's package. */
  readonly trustedDocuments?: readonly string[];
  /** Origins of other sites whose pages may use the API with tokens, as in ALLOWED_ORIGINS. */
  readonly allowedOrigins?: readonly string[];
  /** Whether clients with tokens may send documents that are not trusted. */
  readonly adHocDocuments?: boolean;
  /** The user pool, its app client and its domain. */
  readonly identity: IdentitySettings;
  /** The table, beside its name. */
  readonly data: DataSettings;
  /** Where the server runs. */
  readonly service: ServiceSettings;
  /** CloudFront and its web ACL. */
  readonly edge: EdgeSettings;
  /** Alarms and budget. */
  readonly monitoring: MonitoringSettings;
}

/** What the folder of configuration files is, unless a test has its own. */
export const configFolder = fileURLToPath(new URL('../../config', import.meta.url));

/** A configuration that cannot be deployed. The message has every problem, each on a line of its own. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(environment: string, problems: readonly string[]) {
    super(`The configuration "${environment}" cannot be deployed:\n${problems.map((p) => `  - ${p}`).join('\n')}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** Reads and validates the settings of an environment; a ConfigError says everything that is wrong with them. */
export async function loadSettings(environment: unknown, folder = configFolder): Promise<Settings> {
  const known = readdirSync(folder)
    .filter((f) => f.endsWith('.ts'))
    .map((f) => f.slice(0, -3));
  const file = join(folder, `${String(environment)}.ts`);
  if (typeof environment !== 'string' || !known.includes(environment) || !existsSync(file)) {
    throw new ConfigError(String(environment), [
      `There is no config/${String(environment)}.ts: pass -c environment= one of ${known.join(', ')}, or write the file.`,
    ]);
  }
  const { settings } = (await import(pathToFileURL(file).href)) as { settings?: Settings };
  if (settings === undefined)
    throw new ConfigError(environment, [`config/${environment}.ts must export a constant named settings.`]);
  if (settings.environment !== environment) {
    throw new ConfigError(environment, [
      `environment is "${settings.environment}": set it to "${environment}", the name of its file.`,
    ]);
  }
  return validate(settings);
}

/** Gives the settings back, or throws a ConfigError with every problem. */
export function validate(settings: Settings): Settings {
  const problems = [
    ...sharedProblems(settings),
    ...votingProblems(settings),
    ...identityProblems(settings),
    ...serviceProblems(settings),
    ...operationProblems(settings),
  ];
  if (problems.length > 0) throw new ConfigError(settings.environment, problems);
  return settings;
}

function sharedProblems(s: Settings): string[] {
  const problems: string[] = [];
  const check = (holds: boolean, sentence: string) => {
    if (!holds) problems.push(sentence);
  };
  check(
    /^[a-z][a-z0-9-]{1,19}$/.test(s.environment),
    `environment is "${s.environment}": set 2 to 20 lower-case letters, digits and dashes.`,
  );
  check(/^\d{12}$/.test(s.account), `account is "${s.account}": set the twelve digits of the AWS account.`);
  check(/^[a-z]{2}(-[a-z]+)+-\d$/.test(s.region), `region is "${s.region}": set an AWS region, such as eu-west-1.`);
  check(
    /^Z[A-Z0-9]{5,31}$/.test(s.hostedZone.id),
    `hostedZone.id is "${s.hostedZone.id}": set the zone's id as Route 53 shows it, such as Z0123456789ABCDEFGHIJ.`,
  );
  check(
    isDomainName(s.hostedZone.name),
    `hostedZone.name is "${s.hostedZone.name}": set the zone's domain, such as example.com.`,
  );
  check(
    isWithin(s.domainName, s.hostedZone.name),
    `domainName is "${s.domainName}", which is not in the hosted zone ${s.hostedZone.name}: set that name or one below it.`,
  );
  problems.push(...certificateProblems('certificateArn', s.certificateArn, 'us-east-1', s.account));
  check(
    s.emailDomains.length > 0,
    'emailDomains is empty: set at least one domain that may sign up, such as example.com.',
  );
  for (const domain of s.emailDomains) {
    check(
      isDomainName(domain.replace(/^\*\./, '')),
      `emailDomains has "${domain}": set domains such as example.com, or *.example.com for those below it.`,
    );
  }
  check(
    /^[a-zA-Z0-9_.-]{3,255}$/.test(s.tableName),
    `tableName is "${s.tableName}": set 3 to 255 letters, digits, dots, dashes and underscores.`,
  );
  return problems;
}

/** What is wrong with the certificate at `setting`, which must be of the account and in `region`. */
export function certificateProblems(setting: string, arn: string, region: string, account: string): string[] {
  if (arn === '')
    return [`${setting} is missing: request a certificate in ACM in ${region}, validate it by DNS, and set its ARN.`];
  const match = /^arn:aws:acm:([a-z0-9-]+):(\d{12}):certificate\/[A-Za-z0-9-]+$/.exec(arn);
  if (match === null)
    return [`${setting} is "${arn}": set the ARN of a certificate in ACM, arn:aws:acm:${region}:…:certificate/….`];
  const problems: string[] = [];
  if (match[1] !== region)
    problems.push(`${setting} is in ${match[1]}: set a certificate of ${region}, where what uses it looks for one.`);
  if (match[2] !== account)
    problems.push(`${setting} is of account ${match[2]}: set a certificate of account ${account}.`);
  return problems;
}

/** Whether `name` is a domain name of at least two labels, in lower case. */
export function isDomainName(name: string): boolean {
  return name.length <= 253 && /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])$/.test(name);
}

/** Whether `name` is `zone` or below it. */
export function isWithin(name: string, zone: string): boolean {
  return isDomainName(name) && (name === zone || name.endsWith(`.${zone}`));
}
