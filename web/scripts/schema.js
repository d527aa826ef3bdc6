// Writes what graphcache has to know of the schema (types and fields, no descriptions) beside the generated documents.
import { readFileSync, writeFileSync } from 'node:fs';

import { minifyIntrospectionQuery } from '@urql/introspection';
import { buildSchema, introspectionFromSchema } from 'graphql';

const schema = buildSchema(readFileSync('../schema.graphqls', 'utf8'));
const { __schema } = minifyIntrospectionQuery(introspectionFromSchema(schema));
// Scalars and enumerations look alike to the cache, and arguments are no concern of its schema awareness.
writeFileSync('src/shared/gql/schema.json', `${JSON.stringify({ __schema })}\n`);
