import { t } from '@lingui/core/macro';

import { z } from '../../shared/forms/zod';
import { fromLocalInput, toLocalInput } from './localTime';
import { type AuditSearch, readAuditSearch } from './search';

/** The form of the filters: a text each, empty where it is not used. */
export const schema = z
  .object({ actor: z.string(), action: z.string(), outcome: z.string(), from: z.string(), to: z.string() })
  .check(
    z.refine(({ from, to }) => !from || !to || from < to, {
      path: ['to'],
      error: () => t`The end must be after the beginning.`,
    }),
  );

type Values = z.infer<typeof schema>;

/** What the form shows for the filters in the address. */
export function valuesOf({ actor = '', action = '', outcome, from, to }: AuditSearch): Values {
  return { actor, action, outcome: outcome ?? '', from: toLocalInput(from), to: toLocalInput(to) };
}

/** The filters that the form asks for. */
export function filtersOf({ from, to, ...filters }: Values): AuditSearch {
  return readAuditSearch({ ...filters, from: fromLocalInput(from), to: fromLocalInput(to) });
}
