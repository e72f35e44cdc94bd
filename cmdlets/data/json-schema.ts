import { compileRegex, firstMatch } from '../../src/values/regex.ts';

/** JSON as JavaScript reads it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** References and nesting a check follows before it gives up. */
const MAX_DEPTH = 200;

/** What is wrong with a document under a schema (the vocabulary of draft 7), the first ten places. */
export function schemaErrors(document: Json, schema: Json): string[] {
  const errors: string[] = [];
  check(document, schema, '', { root: schema, errors, depth: 0 });
  return errors.slice(0, 10);
}

interface Check {
  readonly root: Json;
  readonly errors: string[];
  readonly depth: number;
}

interface SchemaObject {
  readonly [key: string]: Json;
}

function check(value: Json, schema: Json, path: string, state: Check): void {
  if (schema === true || state.depth > MAX_DEPTH) return;
  if (schema === false) {
    state.errors.push(`${at(path)} is not allowed`);
    return;
  }
  if (!isObject(schema)) return;
  const inner = { ...state, depth: state.depth + 1 };
  const { $ref } = schema;
  if (typeof $ref === 'string') check(value, resolve(state.root, $ref), path, inner);
  checkType(value, schema, path, state);
  checkCombinations(value, schema, path, inner);
  if (typeof value === 'number') checkNumber(value, schema, path, state);
  if (typeof value === 'string') checkText(value, schema, path, state);
  if (Array.isArray(value)) checkArray(value, schema, path, inner);
  else if (isObject(value)) checkObject(value, schema, path, inner);
}

function at(path: string): string {
  return path === '' ? 'The document' : path;
}

