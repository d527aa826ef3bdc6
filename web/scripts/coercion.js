// Writes what graphql-js, the reference implementation, makes of the inputs of the schema: of every argument and of every field of every
// input type, as variables, as literals, and as variables within literals, with values of every kind and form. The server's tests compare
// theirs with it (graph/coercion_test.go), so that they need no Node.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import {
  GraphQLError,
  Kind,
  buildSchema,
  execute,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  parse,
  print,
  astFromValue,
  validate,
} from 'graphql';

Error.stackTraceLimit = 0; // most cases are errors, whose traces cost more than they do

const file = (...path) => join(import.meta.dirname, '..', '..', ...path);
const table = file('graph', 'testdata', 'coercion.json');
const schemas = { product: file('schema.graphqls'), kinds: file('graph', 'testdata', 'kinds.graphqls') };

// The rules of the custom scalars, as the schema documents them.
const dateTime = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;
const leap = (year) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const days = (year, month) => [31, leap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1] ?? 0;

function isDateTime(text) {
  const [, year, month, day] = dateTime.exec(text)?.map(Number) ?? [];
  return day >= 1 && day <= days(year, month);
}

function strings(type, accepts = () => true) {
  type.parseValue = (value) => {
    if (typeof value === 'string' && accepts(value)) return value;
    throw new GraphQLError(`no ${type.name}`);
  };
  type.parseLiteral = (node) => type.parseValue(node.kind === Kind.STRING ? node.value : undefined);
}

function load(path) {
  const schema = buildSchema(readFileSync(path, 'utf8'));
  for (const name of ['EmailAddress', 'PhoneNumber', 'Cursor']) if (schema.getType(name)) strings(schema.getType(name));
  strings(schema.getType('DateTime'), isDateTime);
  return schema;
}

/** The inputs of a schema in one text, by which the tests see that the table is of the schema as it is. */
function inputsOf(schema) {
  const described = (name, input) =>
    `${name}: ${input.type}${input.astNode.defaultValue ? ` = ${print(input.astNode.defaultValue)}` : ''}`.replace(
      /\s/g,
      '',
    );
  const lines = Object.values(schema.getTypeMap())
    .filter(({ name }) => !name.startsWith('__'))
    .flatMap((type) => {
      if (isEnumType(type)) return type.getValues().map((value) => `${type.name}.${value.name}`);
      if (isInputObjectType(type))
        return Object.values(type.getFields()).map((field) => described(`${type.name}.${field.name}`, field));
      if (!isObjectType(type)) return [];
      return Object.values(type.getFields()).flatMap((field) =>
        field.args.map((argument) => described(`${type.name}.${field.name}.${argument.name}`, argument)),
      );
    });
  return createHash('sha256').update(lines.sort().join('\n')).digest('hex');
}

/** A value of a type that every rule takes, as JSON. Optional fields are left out. */
function sample(type) {
  if (isNonNullType(type)) return sample(type.ofType);
  if (isListType(type)) return [sample(type.ofType)];
  if (isEnumType(type)) return type.getValues()[0].name;
  if (isInputObjectType(type)) {
    const fields = Object.values(type.getFields()).filter((field) => isRequiredInputField(field));
    const chosen = type.isOneOf ? [Object.values(type.getFields())[0]] : fields;
    return Object.fromEntries(chosen.map((field) => [field.name, sample(field.type)]));
  }
  return { Int: 3, Float: 2.5, Boolean: true, DateTime: '2026-05-04T08:00:00Z' }[type.name] ?? 'abc';
}

