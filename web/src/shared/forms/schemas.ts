import { t } from '@lingui/core/macro';

import { type PasswordPolicy, passwordRules } from '../account/policy';
import { z } from './zod';

/** An email address as far as a form can check; the server decides. */
export const email = () =>
  z.string().check(
    z.overwrite(withAsciiDomain),
    z.refine((text) => /^\s*\S+@\S+\.\S+\s*$/.test(text), {
      error: () => t`Enter an email address such as ada@example.com.`,
    }),
  );

export const required = (message: () => string) =>
  z.string().check(z.refine((text) => text.trim() !== '', { error: message }));

export const code = () =>
  z.string().check(z.refine((text) => /^\d{6}$/.test(text), { error: () => t`Enter the six digits.` }));

/** A new password by the rules in force; while they have not arrived, the server alone judges. */
export const newPassword = (policy: PasswordPolicy | undefined) =>
  z.string().check(
    z.refine((text) => text !== '', { error: () => t`Choose a password.` }),
    z.refine((text) => !policy || passwordRules(policy, text).every((rule) => rule.met), {
      error: () => t`The password does not meet the rules below yet.`,
    }),
  );

/**
 * An international domain in the form that mail systems and the server take, such as xn--bcher-kva.example. Some browsers make it so in
 * fields for email addresses, and some do not.
 */
function withAsciiDomain(email: string): string {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).trim();
  // A letter outside ASCII, and nothing that would end the host of a URL.
  if (at < 0 || !/[^\x20-\x7e]/.test(domain) || !/^[\p{L}\p{M}\p{N}.-]+$/u.test(domain)) return email;
  const url = `http://${domain}`;
  return URL.canParse(url) ? email.slice(0, at + 1) + new URL(url).hostname : email;
}
