import { t } from '@lingui/core/macro';
import { Trans } from '@lingui/react/macro';

import { useViewer } from '../../shared/api/SessionProvider';
import { Badge } from '../../shared/ui/Card';
import { CheckIcon } from '../../shared/ui/icons';
import type { UserPartsFragment } from './gql/graphql';

/** Says where an account stands. */
export function userStatusName({ status, invitationExpiresAt }: UserPartsFragment): string {
  switch (status) {
    case 'UNCONFIRMED':
      return t`Sign-up not finished`;
    case 'CONFIRMED':
      return t`In use`;
    case 'FORCE_CHANGE_PASSWORD':
      return invitationExpiresAt && Date.parse(invitationExpiresAt) < Date.now()
        ? t`Invitation expired`
        : t`Invited, not signed in yet`;
    case 'RESET_REQUIRED':
      return t`Password must be reset`;
    case 'EXTERNAL_PROVIDER':
      return t`Identity provider`;
    case 'UNKNOWN':
      return t`Unknown`;
  }
}

/** The name of an account, and whether it is the reader's own. */
export function UserName({ user }: { user: UserPartsFragment }) {
  const viewer = useViewer();
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold wrap-anywhere">
      {user.name}
      {viewer?.id === user.id && (
        <Badge kind="accent">
          <Trans>You</Trans>
        </Badge>
      )}
    </span>
  );
}

/** The account that a dialog is about. */
export function About({ user: { name, email } }: { user: UserPartsFragment }) {
  return (
    <p className="rounded-control bg-sunken px-4 py-3">
      <strong className="block wrap-anywhere">{name}</strong>
      <span className="wrap-anywhere text-quiet">{email}</span>
    </p>
  );
}

/** Whether somebody may sign in. */
export function AccessBadge({ enabled }: { enabled: boolean }) {
  return <Badge kind={enabled ? 'success' : 'danger'}>{enabled ? t`Enabled` : t`Disabled`}</Badge>;
}

/** An email address or phone number, and whether it is verified. */
export function Contact({ value, verified }: { value: string | null | undefined; verified: boolean }) {
  if (!value) {
    return (
      <span className="text-quiet">
        <Trans>None</Trans>
      </span>
    );
  }
  return (
    <span className="grid font-normal">
      <span className="wrap-anywhere">{value}</span>
      {verified ? (
        <span className="inline-flex items-center gap-1 text-sm text-success">
          <CheckIcon className="size-4" />
          <Trans>verified</Trans>
        </span>
      ) : (
        <span className="text-sm text-quiet">
          <Trans>not verified</Trans>
        </span>
      )}
    </span>
  );
}
