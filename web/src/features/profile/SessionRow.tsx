import { Trans, useLingui } from '@lingui/react/macro';
import { useMutation } from 'urql';

import { problemOf } from '../../shared/api/errors';
import { deviceName } from '../../shared/account/userAgent';
import { formatDateTime, formatRelative } from '../../shared/i18n/dates';
import { Button } from '../../shared/ui/Button';
import { Badge } from '../../shared/ui/Card';
import { icon } from '../../shared/ui/icons';
import { showToast } from '../../shared/ui/toasts';
import { RevokeSessionDocument, type SessionPartsFragment } from './gql/graphql';

const DeviceIcon = icon(
  <>
    <rect x="3" y="4.5" width="18" height="12" rx="2" />
    <path d="M9 20h6M12 16.5V20" />
  </>,
);

/** A session, for its owner to recognise it by, and to end it. */
export function SessionRow({ session }: { session: SessionPartsFragment }) {
  const { t, i18n } = useLingui();
  const [{ fetching }, revoke] = useMutation(RevokeSessionDocument);
  const device = deviceName(session.userAgent);
  const began = formatDateTime(session.createdAt, i18n.locale);
  const used = formatRelative(session.lastUsedAt, i18n.locale);
  const end = async () => {
    const { data, error } = await revoke({ input: { id: session.id } });
    if (data?.revokeSession.revokedId) {
      showToast(t`The session on ${device} has ended.`);
      return;
    }
    showToast(problemOf({ error, userErrors: data?.revokeSession.userErrors }) ?? '', 'danger');
  };
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 py-5">
      <span className="hidden size-11 place-items-center rounded-full bg-tint text-accent sm:grid">
        <DeviceIcon />
      </span>
      <div className="grid min-w-0 flex-1 basis-52 gap-0.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="font-semibold">{device}</h2>
          {session.current && (
            <Badge kind="accent">
              <Trans>This session</Trans>
            </Badge>
          )}
        </div>
        <p className="text-sm text-quiet wrap-anywhere">
          <Trans>
            Signed in {began}, from {session.ipAddress}
          </Trans>
        </p>
        <p className="text-sm text-quiet">
          <Trans>Last used {used}</Trans>
        </p>
      </div>
      {!session.current && (
        <Button
          kind="secondary"
          className="min-h-11!"
          busy={fetching}
          onClick={() => void end()}
          aria-label={t`End the session on ${device}, signed in ${began}`}
        >
          <Trans>End</Trans>
        </Button>
      )}
    </li>
  );
}
