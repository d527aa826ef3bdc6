import { furtherExamples } from './furtherExamples';
import { votingExamples } from './votingExamples';
import { type Example, challenge, email, example, password, userErrors } from './example';

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
# Verifies the phone: put the code from the SMS into
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

  ...votingExamples,
  ...furtherExamples,
];
