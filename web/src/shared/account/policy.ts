import { t } from '@lingui/core/macro';
import { useQuery } from 'urql';

import { trimTyped } from '../typed';
import { SignUpPolicyDocument, type SignUpPolicyQuery } from './gql/graphql';

export type PasswordPolicy = SignUpPolicyQuery['signUpPolicy']['password'];

/** What a sign-up must satisfy, as this server says. */
export function useSignUpPolicy() {
  const [{ data, error, fetching }, refresh] = useQuery({ query: SignUpPolicyDocument });
  return {
    policy: data?.signUpPolicy,
    error,
    fetching,
    retry: () => {
      refresh({ requestPolicy: 'network-only' });
    },
  };
}

/** A rule of the password policy in words, and whether a password keeps it. */
export interface PasswordRule {
  text: string;
  met: boolean;
}

/**
 * Judges a password by each rule of the policy. Rules that hardly anybody breaks are listed only once they are broken.
 */
export function passwordRules(policy: PasswordPolicy, typed: string): PasswordRule[] {
  const { minimumLength: least, maximumLength: most, symbols } = policy;
  const password = typed.normalize(); // as the server counts and keeps it
  const inside = trimTyped(password);
  const length = Array.from(password).length;
  const rules: [required: boolean, text: string, met: boolean][] = [
    [true, t`At least ${least} characters`, length >= least],
    [policy.requireUppercase, t`An upper case letter`, /[A-Z]/.test(password)],
    [policy.requireLowercase, t`A lower case letter`, /[a-z]/.test(password)],
    [policy.requireDigit, t`A digit`, /[0-9]/.test(password)],
    [
      policy.requireSymbol,
      t`A symbol, such as ! or -`,
      Array.from(inside).some((character) => symbols.includes(character)),
    ],
    [length > most, t`At most ${most} characters`, false],
    [password !== inside, t`No white space at the beginning or end`, false],
    [/\p{Cc}/u.test(inside), t`No tabs or line breaks`, false],
  ];
  return rules.filter(([required]) => required).map(([, text, met]) => ({ text, met }));
}

/** Whether an email address is of a domain that may sign up; an unfinished address counts as one that may. */
export function emailDomainAllowed(patterns: readonly string[], email: string): boolean {
  const domain = /@([^@\s]+\.[^@\s.]+)$/.exec(trimTyped(email).toLowerCase())?.[1];
  if (!domain) return true;
  return patterns.some(
    (pattern) =>
      pattern === '*' || pattern === domain || (pattern.startsWith('*.') && domain.endsWith(pattern.slice(1))),
  );
}

/** Says the allowed domains in words: `@example.com, @*.example.org`. */
export function domainsInWords(patterns: readonly string[]): string {
  if (patterns.includes('*')) return t`Any email address may sign up.`;
  if (patterns.length === 0) return t`Nobody can sign up here at present.`;
  const domains = patterns.map((pattern) => `@${pattern}`).join(', ');
  return t`Use your company address: ${domains}`;
}
