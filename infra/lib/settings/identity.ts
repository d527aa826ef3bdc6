// The settings of the user pool, its app client and its domain, and their rules.
import { isWhole, isWithin, unmet } from './checks.ts';
import type { PlaceSettings } from './place.ts';

/** The user pool, its app client and its domain. Durations are whole minutes or days, as Cognito keeps them. */
export interface IdentitySettings {
  /** ESSENTIALS, PLUS (adds threat protection) or LITE. The price per monthly active user differs. */
  readonly featurePlan: 'LITE' | 'ESSENTIALS' | 'PLUS';
  /** Who signs people in: the product's own pages, or Cognito's. */
  readonly signIn: CustomSignIn | HostedSignIn;
  /** How emails leave: by Cognito (50 a day, for trials) or by SES. */
  readonly email: 'cognito' | SesEmail;
  /** Validity of access and ID tokens in minutes, 5 to 1440. */
  readonly accessTokenMinutes: number;
  /** Validity of refresh tokens in days, 1 to 3650. */
  readonly refreshTokenDays: number;
  /** Whether each refresh replaces the refresh token. */
  readonly rotateRefreshTokens: boolean;
}

/** The product's own pages: password and codes go through its API. */
export interface CustomSignIn {
  readonly kind: 'custom';
}

/** Cognito's pages, at a domain of Cognito's (`prefix`) or of the product's (`domainName`): exactly one of the two. */
export interface HostedSignIn {
  readonly kind: 'hosted';
  /** First label of Cognito's domain: unicornpursuit gives unicornpursuit.auth.REGION.amazoncognito.com. */
  readonly prefix?: string;
  /** A domain below the hosted zone, such as auth.example.com; `certificateArn` must cover it. */
  readonly domainName?: string;
  /** Set true where the domain right above `domainName` is not the product's and has an A record already: Cognito looks for one. */
  readonly parentHasRecord?: boolean;
  /** Where people come back after sign-in: the product's /auth/callback. */
  readonly callbackUrls: readonly string[];
  /** Where people come back after sign-out: the product's root. */
  readonly signOutUrls: readonly string[];
}

/** Email by SES, from an identity that SES has verified. */
export interface SesEmail {
  readonly from: string;
  /** The verified domain in SES. */
  readonly verifiedDomain: string;
}

/** Where Cognito's pages are, or undefined where the product's own pages sign people in. */
export function hostedDomainUrl({ signIn }: IdentitySettings, region: string): string | undefined {
  if (signIn.kind === 'custom') return undefined;
  return `https://${signIn.domainName ?? `${signIn.prefix}.auth.${region}.amazoncognito.com`}`;
}

/** The names that the domain of sign-in must be consistent with. */
type Names = Pick<PlaceSettings, 'domainName' | 'hostedZone'>;

/** What is wrong with the identity settings, each a sentence that says what to set. */
export function identityProblems(i: IdentitySettings, names: Names): string[] {
  return [
    ...unmet(
      [
        isWhole(i.accessTokenMinutes, 5, 1440),
        `identity.accessTokenMinutes is ${i.accessTokenMinutes}: set 5 to 1440.`,
      ],
      [isWhole(i.refreshTokenDays, 1, 3650), `identity.refreshTokenDays is ${i.refreshTokenDays}: set 1 to 3650.`],
      [
        !i.rotateRefreshTokens || i.featurePlan !== 'LITE',
        'identity.rotateRefreshTokens is true, which LITE does not support: set featurePlan to ESSENTIALS or PLUS, or rotateRefreshTokens to false.',
      ],
    ),
    ...(i.email === 'cognito' ? [] : emailProblems(i.email)),
    ...(i.signIn.kind === 'custom' ? [] : hostedProblems(i.signIn, names)),
  ];
}

function emailProblems({ from, verifiedDomain }: SesEmail): string[] {
  return unmet([
    isWithin(from.split('@')[1] ?? '', verifiedDomain),
    `identity.email.from is "${from}": set an address of ${verifiedDomain}, the domain verified in SES.`,
  ]);
}

function hostedProblems(hosted: HostedSignIn, names: Names): string[] {
  const { prefix, domainName } = hosted;
  return [
    ...unmet(
      [
        (prefix === undefined) !== (domainName === undefined),
        'identity.signIn is hosted: set exactly one of prefix (for a Cognito domain) and domainName (for a domain below the hosted zone).',
      ],
      [
        prefix === undefined ||
          (/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(prefix) && !/aws|amazon|cognito/.test(prefix)),
        `identity.signIn.prefix is "${prefix}": set up to 63 lower-case letters, digits and inner dashes, not containing aws, amazon or cognito.`,
      ],
    ),
    ...(domainName === undefined ? [] : ownDomainProblems(domainName, hosted.parentHasRecord === true, names)),
    ...returnProblems('callbackUrls', hosted.callbackUrls, `https://${names.domainName}/auth/callback`),
    ...returnProblems('signOutUrls', hosted.signOutUrls, `https://${names.domainName}/`),
  ];
}

function ownDomainProblems(name: string, parentHasRecord: boolean, { domainName, hostedZone }: Names): string[] {
  const zone = hostedZone.name;
  if (!isWithin(name, zone) || name === zone || name === domainName) {
    return [
      `identity.signIn.domainName is "${name}": set a separate name below the hosted zone, such as auth.${zone}.`,
    ];
  }
  const parent = name.slice(name.indexOf('.') + 1);
  return unmet([
    parent === domainName || parentHasRecord,
    `identity.signIn.domainName is "${name}", and Cognito refuses it while ${parent} has no A record: set auth.${domainName}, ` +
      'or create that record and set parentHasRecord to true.',
  ]);
}

function returnProblems(setting: string, urls: readonly string[], example: string): string[] {
  if (urls.length === 0) return [`identity.signIn.${setting} is empty: set at least ${example}.`];
  return unmet(
    [
      urls.includes(example),
      `identity.signIn.${setting} does not include ${example}, where the server sends people back: add it.`,
    ],
    ...urls.map(
      (url) =>
        [
          isAllowedUrl(url),
          `identity.signIn.${setting} has "${url}": set https URLs without a fragment, such as ${example} (http on localhost only).`,
        ] as const,
    ),
  );
}

function isAllowedUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return (
    !text.includes('#') && (url.protocol === 'https:' || (url.protocol === 'http:' && url.hostname === 'localhost'))
  );
}
