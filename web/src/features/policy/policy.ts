import { publicQuery } from '../../shared/graphql';

/** What a sign-up must satisfy: `SignUpPolicy` of schema.graphqls, as far as this page shows it. */
export interface SignUpPolicy {
  emailDomains: string[];
  password: PasswordPolicy;
}

/** The rules for passwords: `PasswordPolicy` of schema.graphqls. */
export interface PasswordPolicy {
  minimumLength: number;
  requireUppercase: boolean;
  requireLowercase: boolean;
  requireDigit: boolean;
  requireSymbol: boolean;
}

const query = `query SignUpPolicy {
  signUpPolicy {
    emailDomains
    password {
      minimumLength
      requireUppercase
      requireLowercase
      requireDigit
      requireSymbol
    }
  }
}`;

/** Asks the API for the policy in force. */
export async function loadSignUpPolicy(signal: AbortSignal): Promise<SignUpPolicy> {
  const data = await publicQuery<{ signUpPolicy: SignUpPolicy }>(query, signal);
  return data.signUpPolicy;
}

/** Says an allowed-domain pattern in words: `*` is any domain, `*.example.com` the sub-domains of one. */
export function domainInWords(pattern: string): string {
  if (pattern === '*') return 'Any email address';
  if (pattern.startsWith('*.')) return `Sub-domains of ${pattern.slice(2)}`;
  return `@${pattern}`;
}

/** Says the password rules in words, one rule each. */
export function passwordRules(policy: PasswordPolicy): string[] {
  const rules: [boolean, string][] = [
    [true, `At least ${policy.minimumLength} characters`],
    [policy.requireUppercase, 'An upper case letter'],
    [policy.requireLowercase, 'A lower case letter'],
    [policy.requireDigit, 'A digit'],
    [policy.requireSymbol, 'A symbol'],
  ];
  return rules.filter(([required]) => required).map(([, rule]) => rule);
}
