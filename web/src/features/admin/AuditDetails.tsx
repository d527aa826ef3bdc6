import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';

import { Fact, Facts } from './CardList';
import { CopyButton } from './CopyButton';
import type { AuditEventPartsFragment } from './gql/graphql';

/** All that is known of an event, in full. */
export function AuditDetails({ event }: { event: AuditEventPartsFragment }) {
  const { t } = useLingui();
  const { actor, email, target } = event;
  return (
    <Facts>
      <Fact name={t`Exact time`}>
        <Literal>{event.at}</Literal>
      </Fact>
      {actor && (
        <Fact name={t`Done by`}>
          <Literal copy={t`the id of the person`}>{actor}</Literal>
        </Fact>
      )}
      {email && (
        <Fact name={t`Email as entered`}>
          <Literal>{email}</Literal>
        </Fact>
      )}
      {target && (
        <Fact name={t`Done to`}>
          <Literal copy={t`the id of the account`}>{target}</Literal>
          <Link to="/admin/audit" search={{ actor: target }} className="link inline-flex min-h-11 items-center text-sm">
            <Trans>See activity</Trans>
          </Link>
        </Fact>
      )}
      <Fact name={t`Address`}>
        <Literal>{event.ipAddress || t`Not kept`}</Literal>
      </Fact>
      <Fact name={t`Client`}>
        <Literal>{event.userAgent || t`Not kept`}</Literal>
      </Fact>
      <Fact name={t`Request`}>
        <Literal copy={t`the id of the request`}>{event.requestId}</Literal>
      </Fact>
    </Facts>
  );
}

/** A value as it is; `copy` says what it is, where it can be copied. */
function Literal({ copy, children }: { copy?: string; children: string }) {
  return (
    <span className="flex flex-wrap items-center gap-x-2">
      <code className="font-mono text-sm/6 break-all">{children}</code>
      {copy && <CopyButton value={children} name={copy} />}
    </span>
  );
}
