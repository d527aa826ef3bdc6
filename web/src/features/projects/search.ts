import { useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';

import type { ProjectOrder } from './gql/graphql';

/** Which projects are shown, as the address of the page says. */
export interface ProjectsSearch {
  /** Words that a project must contain. */
  q?: string;
  order?: ProjectOrder;
  /** Those of the person signed in only. */
  mine?: true;
}

export const defaultOrder: ProjectOrder = 'NEWEST';

const maxSearchLength = 100;
const orders: readonly unknown[] = ['NEWEST', 'MOST_POINTS', 'TITLE'] satisfies ProjectOrder[];

/** Reads an address, which anybody can write; unusable values are left out. */
export function projectsSearch({ q, order, mine }: Record<string, unknown>): ProjectsSearch {
  const words = ['string', 'number'].includes(typeof q) ? String(q).slice(0, maxSearchLength) : '';
  return {
    ...(words.trim() === '' ? {} : { q: words }),
    ...(orders.includes(order) && order !== defaultOrder ? { order: order as ProjectOrder } : {}),
    ...(mine === true ? { mine } : {}),
  };
}

/** The search of the current page. */
export function useProjectsSearch(): ProjectsSearch {
  const raw = useSearch({ from: '/projects' });
  return useMemo(() => projectsSearch({ ...raw }), [raw]);
}