const literal = (value, type) => print(astFromValue(value, type)).replace(/\s+/g, ' ');

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
function probes(schema) {
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

/** Every argument of the schema, with the way to its field from the root. */
function places(schema) {
  const roots = [
    ['query', schema.getQueryType()],
    ['mutation', schema.getMutationType()],
    ['subscription', schema.getSubscriptionType()],
  ];
  const found = [];
  const seen = new Set();
  const walk = (kind, type, way) => {
    if (seen.has(type)) return;
    seen.add(type);
    for (const field of Object.values(type.getFields())) {
      for (const argument of field.args) found.push({ kind, way, field, argument });
      const inner = getNamedType(field.type);
      if (isObjectType(inner) && !field.args.some(isRequiredArgument)) walk(kind, inner, [...way, field.name]);
    }
  };
  for (const [kind, type] of roots) if (type) walk(kind, type, []);
  return found;
}

/** A document that asks for the field of a place with the argument as given, and with samples for the others that are required. */
function documentOf({ kind, way, field, argument }, variables, text) {
  const others = field.args.filter((other) => other !== argument && isRequiredArgument(other));
  const args = [
    ...others.map((other) => `${other.name}: ${literal(sample(other.type), other.type)}`),
    `${argument.name}: ${text}`,
  ].join(', ');
  const selection = isCompositeType(getNamedType(field.type)) ? ' { __typename }' : '';
  const body = way.reduceRight((inner, name) => `${name} { ${inner} }`, `${field.name}(${args})${selection}`);
  return `${kind}${variables && ` (${variables})`} { ${body} }`;
}

// The hole in a document or in variables that a probe is put into.
const hole = '⟦⟧';
const stand = 'stands for the probe';

/** The rows of one argument: for each way to send a value, the document, the variables, and the path of the value in the arguments. */
function* rowsOf(place) {
  const { argument } = place;
  yield* valueRows(
    place,
    argument.type,
    [argument.name],
    (text) => text,
    (value) => value,
  );
  yield* fieldRows(
    place,
    argument.type,
    [argument.name],
    (text) => text,
    (value) => value,
    0,
  );
}

/** Rows for a value of a type. inText and inJSON put it into the literal and into the JSON of the argument. */
function* valueRows(place, type, path, inText, inJSON) {
  const json = JSON.stringify({ v: inJSON(stand) }).replace(JSON.stringify(stand), hole);
  yield { doc: documentOf(place, `$v: ${place.argument.type}`, '$v'), vars: json, path, set: 'json' };
  yield { doc: documentOf(place, '', inText(hole)), vars: '', path, set: 'literals' };
  if (path.length > 1)
    yield { doc: documentOf(place, `$v: ${type}`, inText('$v')), vars: `{"v":${hole}}`, path, set: 'json' };
  if (String(getNamedType(type)) === 'DateTime') {
    yield { doc: documentOf(place, `$v: ${place.argument.type}`, '$v'), vars: json, path, set: 'moments' };
    yield { doc: documentOf(place, '', inText(hole)), vars: '', path, set: 'moments' };
  }
  const optional = getNullableType(type);
  const given = literal(sample(type), type);
  const types = [
    optional,
    `${optional} = null`,
    `${optional} = ${given}`,
    `${optional}! = ${given}`,
    'Int',
    'ID',
    'String!',
    '[String!]!',
    '[Int]',
    `[${type}]`,
  ];
  for (const vars of ['', '{"v":null}', `{"v":${JSON.stringify(sample(type))}}`]) {
    yield {
      doc: documentOf(place, hole, inText('$v')),
      vars,
      path,
      probes: types.map((declared) => `$v: ${declared}`),
    };
  }
}

/** Rows for the fields of an input type, those of inputs within it too, and for fields that are missing or unknown. */
function* fieldRows(place, type, path, inText, inJSON, depth) {
  const named = getNamedType(type);
  if (!isInputObjectType(named) || depth > 1) return;
  const nested = (value) => wrap(type, value);
  const base = sample(named);
  const fields = Object.values(named.getFields());
  const text = (value) => literal(value, named);
  const changed = [
    base,
    ...fields.map(({ name }) => without(base, name)),
    { ...base, zzz: 1 },
    { ...base, __typename: 'x' },
    Object.fromEntries(fields.map((field) => [field.name, sample(field.type)])),
  ];
  const json = JSON.stringify({ v: inJSON(nested(stand)) }).replace(JSON.stringify(stand), hole);
  yield {
    doc: documentOf(place, `$v: ${place.argument.type}`, '$v'),
    vars: json,
    path,
    probes: changed.map((value) => JSON.stringify(value)),
  };
  yield {
    doc: documentOf(place, '', inText(nestedText(type, hole))),
    vars: '',
    path,
    probes: fields.map(({ name }) => text(without(base, name))),
  };
  for (const field of fields) {
    const rest = named.isOneOf ? {} : without(base, field.name);
    const put = (value) => inJSON(nested({ ...rest, [field.name]: value }));
    const write = (value) => {
      const others = Object.keys(rest).map((name) => `${name}: ${literal(rest[name], named.getFields()[name].type)}`);
      return inText(nestedText(type, `{${[...others, `${field.name}: ${value}`].join(', ')}}`));
    };
    const inner = [...path, ...steps(type), field.name];
    yield* valueRows(place, field.type, inner, write, put);
    yield* fieldRows(place, field.type, inner, write, put, depth + 1);
  }
}

const without = (object, name) => Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));
const listed = (type) => isListType(getNullableType(type));
const wrap = (type, value) => (listed(type) ? [value] : value);
const nestedText = (type, text) => (listed(type) ? `[${text}]` : text);
const steps = (type) => (listed(type) ? [0] : []);

