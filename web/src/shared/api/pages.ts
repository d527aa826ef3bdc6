import { stringifyVariables } from '@urql/core';
import type { Cache, DataField, Resolver, Variables } from '@urql/exchange-graphcache';

/**
 * Puts the pages of a connection together by their cursors: the first page, the one asked for from its end, and so on.
 * A page that is empty but not the last is skipped. When a page is read again and ends at another cursor, the pages
 * after it are dropped, since items in between may not have been read.
 */
export const pagesByCursor: Resolver = (_parent, args: Variables, cache, info) => {
  const { parentKey, fieldName } = info;
  const pages = new Map<string | null, string>();
  for (const field of cache.inspectFields(parentKey)) {
    if (field.fieldName !== fieldName || listOf(field.arguments) !== listOf(args)) continue;
    const page = cache.resolve(parentKey, field.fieldKey);
    if (typeof page === 'string') pages.set(placeOf(field.arguments), page);
  }
  if (!pages.has(placeOf(args))) info.partial = true; // what is there is shown while the rest is requested
  const edges = new Map<string, string>();
  let page = pages.get(null) ?? pages.get(placeOf(args));
  let last: string | null = null;
  const passed = new Set<string>();
  while (page !== undefined && !passed.has(page)) {
    passed.add(page);
    last = page;
    for (const edge of (cache.resolve(page, 'edges') as string[] | null) ?? []) {
      const node = cache.resolve(edge, 'node') as string;
      if (!edges.has(node)) edges.set(node, edge);
    }
    const end = endOf(cache.resolve(cache.resolve(page, 'pageInfo') as string | null, 'endCursor'));
    page = end === null ? undefined : pages.get(end);
  }
  if (last === null) return undefined;
  return { ...partsOf(cache, last), edges: [...edges.values()] };
};

/** What a page says in addition to its edges: where it ends and, for example, how many items there are in all. */
function partsOf(cache: Cache, page: string): Record<string, DataField> {
  const names = cache.inspectFields(page).map(({ fieldName }) => fieldName);
  return Object.fromEntries(['__typename', ...names].map((name) => [name, cache.resolve(page, name) ?? null]));
}

/** Which list the arguments ask for, and in pages of what size, whatever the place in it. */
function listOf(args: Variables | null): string {
  return stringifyVariables({ ...args, after: undefined });
}

function placeOf(args: Variables | null): string | null {
  return endOf(args?.after);
}

function endOf(cursor: unknown): string | null {
  return typeof cursor === 'string' ? cursor : null;
}
