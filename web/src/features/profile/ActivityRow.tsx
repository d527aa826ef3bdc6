import { useLingui } from '@lingui/react/macro';

import { auditActionName } from '../../shared/account/auditActions';
import { deviceName } from '../../shared/account/userAgent';
import { formatDateTime, formatRelative } from '../../shared/i18n/dates';
import { Badge } from '../../shared/ui/Card';
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
      <p className="flex gap-x-2 text-sm text-quiet sm:grid sm:justify-items-end">
        <time dateTime={event.at}>{formatDateTime(event.at, i18n.locale)}</time>
        <span className="sm:order-first">{formatRelative(event.at, i18n.locale)}</span>
      </p>
    </li>
  );
}

function Outcome({ event: { outcome, code } }: { event: ActivityPartsFragment }) {
  const { t } = useLingui();
  if (code === 'CHALLENGED') return <Badge>{t`One more step`}</Badge>;
  if (outcome === 'REFUSED') return <Badge kind="warning">{t`Refused`}</Badge>;
  if (outcome === 'FAILED') return <Badge kind="danger">{t`Failed`}</Badge>;
  return <Badge kind="success">{t`Done`}</Badge>;
}