// What places and probes do not reach: directives, fragments, several operations, variables side by side.
const extras = {
  product: [
    [
      'leaderboard',
      'query ($b: Boolean!) { leaderboard(first: 3) @include(if: $b) { __typename } }',
      ['', '{"b":null}', '{"b":"true"}', '{"b":1}', '{"b":true}', '{"b":false}', '{"b":[true]}'],
    ],
    [
      'leaderboard',
      'query ($b: Boolean = true) { leaderboard(first: 3) @include(if: $b) { __typename } }',
      ['', '{"b":null}', '{"b":true}', '{"b":false}'],
    ],
    [
      'leaderboard',
      'query ($b: Boolean = true) { leaderboard(first: 3) @skip(if: $b) { __typename } }',
      ['', '{"b":null}', '{"b":true}', '{"b":false}'],
    ],
    ['leaderboard', 'query ($b: Boolean) { leaderboard(first: 3) @skip(if: $b) { __typename } }', ['', '{"b":true}']],
    [
      'leaderboard',
      'query ($b: Boolean!, $n: Int = 3) { leaderboard(first: $n) @skip(if: $b) { __typename } }',
      ['{"b":true,"n":null}', '{"b":false,"n":null}', '{"b":false}'],
    ],
    [
      'leaderboard',
      'query ($b: Boolean!, $n: Int = 3) { ...F @include(if: $b) } fragment F on Query { leaderboard(first: $n) { __typename } }',
      ['{"b":false,"n":null}', '{"b":true,"n":null}', '{"b":true,"n":4.0}'],
    ],
    [
      'leaderboard',
      'query ($n: Int = 3) { ... on Query { ...F } } fragment F on Query { leaderboard(first: $n) { __typename } }',
      ['', '{"n":null}', '{"n":"3"}', '{"n":5e0}'],
    ],
    [
      'leaderboard',
      'query A ($n: Int!) { leaderboard(first: $n) { __typename } } query B ($n: Int) { leaderboard(first: $n) { __typename } }',
      ['{"n":7}', '{"n":null}', ''],
      'A',
    ],
    [
      'leaderboard',
      'query A ($n: Int!) { leaderboard(first: $n) { __typename } } query B ($n: Int) { leaderboard(first: $n) { __typename } }',
      ['{"n":7}', '{"n":null}', ''],
      'B',
    ],
    [
      'projects',
      'query A ($s: String) { projects(filter: {search: $s}) { __typename } } query B ($s: String = "b") { ...F } fragment F on Query { projects(filter: {search: $s}) { __typename } }',
      ['', '{"s":null}', '{"s":"x"}'],
      'B',
    ],
    [
      'projects',
      'query A ($s: String = "a") { ...F } query B ($s: String) { ...F } fragment F on Query { projects(filter: {search: $s}) { __typename } }',
      ['', '{"s":null}', '{"s":"x"}'],
      'A',
    ],
    [
      'projects',
      'query A ($s: String = "a") { ...F } query B ($s: String) { ...F } fragment F on Query { projects(filter: {search: $s}) { __typename } }',
      ['', '{"s":null}', '{"s":"x"}'],
      'B',
    ],
    [
      'signIn',
      'mutation ($e: EmailAddress!, $p: String!, $t: SessionTransport) { signIn(input: {email: $e, password: $p, transport: $t}) { __typename } }',
      [
        '{"e":"a","p":"b"}',
        '{"e":"a","p":"b","t":null}',
        '{"e":"a","p":"b","t":"TOKENS"}',
        '{"e":"a","p":"b","t":"tokens"}',
        '{"e":"a"}',
        '{"e":1,"p":2}',
      ],
    ],
    [
      'updateProfile',
      'mutation ($n: String, $e: EmailAddress) { updateProfile(input: {name: $n, email: $e}) { __typename } }',
      ['', '{"n":null}', '{"e":"a"}', '{"n":"b","e":null}'],
    ],
    ['leaderboard', '{ leaderboard(first: 3) { __typename } }', ['{"unknown":1}', '{"first":"x"}']],
    ['leaderboard', 'query ($n: Int!) { leaderboard(first: $n) { __typename } }', ['{"N":1}', '{"n":1,"N":2}']],
    ['leaderboard', 'query ($n: Nothing) { leaderboard(first: $n) { __typename } }', ['{"n":1}']],
    ['leaderboard', 'query ($n: Leaderboard) { leaderboard(first: $n) { __typename } }', ['{"n":1}']],
    ['leaderboard', 'query ($n: Int = "x") { leaderboard(first: $n) { __typename } }', ['{"n":1}']],
    ['leaderboard', 'query ($n: Int! = null) { leaderboard(first: $n) { __typename } }', ['{"n":1}']],
    [
      'projects',
      'query ($o: ProjectOrder = TITLE) { projects(orderBy: $o) { __typename } }',
      ['', '{"o":"NEWEST"}', '{"o":"newest"}', '{"o":null}'],
    ],
    ['projects', 'query ($o: ProjectOrder = title) { projects(orderBy: $o) { __typename } }', ['', '{"o":"NEWEST"}']],
  ],
  kinds: [
    [
      'draw',
      'query ($a: Int!, $b: Int) { take(numbers: [1, $a]) draw(shape: {name: 1, points: [], grid: [[$b, 2], null]}) }',
      ['{"a":2}', '{"a":2.0,"b":null}', '{"a":"2"}', '{"b":1}'],
    ],
    ['take', 'query ($a: Int) { take(numbers: [1, $a]) }', ['{"a":2}']],
    ['take', 'query ($a: Int = 2) { take(numbers: [1, $a]) }', ['', '{"a":null}', '{"a":3}']],
    ['draw', 'query ($a: Int = 2) { draw(shape: {name: 1, points: [{x: $a}]}) }', ['', '{"a":null}', '{"a":3}']],
    [
      'draw',
      'query ($a: [Point!]!) { draw(shape: {name: 1, points: $a}) }',
      [
        '{"a":{"x":1}}',
        '{"a":[{"x":1},{"x":"1"}]}',
        '{"a":[{"y":1}]}',
        '{"a":[{"x":1,"y":null}]}',
        '{"a":[{"x":1,"label":null}]}',
      ],
    ],
    ['choose', 'query ($t: String!) { choose(choice: {text: $t}) }', ['{"t":"a"}', '{"t":null}', '']],
    ['choose', 'query ($t: String) { choose(choice: {text: $t}) }', ['{"t":"a"}', '{"t":null}', '']],
    ['choose', 'query ($t: String = "b") { choose(choice: {text: $t}) }', ['{"t":"a"}', '{"t":null}', '']],
    [
      'choose',
      'query ($c: Choice!) { choose(choice: $c) }',
      [
        '{"c":{}}',
        '{"c":{"text":null}}',
        '{"c":{"text":"a","number":1}}',
        '{"c":{"text":"a","number":null}}',
        '{"c":{"text":"a"}}',
        '{"c":{"numbers":5}}',
        '{"c":{"numbers":["5"]}}',
        '{"c":{"point":{"x":1}}}',
        '{"c":{"zzz":1}}',
        '{"c":{"text":"a","zzz":1}}',
      ],
    ],
    [
      'choose',
      'query ($c: [Choice!]) { choose(choice: {number: 1}, others: $c) }',
      [
        '{"c":[{"text":"a"},{"number":5.0}]}',
        '{"c":[{"text":"a"},{"text":"a","number":1}]}',
        '{"c":{"text":null}}',
        '{"c":{"text":"a"}}',
      ],
    ],
    [
      'take',
      'query ($f: JSON, $n: Int) { take(free: {a: [$n, {b: $f}], c: 1.5, d: FOO, e: null, g: "x"}) }',
      ['', '{"f":{"z":[1,"2",true,null]},"n":1}', '{"n":null}'],
    ],
    [
      'draw',
      'query ($i: Shape!) { draw(shape: $i) }',
      [
        '{"i":{"name":"a","points":[],"inner":{"name":5,"points":{"x":1},"colours":"GREEN","grid":7}}}',
        '{"i":{"name":"a","points":[],"inner":{"name":5.5,"points":[]}}}',
        '{"i":{"name":"a","points":[],"inner":{"name":"b","points":[],"colours":["green"]}}}',
      ],
    ],
  ],
};

