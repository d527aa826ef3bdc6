import { type Example, challenge, email, example, password, userErrors } from './example';

/**
 * What accounts can do in addition to signing up, in and out. The Execute button chooses between the operations of a
 * tab.
 */
export const furtherExamples: Example[] = [
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

mutation SignOutOthers {
  signOutOthers {
    viewer {
      sessions {
        id
        current
      }
    }
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

mutation InviteUser($input: InviteUserInput!) {
  inviteUser(input: $input) {
    user {
      id
      status
      invitationExpiresAt
    }
    ${userErrors}
  }
}

mutation ResendInvitation($id: ID!) {
  resendInvitation(input: { id: $id }) {
    user {
      invitationExpiresAt
    }
    ${userErrors}
  }
}

mutation UpdateUser($input: UpdateUserInput!) {
  updateUser(input: $input) {
    user {
      email
      emailVerified
    }
    ${userErrors}
  }
}

mutation DeleteUser($input: DeleteUserInput!) {
  deleteUser(input: $input) {
    deletedId
    ${userErrors}
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
