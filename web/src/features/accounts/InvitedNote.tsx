import { Trans } from '@lingui/react/macro';

/**
 * The way on for people who were invited and have not signed in yet: they have no password that could be reset, so they are sent no code. It is shown to
 * everybody, since the answer to a request must not say who has an account.
 */
export function InvitedNote() {
  return (
    <p className="text-quiet">
      <Trans>
        Invited, and never signed in? Then no code is sent: sign in with the temporary password in your invitation, or
        ask an administrator for a new invitation.
      </Trans>
    </p>
  );
}
