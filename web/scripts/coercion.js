// Writes what graphql-js, the reference implementation, makes of the inputs of the schema: of every argument and of every field of every
// input type, as variables, as literals, and as variables within literals, with values of every kind and form. The server's tests compare
// theirs with it (graph/coercion_test.go), so that they need no Node.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { execute, getNullableType, isCompositeType, isEnumType, isListType, parse, validate } from 'graphql';

import { extras } from './coercion/extras.js';
import { probes } from './coercion/probes.js';
import { hole, places, rowsOf } from './coercion/rows.js';
import { inputsOf, load } from './coercion/schema.js';

Error.stackTraceLimit = 0; // most cases are errors, whose traces cost more than they do

const file = (...path) => join(import.meta.dirname, '..', '..', ...path);
const table = file('graph', 'testdata', 'coercion.json');
const schemas = { product: file('schema.graphqls'), kinds: file('graph', 'testdata', 'kinds.graphqls') };

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
