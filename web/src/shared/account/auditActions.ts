import { t } from '@lingui/core/macro';

const names = {
  signUp: () => t`Sign up`,
  replaceAccount: () => t`Replace an account that nobody has verified`,
  confirmOtp: () => t`Confirm the phone`,
  resendOtp: () => t`Resend the sign-up code`,
  signIn: () => t`Sign in`,
  answerChallenge: () => t`Complete a sign-in`,
  forgotPassword: () => t`Ask for a password reset`,
  resetPassword: () => t`Reset the password`,
  refresh: () => t`Renew the session by its token`,
  renewSession: () => t`Renew the session`,
  signOut: () => t`Sign out`,
  signOutOthers: () => t`Sign out all other sessions`,
  hostedSignIn: () => t`Sign in with the identity provider`,
  hostedSignOut: () => t`Sign out at the identity provider`,
  changePassword: () => t`Change the password`,
  updateProfile: () => t`Change the profile`,
  requestVerification: () => t`Ask for a verification code`,
  verifyAttribute: () => t`Verify email or phone`,
  startTotpSetup: () => t`Begin to set up an authenticator app`,
  finishTotpSetup: () => t`Set up an authenticator app`,
  setMfaPreference: () => t`Choose the second factor`,
  revokeSession: () => t`End a session`,
  deleteAccount: () => t`Delete the account`,
  createProject: () => t`Pitch a project`,
  updateProject: () => t`Change a project`,
  withdrawProject: () => t`Withdraw a project`,
  castVote: () => t`Cast a vote`,
  moveVote: () => t`Move a vote`,
  retractVote: () => t`Take a vote back`,
  disableUser: () => t`Disable an account`,
  enableUser: () => t`Enable an account`,
  resetUserMfa: () => t`Reset somebody's second factors`,
  signOutUser: () => t`Sign somebody out everywhere`,
  inviteUser: () => t`Invite somebody`,
  resendInvitation: () => t`Send an invitation again`,
  updateUser: () => t`Correct an account`,
  deleteUser: () => t`Delete somebody's account`,
} satisfies Record<string, () => string>;

/** Every action that an audit event can have: the mutations, and what happens to a session without one. */
export const auditActions: readonly string[] = Object.keys(names);

/** Says the action of an audit event in words; one that this app does not know yet stays as it is. */
export function auditActionName(action: string): string {
  const name = Object.entries(names).find(([key]) => key === action)?.[1];
  return name?.() ?? action;
}
