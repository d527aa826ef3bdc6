import { Trans, useLingui } from '@lingui/react/macro';
import { useState } from 'react';

import { auditActionName } from '../../shared/account/auditActions';
import { Card } from '../../shared/ui/Card';
import { Table } from '../../shared/ui/Table';
import { ChevronIcon } from '../../shared/ui/icons';
import { AuditDetails } from './AuditDetails';
import { CardList, Fact, Facts } from './CardList';
import { Action, Actor, Origin, Outcome, When } from './auditParts';
import type { AuditEventPartsFragment } from './gql/graphql';
import { useWide } from './useWide';

interface Props {
  events: readonly AuditEventPartsFragment[];
}

/** The events: a table where there is room for it, else a card each; the details unfold. */
export function AuditList({ events }: Props) {
  const wide = useWide();
  return wide ? <AuditTable events={events} /> : <AuditCards events={events} />;
}

function AuditTable({ events }: Props) {
  const { t } = useLingui();
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const toggle = (id: string) => {
    setOpen((before) =>
      before.has(id) ? new Set([...before].filter((other) => other !== id)) : new Set([...before, id]),
    );
  };
  return (
    <Table
      caption={t`Audit trail`}
      rows={events}
      rowKey={(event) => event.id}
      detail={(event) =>
        open.has(event.id) && (
          <div id={`details-${event.id}`}>
            <AuditDetails event={event} />
          </div>
        )
      }
      columns={[
        { header: t`When`, cell: (event) => <When event={event} /> },
        { header: t`What`, rowHeader: true, cell: (event) => <Action event={event} /> },
        { header: t`Outcome`, cell: (event) => <Outcome event={event} /> },
        { header: t`Who`, cell: (event) => <Actor event={event} /> },
        { header: t`From where`, cell: (event) => <Origin event={event} /> },
        {
          header: <span className="sr-only">{t`Details`}</span>,
          align: 'end',
          cell: (event) => (
            <DetailsButton
              event={event}
              open={open.has(event.id)}
              onToggle={() => {
                toggle(event.id);
              }}
            />
          ),
        },
      ]}
    />
  );
}

function DetailsButton({
  event,
  open,
  onToggle,
}: {
  event: AuditEventPartsFragment;
  open: boolean;
  onToggle: () => void;
}) {
  const { t } = useLingui();
  const action = auditActionName(event.action);
  return (
    <button
      type="button"
      aria-label={t`Details of ${action}`}
      aria-expanded={open}
      aria-controls={open ? `details-${event.id}` : undefined}
      className="inline-flex min-h-11 items-center gap-1 rounded-control px-3 font-semibold text-accent hover:bg-tint aria-expanded:[&>svg]:rotate-180"
      onClick={onToggle}
    >
      <Trans>Details</Trans>
      <ChevronIcon className="size-4 transition-transform" />
    </button>
  );
}

function AuditCards({ events }: Props) {
  const { t } = useLingui();
  return (
    <CardList label={t`Audit trail`} items={events} itemKey={(event) => event.id}>
      {(event) => (
        <Card className="grid gap-4 sm:p-5!">
          <div className="flex items-start justify-between gap-3">
            <h2 className="min-w-0 text-base">
              <Action event={event} />
            </h2>
            <Outcome event={event} />
          </div>
          <Facts>
            <Fact name={t`When`}>
              <When event={event} />
            </Fact>
            <Fact name={t`Who`}>
              <Actor event={event} />
            </Fact>
            <Fact name={t`From where`}>
              <Origin event={event} />
            </Fact>
          </Facts>
          <details className="group border-t border-line pt-1">
            <summary className="flex min-h-11 cursor-pointer list-none items-center gap-1 font-semibold text-accent">
              <Trans>Details</Trans>
              <ChevronIcon className="size-4 transition-transform group-open:rotate-180" />
            </summary>
            <div className="pt-2">
              <AuditDetails event={event} />
            </div>
          </details>
        </Card>
      )}
    </CardList>
  );
}