/** The document if graphql-js has nothing against it, kept for the next time: most rows have one document for all probes. */
function valid(schema, source) {
  if (valid.schema === schema && valid.source === source) return valid.document;
  Object.assign(valid, { schema, source, document: undefined });
  try {
    const document = parse(source);
    if (validate(schema, document).length === 0) valid.document = document;
  } catch {
    // a syntax error
  }
  return valid.document;
}

/** A result that keeps graphql-js content: it is asked for arguments. */
function anything(schema, type) {
  const named = getNullableType(type);
  if (isListType(named)) return [];
  if (isCompositeType(named)) return {};
  return isEnumType(named) ? named.getValues()[0].value : ({ Int: 1, Float: 1, Boolean: true }[named.name] ?? 'x');
}

/** The arguments that graphql-js gives the resolver of a field: undefined where it does not ask for the field, null where it refuses. */
function argumentsOf(schema, source, variables, name, operationName) {
  const document = valid(schema, source);
  if (!document) return null;
  let args;
  const { errors } = execute({
    schema,
    document,
    operationName,
    variableValues: variables ? JSON.parse(variables) : {},
    rootValue: {},
    fieldResolver: (_source, given, _context, info) => {
      if (info.fieldName === name) args = given;
      return anything(schema, info.returnType);
    },
    typeResolver: (_value, _context, _info, type) => schema.getPossibleTypes(type)[0].name,
  });
  return errors ? null : args;
}

