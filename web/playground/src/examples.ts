/** One example tab: the operation and the variables it opens with (JSON text, as the editor holds it). */
export interface Example {
  query: string;
  variables?: string;
}

const email = 'ada@example.com';
const password = 'Pursue-1-Unicorn!';

const userErrors = `userErrors {
      code
      field
      message
      retryAfter
    }`;

function example(query: string, variables?: Record<string, unknown>): Example {
  const text = `${query.trim()}\n`;
  return variables ? { query: text, variables: JSON.stringify(variables, null, 2) } : { query: text };
}

const challenge = `challenge {
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

/** The whole account flow in the order to run it, from the sign-up policy to signing out; then the rest by subject. */
export const examples: Example[] = [
  example(`
# What a sign-up has to satisfy.
# The next tabs follow in order: sign up, confirm,
# sign in, look at yourself, renew, sign out.
query SignUpPolicy {
  signUpPolicy {
    emailDomains
    password {
      minimumLength
      maximumLength
      requireUppercase
      requireLowercase
      requireDigit
      requireSymbol
      symbols
    }
  }
}`),

  example(
    `
# Creates an account and sends a code to the phone.
# In a local run no SMS leaves the machine:
# read the code at http://127.0.0.1:8025
mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    codeDelivery {
      medium
      destination
    }
    ${userErrors}
  }
}`,
    { input: { email, name: 'Ada Lovelace', phoneNumber: '+12025550142', password } },
  ),

  example(
    `
# Proves the phone: put the code from the SMS into
# the variables below. In a local run the code is
# at http://127.0.0.1:8025
mutation ConfirmOtp($input: ConfirmOtpInput!) {
  confirmOtp(input: $input) {
    confirmed
    ${userErrors}
  }
}`,
    { input: { email, code: '' } },
  ),

  example(
    `
# Only if the code was lost or has expired: sends
# a new one, and the older stops working. In a local
# run the new code is at http://127.0.0.1:8025
mutation ResendOtp($input: ResendOtpInput!) {
  resendOtp(input: $input) {
    accepted
    ${userErrors}
  }
}`,
    { input: { email } },
  ),

  example(
    `
# Signs this browser in with an HttpOnly cookie.
# No token reaches the page; the Viewer, Refresh
# and SignOut tabs use the cookie from here on.
mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    session {
      expiresAt
      viewer {
        id
        name
      }
    }
    ${challenge}
    ${userErrors}
  }
}`,
    { input: { email, password } },
  ),

  example(
    `
# Signs in an API client instead: the answer holds
# the tokens, and no cookie is set. To try them,
# put this into the Headers of another tab:
# {"Authorization": "Bearer <accessToken>"}
mutation SignInForTokens($input: SignInInput!) {
  signIn(input: $input) {
    session {
      expiresAt
      tokens {
        accessToken
        idToken
        refreshToken
        tokenType
        expiresIn
      }
    }
    ${challenge}
    ${userErrors}
  }
}`,
    { input: { email, password, transport: 'TOKENS' } },
  ),

  example(`
# The signed-in person, and the voter record with
# the votes cast and the points left to spend.
# UNAUTHENTICATED when nobody is signed in.
query Viewer {
  viewer {
    id
    email
    emailVerified
    name
    phoneNumber
    phoneNumberVerified
    groups
    voter {
      id
      registeredAt
      remainingPoints
      votes {
        points
        castAt
      }
    }
  }
}`),

  example(
    `
# Renews the session of the cookie. An API client
# sends its refresh token and gets new tokens:
# {"input": {"refreshToken": "<refreshToken>"}}
mutation Refresh($input: RefreshInput) {
  refresh(input: $input) {
    session {
      expiresAt
      tokens {
        accessToken
        idToken
        refreshToken
        tokenType
        expiresIn
      }
    }
    ${userErrors}
  }
}`,
    { input: null },
  ),

  example(`
# Ends the session of the cookie for good.
# Run the Viewer tab again to see the difference.
mutation SignOut {
  signOut {
    signedOut
    ${userErrors}
  }
}`),

  example(
    `
# Answers what SignIn has asked for, such as a code:
# put the handle of its challenge and your answer
# into the variables.
mutation AnswerChallenge($input: AnswerChallengeInput!) {
  answerChallenge(input: $input) {
    session {
      expiresAt
    }
    ${challenge}
    ${userErrors}
  }
}`,
    { input: { handle: '', code: '' } },
  ),

  example(
    `
