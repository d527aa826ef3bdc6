// Who may sign up: the same variables for the server and for the function that Cognito asks before a sign-up.
import type { ServerSettings } from './settings/server.ts';

export function admissionEnvironment({
  emailDomains,
  phoneCountries,
}: Pick<ServerSettings, 'emailDomains' | 'phoneCountries'>): Record<string, string> {
  return {
    ALLOWED_EMAIL_DOMAINS: emailDomains.join(','),
    ...(phoneCountries.length > 0 ? { ALLOWED_PHONE_COUNTRIES: phoneCountries.join(',') } : {}),
  };
}
