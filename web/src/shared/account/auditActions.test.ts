import { expect, test } from 'vitest';

import schema from '../gql/schema.json';
import { auditActionName, auditActions } from './auditActions';

test('everything that the schema lets people do has a name of its own', () => {
  const { types, mutationType } = schema.__schema;
  const mutations = types.find(({ name }) => name === mutationType.name)?.fields?.map(({ name }) => name) ?? [];
  expect(mutations.length).toBeGreaterThan(0);
  expect([...auditActions].sort()).toEqual(
    [...mutations, 'renewSession', 'hostedSignIn', 'hostedSignOut', 'replaceAccount'].sort(),
  );
  const names = auditActions.map(auditActionName);
  expect(new Set(names).size).toBe(auditActions.length);
  expect(names.filter((name) => auditActions.includes(name))).toEqual([]);
});

test('an action that is not known stays as it is', () => {
  expect(auditActionName('teleport')).toBe('teleport');
  expect(auditActionName('toString')).toBe('toString');
});
