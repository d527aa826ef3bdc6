import { composeExchanges } from '@urql/core';
import { type CacheExchangeOpts, cacheExchange } from '@urql/exchange-graphcache';

import schema from '../gql/schema.json';
import { distinctMutations } from './distinctMutations';
import { pagesByCursor } from './pages';

/** What a feature adds to the cache: what a mutation changes in addition to its answer, and its probable answer. */
export type CacheRules = Pick<CacheExchangeOpts, 'updates' | 'optimistic'>;

type Schema = NonNullable<CacheExchangeOpts['schema']>;

interface SchemaField {
  name: string;
  type: { name?: string | null; ofType?: SchemaField['type'] | null };
}
interface SchemaType {
  kind: string;
  name: string;
  fields?: SchemaField[];
}

const objectTypes = (schema.__schema.types as SchemaType[]).filter((type) => type.kind === 'OBJECT');

/** Types without an id are parts of the object that holds them. */
const keys = Object.fromEntries(
  objectTypes
    .filter((type) => !type.fields?.some((field) => field.name === 'id'))
    .map((type) => [type.name, () => null]),
);

/** Every field that returns a connection joins its pages. */
const resolvers = Object.fromEntries(
  objectTypes
    .map((type): [string, SchemaField[]] => [type.name, (type.fields ?? []).filter(isConnection)])
    .filter(([, fields]) => fields.length > 0)
    .map(([name, fields]) => [name, Object.fromEntries(fields.map((field) => [field.name, pagesByCursor]))]),
);

function isConnection(field: SchemaField): boolean {
  let { type } = field;
  while (type.ofType) type = type.ofType;
  return type.name?.endsWith('Connection') ?? false;
}

/** The normalised cache: it knows the schema, so that it sees which fields are missing, and every list by its pages. */
export function apiCache(rules: CacheRules[]) {
  const updates: NonNullable<CacheRules['updates']> = {};
  const optimistic: NonNullable<CacheRules['optimistic']> = {};
  for (const rule of rules) {
    Object.assign(optimistic, rule.optimistic);
    for (const [type, fields] of Object.entries(rule.updates ?? {})) updates[type] = { ...updates[type], ...fields };
  }
  const normalised = cacheExchange({ schema: schema as unknown as Schema, keys, resolvers, updates, optimistic });
  return composeExchanges([distinctMutations, normalised]);
}