function isObject(value: Json | undefined): value is { [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function valid(value: Json, schema: Json, state: Check): boolean {
  const errors: string[] = [];
  check(value, schema, '', { ...state, errors });
  return errors.length === 0;
}

function resolve(root: Json, reference: string): Json {
  if (!reference.startsWith('#')) return true;
  let found: Json | undefined = root;
  for (const part of reference
    .slice(1)
    .split('/')
    .filter((each) => each !== '')) {
    const key = decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
    found = isObject(found) && Object.hasOwn(found, key) ? found[key] : undefined;
  }
  return found ?? true;
}

function typeOfJson(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return typeof value;
}

function checkType(value: Json, schema: SchemaObject, path: string, { errors }: Check): void {
  const { type, enum: values, const: only } = schema;
  if (type !== undefined) {
    const types = Array.isArray(type) ? type : [type];
    const own = typeOfJson(value);
    const fits = types.some((each) => each === own || (each === 'integer' && Number.isInteger(value)));
    if (!fits) errors.push(`${at(path)} is ${own} but should be ${types.map(String).join(' or ')}`);
  }
  if (Array.isArray(values) && !values.some((each) => same(each, value))) {
    errors.push(`${at(path)} is none of ${JSON.stringify(values)}`);
  }
  if (only !== undefined && !same(only, value)) errors.push(`${at(path)} is not ${JSON.stringify(only)}`);
}

function same(a: Json, b: Json): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: Json): Json {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return entries.map(([key, item]) => [key, sorted(item)]);
}

function checkCombinations(value: Json, schema: SchemaObject, path: string, state: Check): void {
  const { allOf, anyOf, oneOf, not, if: condition } = schema;
  if (Array.isArray(allOf)) for (const each of allOf) check(value, each, path, state);
  if (Array.isArray(anyOf) && !anyOf.some((each) => valid(value, each, state))) {
    state.errors.push(`${at(path)} fits none of the alternatives`);
  }
  if (Array.isArray(oneOf) && oneOf.filter((each) => valid(value, each, state)).length !== 1) {
    state.errors.push(`${at(path)} does not fit exactly one of the alternatives`);
  }
  if (not !== undefined && valid(value, not, state)) state.errors.push(`${at(path)} fits what is excluded`);
  if (condition === undefined) return;
  const branch = valid(value, condition, state) ? schema['then'] : schema['else'];
  if (branch !== undefined) check(value, branch, path, state);
}

function checkNumber(value: number, schema: SchemaObject, path: string, { errors }: Check): void {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (typeof minimum === 'number' && value < minimum) errors.push(`${at(path)} is below ${minimum}`);
  if (typeof maximum === 'number' && value > maximum) errors.push(`${at(path)} is above ${maximum}`);
  if (typeof exclusiveMinimum === 'number' && value <= exclusiveMinimum)
    errors.push(`${at(path)} is not above ${exclusiveMinimum}`);
  if (typeof exclusiveMaximum === 'number' && value >= exclusiveMaximum)
    errors.push(`${at(path)} is not below ${exclusiveMaximum}`);
  if (typeof multipleOf === 'number' && !Number.isInteger(value / multipleOf))
    errors.push(`${at(path)} is no multiple of ${multipleOf}`);
}

function checkText(value: string, schema: SchemaObject, path: string, { errors }: Check): void {
  const { minLength, maxLength, pattern } = schema;
  const length = Array.from(value).length;
  if (typeof minLength === 'number' && length < minLength)
    errors.push(`${at(path)} is shorter than ${minLength}`);
  if (typeof maxLength === 'number' && length > maxLength)
    errors.push(`${at(path)} is longer than ${maxLength}`);
  if (typeof pattern === 'string' && !firstMatch(compileRegex(pattern), value))
    errors.push(`${at(path)} does not match ${pattern}`);
}

function checkArray(value: readonly Json[], schema: SchemaObject, path: string, state: Check): void {
  const { items, additionalItems, minItems, maxItems, uniqueItems, contains } = schema;
  const { errors } = state;
  if (typeof minItems === 'number' && value.length < minItems)
    errors.push(`${at(path)} has fewer than ${minItems} items`);
  if (typeof maxItems === 'number' && value.length > maxItems)
    errors.push(`${at(path)} has more than ${maxItems} items`);
  if (
    uniqueItems === true &&
    new Set(value.map((item) => JSON.stringify(sorted(item)))).size < value.length
  ) {
    errors.push(`${at(path)} has equal items`);
  }
  if (contains !== undefined && !value.some((item) => valid(item, contains, state))) {
    errors.push(`${at(path)} has no item that it should contain`);
  }
  for (const [index, item] of value.entries()) {
    const schemaOfItem = Array.isArray(items) ? (items[index] ?? additionalItems) : items;
    if (schemaOfItem !== undefined) check(item, schemaOfItem, `${path}/${index}`, state);
  }
}

function checkObject(value: { [key: string]: Json }, schema: SchemaObject, path: string, state: Check): void {
  const { properties, required, additionalProperties, patternProperties, propertyNames } = schema;
  const { minProperties, maxProperties } = schema;
  const { errors } = state;
  const keys = Object.keys(value);
  if (Array.isArray(required)) {
    for (const name of required) {
      if (typeof name === 'string' && !Object.hasOwn(value, name))
        errors.push(`${at(path)} has no property ${name}`);
    }
  }
  if (typeof minProperties === 'number' && keys.length < minProperties)
    errors.push(`${at(path)} has fewer than ${minProperties} properties`);
  if (typeof maxProperties === 'number' && keys.length > maxProperties)
    errors.push(`${at(path)} has more than ${maxProperties} properties`);
  for (const key of keys) {
    const item = value[key] ?? null;
    const where = `${path}/${key}`;
    if (propertyNames !== undefined) check(key, propertyNames, where, state);
    const own = isObject(properties) && Object.hasOwn(properties, key) ? properties[key] : undefined;
    const patterns = isObject(patternProperties)
      ? Object.entries(patternProperties).filter(([pattern]) => firstMatch(compileRegex(pattern), key))
      : [];
    if (own !== undefined) check(item, own, where, state);
    for (const [, each] of patterns) check(item, each, where, state);
    if (own === undefined && patterns.length === 0 && additionalProperties !== undefined) {
      check(item, additionalProperties, where, state);
    }
  }
}
