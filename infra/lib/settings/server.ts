// The settings that the server gets as variables, wherever it runs.
import { isDomainName, unmet } from './checks.ts';
import type { VotingSettings } from './voting.ts';

/** What becomes variables of the server. */
export interface ServerSettings {
  /** Email domains that may sign up, as in ALLOWED_EMAIL_DOMAINS: example.com, *.example.com for sub-domains. */
  readonly emailDomains: readonly string[];
  /** Countries whose phone numbers may be used, as in ALLOWED_PHONE_COUNTRIES: ISO 3166 codes such as GB; none allows any. */
  readonly phoneCountries: readonly string[];
  /** Name of the DynamoDB table. */
  readonly tableName: string;
  /** When votes are accepted, and for which projects. */
  readonly voting: VotingSettings;
  /** Manifests of clients' documents, as in TRUSTED_DOCUMENTS: paths in the server's image, or in the function's package. */
  readonly trustedDocuments: readonly string[];
  /** Origins of other sites whose pages may use the API with tokens, as in ALLOWED_ORIGINS. */
  readonly allowedOrigins: readonly string[];
  /** Whether clients with tokens may send documents that are not trusted. */
  readonly adHocDocuments: boolean;
}

/** The defaults: phones of any country; the app's own documents and pages, and no others. */
export const serverDefaults = {
  phoneCountries: [],
  trustedDocuments: [],
  allowedOrigins: [],
  adHocDocuments: false,
} as const;

/** What is wrong with them, each a sentence that says what to set. Voting has rules of its own. */
export function serverProblems(s: Omit<ServerSettings, 'voting'>): string[] {
  return unmet(
    [
      s.emailDomains.length > 0,
      'emailDomains is empty: set at least one domain that may sign up, such as example.com.',
    ],
    ...s.emailDomains.map(
      (domain) =>
        [
          isDomainName(domain.replace(/^\*\./, '')),
          `emailDomains has "${domain}": set domains such as example.com, or *.example.com for those below it.`,
        ] as const,
    ),
    ...s.phoneCountries.map(
      (country) =>
        [
          /^[A-Z]{2}$/.test(country) && country !== 'UK',
          `phoneCountries has "${country}": set ISO 3166 codes such as GB or DE.`,
        ] as const,
    ),
    [
      /^[a-zA-Z0-9_.-]{3,255}$/.test(s.tableName),
      `tableName is "${s.tableName}": set 3 to 255 letters, digits, dots, dashes and underscores.`,
    ],
  );
}
