import { Client, type Exchange, type Operation, gql, makeResult } from '@urql/core';
import { filter, map, pipe } from 'wonka';
import { expect, test } from 'vitest';

import { apiCache } from './cache';

const query = gql`
  query Events($after: Cursor, $filter: AuditEventFilter) {
    auditEvents(first: 2, after: $after, filter: $filter) {
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

interface Page {
  ids: string[];
  end: string | null;
  more?: boolean;
}

/** Reads a list through the cache from a server that has these pages, by their cursors. */
function reader(pages: Record<string, Page>) {
  const server: Exchange = () => (operations$) =>
    pipe(
      operations$,
      filter(({ kind }) => kind === 'query'),
      map((operation) =>
        makeResult(operation, { data: { auditEvents: connection(pages, operation) }, hasNext: false }),
      ),
    );
  const client = new Client({ url: '/', preferGetMethod: false, exchanges: [apiCache([]), server] });
  return async (after: string | null, action: string | null = null) => {
    const { data } = await client
      .query<{ auditEvents: ReturnType<typeof connection> }>(
        query,
        { after, filter: { action } },
        { requestPolicy: 'network-only' },
      )
      .toPromise();
    return { ids: data?.auditEvents.edges.map(({ node }) => node.id).join(' '), ...data?.auditEvents.pageInfo };
  };
}

function connection(pages: Record<string, Page>, { variables }: Operation) {
  const {
    after,
    filter: { action },
  } = variables as { after: string | null; filter: { action: string | null } };
  const { ids, end, more = true } = pages[`${action ?? ''}${after ?? ''}`] ?? { ids: [], end: null, more: false };
  return {
    __typename: 'AuditEventConnection',
    edges: ids.map((id) => ({ __typename: 'AuditEventEdge', node: { __typename: 'AuditEvent', id } })),
    pageInfo: { __typename: 'PageInfo', hasNextPage: more, endCursor: end },
  };
}

test('a list grows by its pages, past one that is empty, to its end', async () => {
  const read = reader({
    '': { ids: ['9', '8'], end: '8' },
    8: { ids: [], end: '6' },
    6: { ids: ['5'], end: '5' },
    5: { ids: [], end: null, more: false },
  });
  expect(await read(null)).toMatchObject({ ids: '9 8', endCursor: '8' });
  expect(await read('8')).toMatchObject({ ids: '9 8', endCursor: '6', hasNextPage: true });
  expect(await read('6')).toMatchObject({ ids: '9 8 5', endCursor: '5', hasNextPage: true });
  expect(await read('5')).toMatchObject({ ids: '9 8 5', hasNextPage: false });
});

test('lists with other filters are lists of their own', async () => {
  const read = reader({
    '': { ids: ['9', '8'], end: '8' },
    signIn: { ids: ['8'], end: '7' },
    signIn7: { ids: ['3'], end: '3' },
  });
  await read(null);
  await read(null, 'signIn');
  expect(await read('7', 'signIn')).toMatchObject({ ids: '8 3' });
  expect(await read(null)).toMatchObject({ ids: '9 8' });
});

test('what is new at the top leaves no gap behind it', async () => {
  const pages: Record<string, Page> = {
    '': { ids: ['4', '3'], end: '3' },
    3: { ids: ['2', '1'], end: '1', more: false },
  };
  const read = reader(pages);
  await read(null);
  expect(await read('3')).toMatchObject({ ids: '4 3 2 1', hasNextPage: false });
  Object.assign(pages, { '': { ids: ['6', '5'], end: '5' }, 5: { ids: ['4', '3'], end: '3' } });
  expect(await read(null)).toMatchObject({ ids: '6 5', endCursor: '5', hasNextPage: true });
  expect(await read('5')).toMatchObject({ ids: '6 5 4 3 2 1', hasNextPage: false });
});

test('the other fields of a connection are those of the page that was read last', async () => {
  const projects = gql`
    query Projects($after: Cursor) {
      projects(first: 1, after: $after) {
        __typename
        totalCount
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
  const answer = (after: unknown) => ({
    __typename: 'ProjectConnection',
    totalCount: after ? 3 : 2,
    edges: [{ __typename: 'ProjectEdge', node: { __typename: 'Project', id: String(after) } }],
    pageInfo: { __typename: 'PageInfo', hasNextPage: true, endCursor: `${String(after)}+` },
  });
  const server: Exchange = () => (operations$) =>
    pipe(
      operations$,
      filter(({ kind }) => kind === 'query'),
      map((operation) =>
        makeResult(operation, { data: { projects: answer(operation.variables?.after) }, hasNext: false }),
      ),
    );
  const client = new Client({ url: '/', preferGetMethod: false, exchanges: [apiCache([]), server] });
  const read = async (after: string | null) =>
    (await client.query<{ projects: ReturnType<typeof answer> }>(projects, { after }).toPromise()).data?.projects;
  expect(await read(null)).toMatchObject({ totalCount: 2, edges: { length: 1 } });
  expect(await read('null+')).toMatchObject({ totalCount: 3, edges: { length: 2 } });
});