/**
 * One row with its verdicts, a character for each probe: `-` refused, `=` taken as it is, `.` taken and left out, `*` taken as something
 * else, which `as` has by the index of the probe. A probe stands in the hole, or is the variables where there is no hole.
 */
function judged(schema, sets, { doc, vars = hole, path, set, probes: own, field, operation }) {
  const as = {};
  const verdicts = (own ?? sets[set]).map((probe, index) => {
    const args = argumentsOf(schema, doc.replace(hole, probe), vars.replace(hole, probe), field, operation);
    if (args === null) return '-';
    const value = JSON.stringify(path.reduce((inner, step) => inner?.[step], args));
    if (value === undefined) return '.';
    if (value === probe) return '=';
    as[index] = JSON.parse(value);
    return '*';
  });
  return {
    doc,
    vars,
    ...(operation && { operation }),
    field,
    path: path.join('.'),
    ...(set ? { set } : { probes: own }),
    verdicts: verdicts.join(''),
    ...(Object.keys(as).length > 0 && { as }),
  };
}

function judgedSchema(name, path) {
  const schema = load(path);
  const sets = probes(schema);
  const rows = places(schema).flatMap((place) =>
    [...rowsOf(place)].map((row) => judged(schema, sets, { ...row, field: place.field.name })),
  );
  for (const [field, doc, own, operation] of extras[name])
    rows.push(judged(schema, sets, { doc, path: [], probes: own, field, operation }));
  return { schema: name, inputs: inputsOf(schema), sets, rows };
}

const judgements = Object.entries(schemas).map(([name, path]) => judgedSchema(name, path));
const lines = judgements.map(
  ({ rows, ...head }) =>
    `${JSON.stringify(head).slice(0, -1)},"rows":[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]}`,
);
writeFileSync(table, `[${lines.join(',\n')}]\n`);
