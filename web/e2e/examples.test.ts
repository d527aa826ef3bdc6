import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, test } from '@playwright/test';
import { type GraphQLSchema, buildSchema, parse, validate } from 'graphql';

import { examples } from '../playground/src/examples';
import { repository } from './paths';

const schema: GraphQLSchema = buildSchema(readFileSync(join(repository, 'schema.graphqls'), 'utf8'));

for (const { query } of examples) {
  const name = /^(?:query|mutation|subscription) (\w+)/m.exec(query)?.[1] ?? '(unnamed)';

  test(`the example ${name} fits the schema and says what it does`, () => {
    expect(validate(schema, parse(query)).map((error) => error.message)).toEqual([]);
    expect(query).toMatch(/^# \w/);
  });
}

test('every operation of the schema has an example', () => {
  const fields = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.keys(type?.getFields() ?? {}),
  );
  const used = examples.map(({ query }) => query).join('\n');
  for (const field of fields) expect(used).toMatch(new RegExp(`^  ${field}\\b`, 'm'));
});
