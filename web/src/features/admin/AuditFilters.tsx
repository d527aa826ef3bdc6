import { Trans, useLingui } from '@lingui/react/macro';
import { useNavigate } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';

import { auditActionName, auditActions } from '../../shared/account/auditActions';
import { useApiForm } from '../../shared/forms/useApiForm';
import { Button } from '../../shared/ui/Button';
import { Card } from '../../shared/ui/Card';
import { Select } from '../../shared/ui/Select';
import { TextField } from '../../shared/ui/TextField';
import { ChevronIcon } from '../../shared/ui/icons';
import { outcomeName } from './auditParts';
import { filtersOf, schema, valuesOf } from './filterForm';
import { localTimeZone } from './localTime';
import { type AuditSearch, outcomes, useAuditSearch } from './search';
import { useWide } from './useWide';

/** The filters of the audit trail. On a narrow screen they unfold, so that the events come first. */
export function AuditFilters() {
  const wide = useWide();
  const search = useAuditSearch();
  const [open, setOpen] = useState(false);
  const summary = useRef<HTMLElement>(null);
  const count = Object.keys(search).length;
  if (wide) {
    return (
      <Card className="sm:p-6!">
        <FilterForm search={search} />
      </Card>
    );
  }
  return (
    <details
      className="group rounded-card border border-line bg-surface shadow-card"
      open={open}
      onToggle={(event) => {
        setOpen(event.currentTarget.open);
      }}
    >
      <summary
        ref={summary}
        className="flex min-h-14 cursor-pointer list-none items-center gap-2 rounded-card px-5 font-semibold"
      >
        <Trans>Filters</Trans>
        {count > 0 && (
          <span className="text-accent">
            <Trans>{count} in use</Trans>
          </span>
        )}
        <ChevronIcon className="ms-auto size-5 text-quiet transition-transform group-open:rotate-180" />
      </summary>
      <div className="border-t border-line p-5">
        <FilterForm
          search={search}
          onApplied={() => {
            setOpen(false);
            summary.current?.focus();
          }}
        />
      </div>
    </details>
  );
}

function FilterForm({ search, onApplied }: { search: AuditSearch; onApplied?: () => void }) {
  const { t } = useLingui();
  const navigate = useNavigate({ from: '/admin/audit' });
  const { form, field, onSubmit } = useApiForm({ schema, defaultValues: valuesOf(search) });
  useEffect(() => {
    form.reset(valuesOf(search)); // the address may have changed by a link, too
  }, [form, search]);
  const zone = localTimeZone();
  const apply = (filters: AuditSearch) => {
    void navigate({ search: filters });
    onApplied?.();
  };
  const submit = onSubmit((values) => {
    apply(filtersOf(values));
    return Promise.resolve(undefined);
  });
  return (
    <search aria-label={t`Filters`}>
      <form noValidate onSubmit={submit} className="grid items-start gap-x-4 gap-y-5 sm:grid-cols-2 lg:grid-cols-6">
        <div className="lg:col-span-2">
          <Select label={t`Action`} {...field('action')}>
            <option value="">{t`All actions`}</option>
            <ActionOptions chosen={search.action} />
          </Select>
        </div>
        <div className="lg:col-span-2">
          <Select label={t`Outcome`} {...field('outcome')}>
            <option value="">{t`All outcomes`}</option>
            {outcomes.map((outcome) => (
              <option key={outcome} value={outcome}>
                {outcomeName(outcome)}
              </option>
            ))}
          </Select>
        </div>
        <div className="sm:col-span-2">
          <TextField
            label={t`Person`}
            hint={t`The id of an account, as “See activity” fills it in.`}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            {...field('actor')}
          />
        </div>
        <div className="lg:col-span-2">
          <TextField label={t`From`} type="datetime-local" {...field('from')} />
        </div>
        <div className="lg:col-span-2">
          <TextField label={t`Before`} type="datetime-local" {...field('to')} />
        </div>
        <div className="flex flex-wrap items-center gap-3 sm:col-span-2 lg:pt-[1.975rem]">
          <Button type="submit" className="flex-1">
            <Trans>Apply</Trans>
          </Button>
          <Button
            kind="secondary"
            className="flex-1"
            onClick={() => {
              apply({});
              form.reset(valuesOf({}));
            }}
          >
            <Trans>Reset</Trans>
          </Button>
        </div>
        <p className="text-sm text-quiet sm:col-span-2 lg:col-span-6">
          <Trans>Times are in your time zone, {zone}.</Trans>
        </p>
      </form>
    </search>
  );
}

/** The actions by their names in words; one from the address that this app does not know is there too, as it is. */
function ActionOptions({ chosen }: { chosen: string | undefined }) {
  const { i18n } = useLingui();
  const unknown = chosen && !auditActions.includes(chosen) ? [chosen] : [];
  return [...auditActions, ...unknown]
    .map((action) => ({ action, name: auditActionName(action) }))
    .sort((a, b) => a.name.localeCompare(b.name, i18n.locale))
    .map(({ action, name }) => (
      <option key={action} value={action}>
        {name === action ? name : `${name} (${action})`}
      </option>
    ));
}
