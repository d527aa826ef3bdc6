import { plural, t } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { auditActionName } from '../../shared/account/auditActions';
import { deviceName } from '../../shared/account/userAgent';
import { useViewer } from '../../shared/api/SessionProvider';
import { formatDateTime, formatRelative } from '../../shared/i18n/dates';
import { Badge } from '../../shared/ui/Card';
import type { AuditEventPartsFragment, AuditOutcome } from './gql/graphql';

interface Props {
  event: AuditEventPartsFragment;
}

/** Says how something went. */
export function outcomeName(outcome: AuditOutcome): string {
  switch (outcome) {
    case 'SUCCESS':
      return t`Done`;
    case 'REFUSED':
      return t`Refused`;
    case 'FAILED':
      return t`Failed`;
  }
}

const outcomeKinds = { SUCCESS: 'success', REFUSED: 'warning', FAILED: 'danger' } as const;

/** The outcome, and the code of the error if there was one. */
export function Outcome({ event: { outcome, code } }: Props) {
  return (
    <span className="inline-grid justify-items-start gap-1">
      <Badge kind={outcomeKinds[outcome]}>{outcomeName(outcome)}</Badge>
      {code && <code className="font-mono text-xs text-quiet">{code}</code>}
    </span>
  );
}

/** When it happened: by the clock, and how long ago. */
export function When({ event: { at } }: Props) {
  const { i18n } = useLingui();
  return (
    <time dateTime={at} title={at} className="grid whitespace-nowrap font-normal">
      <span>{formatDateTime(at, i18n.locale)}</span>
      <span className="text-sm text-quiet">{formatRelative(at, i18n.locale)}</span>
    </time>
  );
}

/** What was done, in words and by its name in the API. */
export function Action({ event: { action } }: Props) {
  return (
    <span className="grid">
      <span className="font-semibold">{auditActionName(action)}</span>
      <code className="font-mono text-xs break-all text-quiet">{action}</code>
    </span>
  );
}

/** Who did it, as far as it is known: a subject, which leads to what else that person did, or an address that somebody entered. */
export function Actor({ event: { actor, email } }: Props) {
  const { t } = useLingui();
  const viewer = useViewer();
  if (actor) {
    const own = viewer?.id === actor;
    const name = own ? t`You` : shortened(actor);
    return (
      <Link
        to="/admin/audit"
        search={(filters) => ({ ...filters, actor })}
        title={actor}
        className="link inline-flex min-h-11 items-center"
      >
        <span className={own ? undefined : 'font-mono text-sm'}>{name}</span>
        <span className="sr-only">{t`: show only this person`}</span>
      </Link>
    );
  }
  if (!email) {
    return (
      <span className="text-quiet">
        <Trans>Not known</Trans>
      </span>
    );
  }
  return (
    <span className="grid">
      <span className="wrap-anywhere">{email}</span>
      <span className="text-sm text-quiet">
        <Trans>as entered</Trans>
      </span>
    </span>
  );
}

/** Where it came from: the device and its address. Both are removed when an account is deleted. */
export function Origin({ event: { userAgent, ipAddress } }: Props) {
  if (!userAgent && !ipAddress) {
    return (
      <span className="text-quiet">
        <Trans>Not kept</Trans>
      </span>
    );
  }
  return (
    <span className="grid">
      <span className="lg:whitespace-nowrap">{deviceName(userAgent)}</span>
      <span className="text-sm wrap-anywhere text-quiet">{ipAddress}</span>
    </span>
  );
}

/** Says how many events there are among those loaded so far. */
export function eventCount(count: number, hasMore: boolean): string {
  if (hasMore && count === 0) return t`Nothing found so far. Show more to look further back.`;
  if (hasMore) return plural(count, { one: 'The latest event', other: 'The latest # events' });
  return plural(count, { one: '# event', other: '# events' });
}

/** The first part of a subject, which distinguishes it from others on a page. */
export function shortened(subject: string): string {
  return subject.length > 8 ? `${subject.slice(0, 8)}…` : subject;
}
