// What is sent as an input: values of every kind and form.
import { getNamedType, isEnumType, isInputObjectType } from 'graphql';

import { places } from './rows.js';

// What may be a moment to some readers; RFC 3339 has the first four only.
const moments = [
  '2026-05-04T08:00:00Z',
  '2026-05-04T08:00:00.123456789Z',
  '2026-05-04T08:00:00.1+02:00',
  '2024-02-29T23:59:59-23:59',
  '2026-05-04',
  '2026-05-04T08:00:00',
  '2026-05-04T08:00Z',
  '2026-05-04 08:00:00Z',
  '2026-05-04t08:00:00Z',
  '2026-05-04T08:00:00z',
  '2026-05-04T8:00:00Z',
  '2026-05-04T08:00:00,5Z',
  '2026-11-30T23:59:60Z',
  '2026-05-04T24:00:00Z',
  '2026-05-04T08:60:00Z',
  '2026-02-29T08:00:00Z',
  '2026-13-01T08:00:00Z',
  '2026-00-10T08:00:00Z',
  '2026-05-00T08:00:00Z',
  '2026-05-04T08:00:00+24:00',
  '2026-05-04T08:00:00+0200',
  '2026-05-04T08:00:00.Z',
  '02026-05-04T08:00:00Z',
  '26-05-04T08:00:00Z',
  '2026-05-04T08:00:00Z ',
  '٢٠٢٦-05-04T08:00:00Z',
  'Mon, 04 May 2026 08:00:00 GMT',
];

/** The probes: JSON texts for variables, GraphQL texts for literals. */
export function probes(schema) {
  const enums = Object.values(schema.getTypeMap()).filter(
    (type) => isEnumType(type) && !type.name.startsWith('__') && isInput(schema, type),
  );
  const names = [...new Set(enums.flatMap((type) => type.getValues().map((value) => value.name)))];
  const cases = names.flatMap((name) => [name, name.toLowerCase(), name[0] + name.slice(1).toLowerCase()]);
  const texts = ['', 'x', '5', '5.0', 'true', 'null', ' RED', 'ada@example.com', '+442079460018', moments[0]].map(
    (text) => JSON.stringify(text),
  );
  const numbers = [
    '0',
    '-0',
    '1',
    '5',
    '5.0',
    '5e0',
    '50e-1',
    '5.5',
    '-3',
    '1e3',
    '2147483647',
    '2147483648',
    '-2147483648',
    '-2147483649',
    '9007199254740993',
    '1e21',
    '1e400',
    '1e-400',
    '1764460800',
  ];
  const shapes = [
    'null',
    'true',
    'false',
    '[]',
    '[null]',
    '["x"]',
    '[5]',
    '[5,null]',
    '["5"]',
    '[5.5]',
    '[[5]]',
    '[[5,6],[7]]',
    '[[null]]',
    '[[[5]]]',
    '["RED"]',
    '["red"]',
    '{}',
    '{"zzz":1}',
    '{"x":1}',
    '{"text":"a"}',
    '[{"x":1}]',
    '{"__typename":"x"}',
    '{"0":1}',
  ];
  const json = [...texts, ...cases.map((name) => JSON.stringify(name)), ...numbers, ...shapes];
  const literals = [
    ...texts,
    '"""x"""',
    ...cases.filter((name) => name !== ''),
    'FOO',
    ...cases.slice(0, 2).map((name) => JSON.stringify(name)),
    '0',
    '-0',
    '5',
    '5.0',
    '5e0',
    '5.5',
    '-3',
    '2147483647',
    '2147483648',
    '-2147483649',
    '9007199254740993',
    '99999999999999999999',
    '1e21',
    '1e999',
    'null',
    'true',
    'false',
    '[]',
    '[null]',
    '["x"]',
    '[5]',
    '[5, null]',
    '[5.0]',
    '[[5]]',
    '[[5, 6], [7]]',
    '[[null]]',
    '[RED]',
    '[red]',
    '["RED"]',
    '{}',
    '{zzz: 1}',
    '{x: 1}',
    '{x: 1, x: 2}',
    '{text: "a"}',
    '{text: null}',
    '{text: "a", number: 1}',
    '{a: [1, {b: FOO, c: 1.5}]}',
    '[{x: 1}]',
    '{__typename: "x"}',
  ];
  return { json, literals, moments: moments.map((text) => JSON.stringify(text)) };
}

function isInput(schema, type) {
  return places(schema).some(({ argument }) => reaches(getNamedType(argument.type), type, new Set()));
}

function reaches(from, to, seen) {
  if (from === to) return true;
  if (!isInputObjectType(from) || seen.has(from)) return false;
  seen.add(from);
  return Object.values(from.getFields()).some((field) => reaches(getNamedType(field.type), to, seen));
}
