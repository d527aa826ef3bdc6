import { useLingui } from '@lingui/react/macro';

import { auditActionName } from '../../shared/account/auditActions';
import { deviceName } from '../../shared/account/userAgent';
import { formatDateTime, formatRelative } from '../../shared/i18n/dates';
import { Badge } from '../../shared/ui/Card';
import { CheckIcon } from '../../shared/ui/icons';
import type { ActivityPartsFragment } from './gql/graphql';

/** Something that has happened: what, how it went, when, and from where. */
export function ActivityRow({ event }: { event: ActivityPartsFragment }) {
  const { i18n } = useLingui();
  return (
    <li className="flex flex-wrap items-start justify-between gap-x-6 gap-y-1 py-4">
      <div className="grid min-w-0 gap-0.5">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <p className="font-semibold wrap-anywhere">{auditActionName(event.action)}</p>
          <Outcome event={event} />
        </div>
        <p className="text-sm text-quiet wrap-anywhere">
          {deviceName(event.userAgent)} · {event.ipAddress}
        </p>
      </div>
      <p className="text-sm text-quiet sm:text-end">
        {formatRelative(event.at, i18n.locale)}
        <span className="sm:hidden"> · </span>
        <time className="sm:block" dateTime={event.at}>
          {formatDateTime(event.at, i18n.locale)}
        </time>
      </p>
    </li>
  );
}

function Outcome({ event: { outcome, code } }: { event: ActivityPartsFragment }) {
  const { t } = useLingui();
  if (code === 'CHALLENGED') return <Badge>{t`One more step`}</Badge>;
  if (outcome === 'REFUSED') return <Badge kind="warning">{t`Refused`}</Badge>;
  if (outcome === 'FAILED') return <Badge kind="danger">{t`Failed`}</Badge>;
  return (
    <span className="inline-flex items-center gap-1 text-sm font-medium text-success">
      <CheckIcon className="size-4" />
      {t`Done`}
    </span>
  );
}
