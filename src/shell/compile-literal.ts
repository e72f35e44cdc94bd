import type {
  ArrayLiteralAst,
  ConstantExpressionAst,
  ConvertExpressionAst,
  ExpandableStringExpressionAst,
  HashtableAst,
} from '../language/ast.ts';
import { convertTo } from '../values/convert.ts';
import { Decimal } from '../values/decimal.ts';
import { runtimeError, TerminatingError } from '../values/error-record.ts';
import { type Dictionary, Hashtable, OrderedDictionary } from '../values/hashtable.ts';
import { detachedReference, Reference } from '../values/net/reference.ts';
import { double, Numeric } from '../values/numeric.ts';
import { psCustomObjectType } from '../values/ps-custom-object.ts';
import { toText } from '../values/to-text.ts';
import { isNull, type Value } from '../values/value.ts';
import { variableKey } from './compile-variable.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Frame } from './frame.ts';
import { typeReference } from './type-lookup.ts';

export function constantValue(ast: ConstantExpressionAst): Value {
  const { value } = ast;
  switch (value.type) {
    case 'int32':
      return value.value;
    case 'double':
      return double(value.value);
    case 'int64':
      return value.value;
    case 'decimal':
      return new Decimal(value.mantissa, value.scale);
    case 'biginteger':
      return new Numeric('biginteger', value.value);
    default:
      return new Numeric(value.type, value.value);
  }
}

export function compileExpandable(ast: ExpandableStringExpressionAst, compiler: Compiler): Evaluate {
  const parts = ast.parts.map((part) => (typeof part === 'string' ? part : compiler.expression(part)));
  return (frame) => {
    let text = '';
    for (const part of parts) text += typeof part === 'string' ? part : expandedText(frame, part(frame));
    return text;
  };
}

/** A value inside a string; lists are joined by `$OFS`. */
function expandedText(frame: Frame, value: Value): string {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) return toText(value);
  const separator = frame.scope.find('ofs')?.value;
  return toText(value, separator === undefined || isNull(separator) ? ' ' : toText(separator));
}

export function compileArrayLiteral(ast: ArrayLiteralAst, compiler: Compiler): Evaluate {
  const elements = ast.elements.map((element) => compiler.expression(element));
  return (frame) => {
    const array: Value[] = new Array<Value>(elements.length);
    for (let i = 0; i < elements.length; i++) array[i] = elements[i]?.(frame) ?? null;
    return array;
  };
}

/** Nothing becomes `$null` where it is kept as a value. */
export function plain(value: Value): Value {
  return isNull(value) ? null : value;
}

export function compileHashtable(ast: HashtableAst, compiler: Compiler, ordered = false): Evaluate {
  const pairs = ast.pairs.map(({ key, value }) => ({
    key: key.kind === 'StringConstant' ? () => key.value : compiler.expression(key),
    value: compiler.value(value),
  }));
  return (frame) => {
    const table: Dictionary = ordered ? new OrderedDictionary() : new Hashtable();
    for (const pair of pairs) {
      const key = pair.key(frame);
      if (isNull(key)) throw nullKey();
      if (table.has(key)) throw duplicateKey(key);
      table.set(key, plain(pair.value(frame)));
    }
    return table;
  };
}

function nullKey(): Error {
  return runtimeError({
    message: 'A null key is not allowed in a hash literal.',
    id: 'InvalidNullKey',
    category: 'InvalidArgument',
  });
}

function duplicateKey(key: Value): Error {
  return runtimeError({
    message: `Duplicate keys '${toText(key)}' are not allowed in hash literals.`,
    id: 'DuplicateKeyInHashLiteral',
    category: 'InvalidOperation',
  });
}

const CUSTOM_OBJECT = /(?:^|\.)pscustomobject$/;

/** `[type]value`; `[ordered]@{…}` and `[pscustomobject]@{…}` keep the order of the literal. */
export function compileConvert(ast: ConvertExpressionAst, compiler: Compiler): Evaluate {
  const name = ast.type.typeName.name.toLowerCase();
  if (ast.child.kind === 'Hashtable' && name === 'ordered')
    return compileHashtable(ast.child, compiler, true);
  const child =
    ast.child.kind === 'Hashtable' && CUSTOM_OBJECT.test(name)
      ? compileHashtable(ast.child, compiler, true)
      : compiler.expression(ast.child);
  if (name === 'ordered') {
    throw runtimeError({
      message: 'The ordered attribute can be specified only on a hash literal node.',
      id: 'OrderedAttributeOnlyOnHashLiteralNode',
      category: 'ParserError',
    });
  }
  if (name === 'ref' && ast.child.kind === 'VariableExpression') return compileReference(ast.child, compiler);
  // As a cast, [pscustomobject] makes one of a table; elsewhere the name stands for any object.
  if (CUSTOM_OBJECT.test(name)) return (frame) => convertTo(child(frame), psCustomObjectType);
  const type = typeReference(ast.type.typeName);
  return (frame) => {
    const value = child(frame);
    const target = type(frame);
    try {
      return convertTo(value, target);
    } catch (error) {
      throw error instanceof TerminatingError ? ofStatement(error) : error;
    }
  };
}

/** A cast that fails is an error of the script, whose cause is the cast's. */
function ofStatement(error: TerminatingError): Error {
  const { record } = error;
  if (record.exception.exceptionType.name !== 'PSInvalidCastException') return error;
  return runtimeError({
    message: record.message,
    id: record.errorId,
    category: 'InvalidArgument',
    target: record.target,
    inner: record.exception,
  });
}

/** `[ref]$x`: the variable itself, in the scope where it is found. */
function compileReference(
  ast: Extract<ConvertExpressionAst['child'], { kind: 'VariableExpression' }>,
  compiler: Compiler,
): Evaluate {
  const read = compiler.expression(ast);
  const key = variableKey(ast.name);
  return (frame) => {
    const variable = frame.scope.find(key);
    if (variable === undefined) return detachedReference(read(frame));
    return new Reference(
      () => variable.value,
      (value) => variable.assign(value),
    );
  };
}