# A forgotten password: ask for a code, then use it.
# Choose the operation at the Execute button.
mutation ForgotPassword($forgot: ForgotPasswordInput!) {
  forgotPassword(input: $forgot) {
    accepted
    ${userErrors}
  }
}

mutation ResetPassword($reset: ResetPasswordInput!) {
  resetPassword(input: $reset) {
    reset
    ${userErrors}
  }
}

mutation ChangePassword($change: ChangePasswordInput!) {
  changePassword(input: $change) {
    changed
    ${userErrors}
  }
}`,
    {
      forgot: { email },
      reset: { email, code: '', newPassword: 'Pursue-2-Unicorns!' },
      change: { currentPassword: password, newPassword: 'Pursue-2-Unicorns!' },
    },
  ),

  example(
    `
# Name and addresses. A new address counts once the
# code that was sent to it is entered.
mutation UpdateProfile($profile: UpdateProfileInput!) {
  updateProfile(input: $profile) {
    viewer {
      name
      email
    }
    codeDeliveries {
      medium
      destination
    }
    ${userErrors}
  }
}

mutation RequestVerification {
  requestVerification(input: { attribute: EMAIL }) {
    codeDelivery {
      destination
    }
    ${userErrors}
  }
}

mutation VerifyAttribute($verify: VerifyAttributeInput!) {
  verifyAttribute(input: $verify) {
    viewer {
      emailVerified
    }
    ${userErrors}
  }
}

query ExportMyData {
  exportMyData
}

mutation DeleteAccount($delete: DeleteAccountInput!) {
  deleteAccount(input: $delete) {
    deleted
    ${userErrors}
  }
}`,
    { profile: { name: 'Ada King' }, verify: { attribute: 'EMAIL', code: '' }, delete: { email: '' } },
  ),

  example(
    `
# An authenticator app for sign-ins: start, enter the
# secret in the app, and finish with a first code.
mutation StartTotpSetup {
  startTotpSetup {
    setup {
      secret
      otpauthUri
    }
    ${userErrors}
  }
}

mutation FinishTotpSetup($finish: FinishTotpSetupInput!) {
  finishTotpSetup(input: $finish) {
    viewer {
      mfa {
        enabled
      }
    }
    ${userErrors}
  }
}

mutation SetMfaPreference($mfa: SetMfaPreferenceInput!) {
  setMfaPreference(input: $mfa) {
    viewer {
      mfa {
        preferred
      }
    }
    ${userErrors}
  }
}`,
    { finish: { code: '' }, mfa: { preferred: 'SMS' } },
  ),

  example(
    `
# Where you are signed in and what has happened.
query Sessions {
  viewer {
    sessions {
      id
      current
      userAgent
      ipAddress
      lastUsedAt
    }
    activity(first: 10) {
      edges {
        node {
          at
          action
          outcome
          ipAddress
        }
      }
    }
  }
}

mutation RevokeSession($revoke: RevokeSessionInput!) {
  revokeSession(input: $revoke) {
    revokedId
    ${userErrors}
  }
}

mutation SignOutEverywhere {
  signOut(input: { everywhere: true }) {
    signedOut
    ${userErrors}
  }
}`,
    { revoke: { id: '' } },
  ),

  example(
    `
# For members of the group admin. In a local run,
# sign up as admin@example.com to be one.
query Administration {
  users(first: 10) {
    edges {
      node {
        id
        email
        status
        enabled
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
  auditEvents(first: 10) {
    edges {
      node {
        at
        action
        outcome
        code
        actor
        email
      }
    }
  }
}

mutation DisableUser($id: ID!) {
  disableUser(input: { id: $id }) {
    user {
      enabled
    }
    ${userErrors}
  }
}

mutation EnableUser($id: ID!) {
  enableUser(input: { id: $id }) {
    user {
      enabled
    }
    ${userErrors}
  }
}

mutation ResetUserMfa($id: ID!) {
  resetUserMfa(input: { id: $id }) {
    user {
      id
    }
    ${userErrors}
  }
}

mutation SignOutUser($id: ID!) {
  signOutUser(input: { id: $id }) {
    user {
      id
    }
    ${userErrors}
  }
}`,
    { id: '' },
  ),
];
