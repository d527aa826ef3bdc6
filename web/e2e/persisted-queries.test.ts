import { createHash } from 'node:crypto';
import { join } from 'node:path';

import { ApolloClient, CombinedGraphQLErrors, HttpLink, InMemoryCache } from '@apollo/client';
import { PersistedQueryLink } from '@apollo/client/link/persisted-queries';
import { cacheExchange, Client, fetchExchange } from '@urql/core';
import { persistedExchange } from '@urql/exchange-persisted';
import * as apollo3 from 'apollo-client-3/core/index.js';
import { createPersistedQueryLink } from 'apollo-client-3/link/persisted-queries/index.js';
import { type DocumentNode, parse, print } from 'graphql';

import { expect, test } from './fixtures';
import { repository } from './paths';
import { startServer } from './server';

// Clients of others, as they are set up for automatic persisted queries: they send the hash of a document alone, and the document if the
// server does not know it. The server registers nothing, so what counts is that they stop asking.

const manifest = join(repository, 'graph/trusted/testdata/apollo.json');
test.use({ settings: { TRUSTED_DOCUMENTS: manifest } });

const standings = parse('query Standings { leaderboard(first: 3) { totalVotes } }');
const policy = parse('query Policy { signUpPolicy { emailDomains } }');
/** Trusted, as the manifest has it once `__typename` is added. */
const lobby = parse(`
  query LobbyBoard($first: Int! = 3) { leaderboard(first: $first) { updatedAt entries { rank points project { ...LobbyProject } } } }
  fragment LobbyProject on Project { id title owner { name } }
`);

/** Asks for a document; resolves with the code of the error, or null where there is data. */
type Ask = (document: DocumentNode) => Promise<string | null>;

/** A way to send requests, and what each had of a document: its hash, its text or both. */
interface Wire {
  fetch: typeof fetch;
  sent: string[];
}

function wire(): Wire {
  const sent: string[] = [];
  return {
    sent,
    fetch: (input, init) => {
      const address = new URL(input instanceof Request ? input.url : input);
      const body =
        typeof init?.body === 'string'
          ? (JSON.parse(init.body) as Record<string, unknown>)
          : Object.fromEntries(address.searchParams);
      sent.push(
        [
          body.extensions && JSON.stringify(body.extensions).includes('sha256Hash') ? 'hash' : '',
          body.query ? 'text' : '',
        ]
          .filter(Boolean)
          .join('+'),
      );
      return fetch(input, init);
    },
  };
}

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const links: Record<string, (uri: string, wire: Wire) => Ask> = {
  'Apollo Client 4': (uri, { fetch }) => {
    const link = new PersistedQueryLink({ sha256 }).concat(new HttpLink({ uri, fetch }));
    const client = new ApolloClient({ link, cache: new InMemoryCache() });
    return async (query) => {
      try {
        await client.query({ query, fetchPolicy: 'network-only' });
        return null;
      } catch (error) {
        if (!CombinedGraphQLErrors.is(error)) throw error;
        return String(error.errors[0]?.extensions?.code);
      }
    };
  },
  'Apollo Client 3': (uri, { fetch }) => {
    const link = createPersistedQueryLink({ sha256 }).concat(new apollo3.HttpLink({ uri, fetch }));
    const client = new apollo3.ApolloClient({ link, cache: new apollo3.InMemoryCache() });
    return async (query) => {
      try {
        await client.query({ query, fetchPolicy: 'network-only' });
        return null;
      } catch (error) {
        if (!(error instanceof apollo3.ApolloError) || !error.graphQLErrors[0]) throw error;
        return String(error.graphQLErrors[0].extensions?.code);
      }
    };
  },
  urql: (url, { fetch }) => {
    const client = new Client({
      url,
      fetch,
      exchanges: [cacheExchange, persistedExchange({ enableForMutation: true }), fetchExchange],
    });
    return async (query) => {
      const { error } = await client.query(query, {}, { requestPolicy: 'network-only' });
      if (error?.networkError) throw error;
      return error ? String(error.graphQLErrors[0]?.extensions.code) : null;
    };
  },
};

for (const [name, client] of Object.entries(links)) {
  test(`${name} stops asking by hash where any document is answered`, async () => {
    const server = await startServer({ AD_HOC_DOCUMENTS: 'true' });
    try {
      const line = wire();
      const ask = client(`${server.url}/graphql`, line);
      expect(await ask(standings)).toBeNull();
      expect(line.sent).toEqual(['hash', 'text']);
      for (const document of [policy, standings]) expect(await ask(document)).toBeNull();
      expect(line.sent).toEqual(['hash', 'text', 'text', 'text']);
    } finally {
      await server.stop();
    }
  });

  test(`${name} learns what is wrong with a document that is not trusted`, async ({ server }) => {
    const line = wire();
    expect(await client(`${server.url}/graphql`, line)(standings)).toBe('DOCUMENT_NOT_TRUSTED');
    expect(line.sent).toEqual(['hash', 'text']);
  });

  test(`${name} sends a trusted document in its own print, and stops asking by a hash of that`, async ({ server }) => {
    const line = wire();
    const ask = client(`${server.url}/graphql`, line);
    expect(await ask(reversed(lobby))).toBeNull();
    expect(await ask(reversed(lobby))).toBeNull();
    expect(line.sent).toEqual(['hash', 'text', 'text']);
  });
}

test('Apollo Client sends only the hash of a document of its manifest', async ({ server }) => {
  const line = wire();
  const ask = links['Apollo Client 4']?.(`${server.url}/graphql`, line);
  for (let i = 0; i < 2; i++) expect(await ask?.(lobby)).toBeNull();
  expect(line.sent).toEqual(['hash', 'hash']);
});

/** The same document with its definitions in another order, which no hash of a manifest is of. */
function reversed(document: DocumentNode): DocumentNode {
  return parse(document.definitions.map(print).reverse().join('\n'));
}
