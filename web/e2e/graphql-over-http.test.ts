import { serverAudits } from 'graphql-http';

import { expect, test } from './fixtures';

// The number of audits in graphql-http 1.23.1, which is pinned: fewer would mean that the test checks less than it
// claims.
const auditCount = 61;

// The audits send documents of their own.
test.use({ shape: 'development' });

test('the API passes every audit of the GraphQL-over-HTTP specification', async ({ server }) => {
  const audits = serverAudits({ url: `${server.url}/graphql` });
  expect(audits).toHaveLength(auditCount);
  const failures: string[] = [];
  for (const audit of audits) {
    const result = await audit.fn();
    if (result.status !== 'ok') failures.push(`${result.id} ${result.status}: ${result.name}. ${result.reason}`);
  }
  expect(failures).toEqual([]);
});
