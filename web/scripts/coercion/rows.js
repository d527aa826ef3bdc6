// Where an input stands in the schema, and the documents that send one there.
import {
  astFromValue,
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
  print,
} from 'graphql';

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

/** Every argument of the schema, with the way to its field from the root. */
export function places(schema) {
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
export const hole = '⟦⟧';
const stand = 'stands for the probe';

/** The rows of one argument: for each way to send a value, the document, the variables, and the path of the value in the arguments. */
export function* rowsOf(place) {
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
