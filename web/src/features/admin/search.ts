import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';

import type { AuditEventFilter, AuditOutcome } from './gql/graphql';

/** What the address of the accounts' page says. */
export interface UserSearch {
  /** The beginning of an email address, name or phone number. */
  search?: string;
}

/** What the address of the audit trail says: its filters, which are those of the API. */
export interface AuditSearch {
  actor?: string;
  action?: string;
  outcome?: AuditOutcome;
  /** Moments in RFC 3339, so that a link means the same in every time zone. */
  from?: string;
  to?: string;
}

export const outcomes: readonly AuditOutcome[] = ['SUCCESS', 'REFUSED', 'FAILED'];

/** Reads the search of the accounts' page from an address that anybody can write. */
export function readUserSearch(raw: Record<string, unknown>): UserSearch {
  return given({ search: text(raw.search) });
}

/** Reads the filters of the audit trail from an address; what makes no sense is left out. */
export function readAuditSearch(raw: Record<string, unknown>): AuditSearch {
  return given({
    actor: text(raw.actor),
    action: text(raw.action),
    outcome: outcomes.find((outcome) => outcome === raw.outcome),
    from: moment(raw.from),
    to: moment(raw.to),
  });
}

/** The search of the accounts' page. */
export function useUserSearch(): UserSearch {
  const raw = useSearch({ from: '/admin/users' });
  return useMemo(() => readUserSearch({ ...raw }), [raw]);
}

/** The filters of the audit trail's page. */
export function useAuditSearch(): AuditSearch {
  const raw = useSearch({ from: '/admin/audit' });
  return useMemo(() => readAuditSearch({ ...raw }), [raw]);
}

/** The filter to ask the API for; null for everything. */
export function filterOf(search: AuditSearch): AuditEventFilter | null {
  return Object.keys(search).length > 0 ? search : null;
}

/** A text; the router reads one of digits as a number. */
function text(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' ? String(value).trim() || undefined : undefined;
}

/** A moment in the one form that the API takes. */
function moment(value: unknown): string | undefined {
  const time = new Date(text(value) ?? '');
  if (Number.isNaN(time.getTime())) return undefined;
  const iso = time.toISOString();
  return /^\d{4}-/.test(iso) ? iso : undefined;
}

type Given<T> = { [Key in keyof T]?: Exclude<T[Key], undefined> };

function given<T extends Record<string, string | undefined>>(values: T): Given<T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Given<T>;
}
