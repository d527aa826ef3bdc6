/** One example tab: the operation and the variables it opens with (JSON text, as the editor holds it). */
export interface Example {
  query: string;
  variables?: string;
}

export const email = 'ada@example.com';
export const password = 'Pursue-1-Unicorn!';

export const userErrors = `userErrors {
      code
      field
      message
      retryAfter
    }`;

export function example(query: string, variables?: Record<string, unknown>): Example {
  const text = `${query.trim()}\n`;
  return variables ? { query: text, variables: JSON.stringify(variables, null, 2) } : { query: text };
}

export const challenge = `challenge {
      __typename
      ... on ConfirmSignUpChallenge {
        email
      }
      ... on SmsMfaChallenge {
        handle
      }
      ... on EmailOtpChallenge {
        handle
      }
      ... on TotpChallenge {
        handle
      }
      ... on TotpSetupChallenge {
        handle
        setup {
          secret
        }
      }
      ... on SelectMfaChallenge {
        handle
        methods
      }
      ... on NewPasswordChallenge {
        handle
      }
      ... on ResetPasswordChallenge {
        email
      }
    }`;
