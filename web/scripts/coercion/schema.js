// The schemas whose inputs are judged, with the rules of their scalars.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { buildSchema, GraphQLError, isEnumType, isInputObjectType, isObjectType, Kind, print } from 'graphql';

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

export function load(path) {
  const schema = buildSchema(readFileSync(path, 'utf8'));
  for (const name of ['EmailAddress', 'PhoneNumber', 'Cursor']) if (schema.getType(name)) strings(schema.getType(name));
  strings(schema.getType('DateTime'), isDateTime);
  return schema;
}

/** The inputs of a schema in one text, by which the tests see that the table is of the schema as it is. */
export function inputsOf(schema) {
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
