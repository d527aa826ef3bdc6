// @vitest-environment jsdom
import { act, renderHook, waitFor } from '@testing-library/react';
import { Client, type Exchange, type Operation, gql, makeResult } from '@urql/core';
import { filter, map, pipe } from 'wonka';
import { Provider } from 'urql';
import type { ReactNode } from 'react';
import { expect, test } from 'vitest';

import { apiCache } from './cache';
import { usePages } from './usePages';

interface Data {
  users: { edges: { node: { id: string } }[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } };
}

const query = gql<Data, { filter: { search: string } | null; after?: string | null }>`
  query Users($after: Cursor, $filter: UserFilter) {
    users(after: $after, filter: $filter) {
      __typename
      edges {
        __typename
        node {
          __typename
          id
        }
      }
      pageInfo {
        __typename
        hasNextPage
        endCursor
      }
    }
  }
`;

/** A server that has the pages of a list, a text of ids each; page `n` is found by the cursor `n`. */
function setUp(pages: Record<string, string[]>) {
  const asked = new Set<string>();
  const answer = ({ variables }: Operation) => {
    const { after, filter: wanted } = variables as { after: string | null; filter: { search: string } | null };
    const list = pages[wanted?.search ?? ''] ?? [];
    const number = Number(after ?? 0);
    asked.add(`${wanted?.search ?? ''}${number}`);
    const hasNextPage = number + 1 < list.length;
    const edges = (list[number] ?? '')
      .split(' ')
      .filter(Boolean)
      .map((id) => ({ __typename: 'UserEdge', node: { __typename: 'User', id } }));
    const endCursor = hasNextPage ? String(number + 1) : null;
    return {
      users: { __typename: 'UserConnection', edges, pageInfo: { __typename: 'PageInfo', hasNextPage, endCursor } },
    };
  };
  const server: Exchange = () => (operations$) =>
    pipe(
      operations$,
      filter(({ kind }) => kind === 'query'),
      map((operation) => makeResult(operation, { data: answer(operation), hasNext: false })),
    );
  const client = new Client({ url: '/', preferGetMethod: false, exchanges: [apiCache([]), server] });
  const wrapper = ({ children }: { children: ReactNode }) => <Provider value={client}>{children}</Provider>;
  const hook = renderHook(
    ({ search }) => usePages(query, { filter: search ? { search } : null }, (data) => data.users),
    {
      wrapper,
      initialProps: { search: '' },
    },
  );
  const ids = () => hook.result.current.nodes?.map(({ id }) => id).join(' ');
  return { ...hook, asked, ids };
}

test('a list grows to its end as more is requested', async () => {
  const { result, asked, ids } = setUp({ '': ['a b', 'c'] });
  await waitFor(() => {
    expect(ids()).toBe('a b');
  });
  expect(result.current.hasMore).toBe(true);
  expect([...asked]).toEqual(['0']);
  act(() => {
    result.current.more();
  });
  await waitFor(() => {
    expect(ids()).toBe('a b c');
  });
  expect(result.current.hasMore).toBe(false);
});

test('empty pages are passed, at the start and on the way', async () => {
  const { result, ids } = setUp({ '': ['', '', 'a', '', 'b'] });
  await waitFor(() => {
    expect(ids()).toBe('a');
  });
  act(() => {
    result.current.more();
  });
  await waitFor(() => {
    expect(ids()).toBe('a b');
  });
  expect(result.current.hasMore).toBe(false);
});

test('after many empty pages the person decides whether to go on', async () => {
  const { result, asked, ids } = setUp({ '': [...Array.from({ length: 12 }, () => ''), 'a'] });
  await waitFor(() => {
    expect(asked.size).toBe(9);
  });
  expect(result.current.hasMore).toBe(true);
  act(() => {
    result.current.more();
  });
  await waitFor(() => {
    expect(ids()).toBe('a');
  });
});

test('another filter starts over', async () => {
  const { result, rerender, ids } = setUp({ '': ['a', 'b'], x: ['c', 'd'] });
  await waitFor(() => {
    expect(ids()).toBe('a');
  });
  act(() => {
    result.current.more();
  });
  await waitFor(() => {
    expect(ids()).toBe('a b');
  });
  rerender({ search: 'x' });
  await waitFor(() => {
    expect(ids()).toBe('c');
  });
  expect(result.current.outdated).toBe(false);
  expect(result.current.hasMore).toBe(true);
});
