import { terminatingError } from '../cmdlet/error.ts';
import { TerminatingError } from '../values/error-record.ts';
import { Dictionary } from '../values/hashtable.ts';
import { propertyNames } from '../values/member-list.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import { hasWildcard, wildcardPattern } from '../values/wildcard.ts';
import { propertyReader, propertyValue } from './object-properties.ts';

/** One element of a -Property argument: a name, a pattern, a script block, or a table that holds one of these. */
export interface PropertyExpression {
  /** The Name or Label that a table gives. */
  readonly label: string | undefined;
  /** The name, the pattern, or the script block's text. */
  readonly text: string;
  readonly isPattern: boolean;
  readonly isScript: boolean;
  /** What else a table says, by the full key in lower case. */
  readonly options: ReadonlyMap<string, Value>;
  /** The value for an object; undefined when the object has no such property. Errors of a script are thrown. */
  evaluate(object: Value): Value | undefined;
}

export interface ResolvedProperty {
  readonly name: string;
  /** Undefined: the object has no such property. */
  readonly value: Value | undefined;
  /** What a script block threw instead. */
  readonly error?: TerminatingError;
}

const NAME_KEYS = ['name', 'label'];

/**
 * Reads a -Property argument. `keys` are what a table may hold beside `expression`, lower case (`name` and
 * `label` are one); a beginning that fits one key will do. Throws a terminating error for anything else.
 */
export function propertyExpressions(values: readonly Value[], keys: readonly string[]): PropertyExpression[] {
  return values.map((value) => {
    if (value instanceof Dictionary) return tableExpression(value, keys);
    return simpleExpression(value, undefined, new Map());
  });
}

function tableExpression(table: Dictionary, keys: readonly string[]): PropertyExpression {
  const options = new Map<string, Value>();
  let expression: Value | undefined;
  let label: string | undefined;
  for (const { key, value } of table.entries.values()) {
    const name = fullKey(toText(key), ['expression', ...keys]);
    if (name === 'expression') expression = value;
    else if (NAME_KEYS.includes(name)) label = labelOf(name, value);
    else options.set(name, value);
  }
  if (expression === undefined || expression === null) {
    if (label !== undefined && !keys.includes('depth') && options.size > 0) expression = label;
    else throw keyError('DictionaryKeyMandatoryEntry', 'The table has no Expression.', table);
  }
  return simpleExpression(expression, label, options);
}

function labelOf(key: string, value: Value): string {
  const text = toText(value);
  if (text === '') throw keyError('DictionaryKeyIllegalValue', `The ${key} key has no text.`, value);
  return text;
}

function fullKey(given: string, keys: readonly string[]): string {
  const lower = given.toLowerCase();
  if (keys.includes(lower)) return lower;
  const fitting = keys.filter((key) => lower !== '' && key.startsWith(lower));
  if (
    fitting[0] !== undefined &&
    new Set(fitting.map((key) => (NAME_KEYS.includes(key) ? 'name' : key))).size === 1
  ) {
    return fitting[0];
  }
  const id = fitting.length > 1 ? 'DictionaryKeyAmbiguous' : 'DictionaryKeyUnknown';
  const rule = fitting.length > 1 ? `may be ${fitting.join(' or ')}` : 'is not valid';
  throw keyError(id, `The ${given} key ${rule}.`, given, `Keys are ${keys.join(', ')}.`);
}

function keyError(id: string, message: string, target: Value, why?: string): TerminatingError {
  return terminatingError({
    message,
    id,
    category: 'InvalidArgument',
    target,
    ...(why !== undefined && { why }),
    exceptionType: 'System.NotSupportedException',
  });
}

function simpleExpression(
  value: Value,
  label: string | undefined,
  options: ReadonlyMap<string, Value>,
): PropertyExpression {
  if (value instanceof ScriptBlock) {
    return {
      label,
      text: value.text.trim(),
      isPattern: false,
      isScript: true,
      options,
      evaluate: evaluator(value),
    };
  }
  if (typeof value === 'object' && value !== null && Array.isArray(value)) {
    throw keyError(
      'DictionaryKeyIllegalValue',
      'An expression is a name or a script block, not an array.',
      value,
    );
  }
  const name = toText(value);
  if (name === '') throw keyError('DictionaryKeyIllegalValue', 'The name of a property is empty.', value);
  return {
    label,
    text: name,
    isPattern: hasWildcard(name),
    isScript: false,
    options,
    evaluate: propertyReader(name),
  };
}

/** The block's output for an object: null, one value, or an array. */
function evaluator(block: ScriptBlock): (object: Value) => Value {
  let run: ((it: Value, sink: (value: Value) => void) => void) | undefined;
  return (object) => {
    const values: Value[] = [];
    run ??= block.perItem();
    run(object, (value) => values.push(value));
    return values.length > 1 ? values : (values[0] ?? null);
  };
}

/** The properties that an expression means on an object: several for a pattern, else one. */
export function resolveProperty(expression: PropertyExpression, object: Value): ResolvedProperty[] {
  if (expression.isPattern) {
    const pattern = wildcardPattern(expression.text);
    return memberNames(object)
      .filter((name) => pattern.test(name))
      .map((name) => read(name, object, (target) => propertyValue(target, name)));
  }
  const name =
    expression.label ?? (expression.isScript ? expression.text : declaredName(expression.text, object));
  return [read(name, object, (target) => expression.evaluate(target))];
}

/** What a pattern is held against: the keys of a table stand for its properties. */
function memberNames(object: Value): readonly string[] {
  if (!(object instanceof Dictionary)) return propertyNames(object);
  return Array.from(object.entries.values(), ({ key }) => toText(key));
}

/** The name as the object spells it. */
function declaredName(name: string, object: Value): string {
  if (propertyValue(object, name) === undefined) return name;
  const lower = name.toLowerCase();
  return propertyNames(object).find((own) => own.toLowerCase() === lower) ?? name;
}

function read(name: string, object: Value, evaluate: (object: Value) => Value | undefined): ResolvedProperty {
  try {
    return { name, value: evaluate(object) };
  } catch (error) {
    if (error instanceof TerminatingError) return { name, value: undefined, error };
    throw error;
  }
}
