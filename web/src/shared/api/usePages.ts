import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { type AnyVariables, type CombinedError, useQuery } from 'urql';

/** A connection, as far as its pages go. */
interface Page {
  edges: readonly { node: unknown }[];
  pageInfo: { hasNextPage: boolean; endCursor?: string | null };
}

type NodeOf<P extends Page> = P['edges'][number]['node'];

/** Where in a list to go on: after which cursor, how many there were before, and how many empty pages were passed by then. */
interface Place {
  after: string | null;
  had: number;
  passed: number;
}

const start: Place = { after: null, had: 0, passed: 0 };
/** How many empty pages are skipped without asking the person. */
const mostPassed = 8;

/** A list as far as it is read. */
export interface Pages<P extends Page = Page> {
  /** Null until something has arrived. While another list loads, they are still those of the previous one. */
  nodes: readonly NodeOf<P>[] | null;
  /** The connection of the nodes, for its other fields. */
  connection: P | null;
  loading: boolean;
  /** Whether the nodes are those of another list than the one asked for. */
  outdated: boolean;
  error: CombinedError | undefined;
  hasMore: boolean;
  more: () => void;
  /** Reads again what could not be read. */
  retry: () => void;
  /** Reads the list again from its start. */
  refresh: () => void;
}

/**
 * Reads a list a page at a time. A filter that matches little can give an empty page that is not the last. A number of
 * those are skipped; then the person decides whether to go on. `list` is what the query asks for, whatever the place in
 * it.
 */
export function usePages<Data, List extends AnyVariables, P extends Page>(
  query: TypedDocumentNode<Data, List & { after?: string | null }>,
  list: List,
  pageOf: (data: Data) => P | null | undefined,
): Pages<P> {
  const key = JSON.stringify(list);
  const [placed, setPlace] = useState({ ...start, of: key });
  const { after, had, passed } = placed.of === key ? placed : start;
  const [{ data, error, fetching, stale }, execute] = useQuery({
    query,
    variables: { ...list, after },
    requestPolicy: 'cache-and-network',
  });
  const [kept, setKept] = useState<{ of: string; page: P } | null>(null);

  // While `fetching`, the data may still be of another list; an error removes it.
  const page = !fetching && data ? pageOf(data) : null;
  if (page && (kept?.page !== page || kept.of !== key)) setKept({ of: key, page });
  const loading = fetching || stale;
  const { hasNextPage = false, endCursor = null } = page?.pageInfo ?? {};
  const end = hasNextPage ? endCursor : null;
  if (page && !loading && !error && end !== null && end !== after && page.edges.length <= had && passed < mostPassed) {
    setPlace({ of: key, after: end, had: page.edges.length, passed: passed + 1 });
  }

  const shown = kept?.page;
  const readAgain = () => {
    execute({ requestPolicy: 'network-only' });
  };
  return {
    nodes: shown?.edges.map(({ node }) => node) ?? null,
    connection: shown ?? null,
    loading,
    outdated: kept !== null && kept.of !== key,
    error,
    hasMore: shown?.pageInfo.hasNextPage ?? false,
    more: () => {
      if (end !== null) setPlace({ of: key, after: end, had: page?.edges.length ?? 0, passed: 0 });
    },
    retry: readAgain,
    refresh: () => {
      if (after === null) readAgain();
      else setPlace({ ...start, of: key });
    },
  };
}
