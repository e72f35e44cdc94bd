import type { AttributeAst } from '../language/ast.ts';
import { compareValues } from '../values/compare.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { runtimeError, TerminatingError } from '../values/error-record.ts';
import { invokeMethod } from '../values/member.ts';
import { compileRegex, firstMatch } from '../values/regex.ts';
import { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import { isTrue } from '../values/truth.ts';
import { TypeInfo } from '../values/type-info.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, Frame } from './frame.ts';

/** Why a value is refused, or undefined. */
type Check = (value: Value) => string | undefined;

interface AttributeArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** A validation attribute as a step that gives the value back or throws ValidationMetadataException. */
export function validationOf(
  ast: AttributeAst,
  compiler: Compiler,
): (frame: Frame) => (value: Value) => Value {
  const read = attributeArguments(ast, compiler);
  const name = attributeName(ast);
  return (frame) => {
    const check = checkFor(name, read(frame));
    return (value) => {
      const reason = check(value);
      if (reason !== undefined) throw validationError(reason);
      return value;
    };
  };
}

/** `ValidateSet` of `[ValidateSetAttribute(…)]` and of `[System.Management.Automation.ValidateSet(…)]`. */
export function attributeName(ast: AttributeAst): string {
  const name = ast.typeName.name.toLowerCase().replace(/attribute$/, '');
  return name.slice(name.lastIndexOf('.') + 1);
}

/** The attribute's arguments, evaluated where it stands. */
export function attributeArguments(
  ast: AttributeAst,
  compiler: Compiler,
): (frame: Frame) => AttributeArguments {
  const positional = ast.positionalArguments.map((argument) => compiler.expression(argument));
  const named: [string, Evaluate][] = ast.namedArguments.map((argument) => [
    argument.argumentName.toLowerCase(),
    argument.expressionOmitted ? () => true : compiler.expression(argument.argument),
  ]);
  return (frame) => ({
    positional: positional.map((argument) => argument(frame)),
    named: new Map(named.map(([name, argument]) => [name, argument(frame)])),
  });
}

function validationError(reason: string, id = 'ValidationFailed'): Error {
  return runtimeError({
    message: reason,
    id,
    category: 'InvalidData',
    exceptionType: 'System.Management.Automation.ValidationMetadataException',
  });
}

/** Runs the checks of a variable; what does not pass them is worded for the variable. */
export function checkedVariable(name: string, check: (value: Value) => Value): (value: Value) => Value {
  return (value) => {
    try {
      return check(value);
    } catch (error) {
      if (!(error instanceof TerminatingError) || error.record.errorId !== 'ValidationFailed') throw error;
      throw runtimeError({
        message: `The variable cannot be validated because the value ${toText(value)} is not a valid value for the ${name} variable.`,
        id: 'ValidateSetFailure',
        category: 'MetadataError',
        exceptionType: 'System.Management.Automation.ValidationMetadataException',
        inner: error.record.exception,
      });
    }
  };
}

function checkFor(name: string, { positional, named }: AttributeArguments): Check {
  switch (name) {
    case 'validateset':
      return perElement(
        positional[0] instanceof TypeInfo
          ? generatedSetCheck(positional[0], named)
          : setCheck(positional, named),
      );
    case 'validaterange':
      return perElement(rangeCheck(positional));
    case 'validatepattern':
      return perElement(patternCheck(positional, named));
    case 'validatelength':
      return perElement(lengthCheck(positional));
    case 'validatecount':
      return countCheck(positional);
    case 'validatescript':
      return perElement(scriptCheck(positional, named));
    case 'validatenotnull':
      return notNullCheck(false);
    case 'validatenotnullorempty':
      return notNullCheck(true);
    case 'validatenotnullorwhitespace':
      return perElement((value) =>
        isNull(value) || toText(value).trim() === ''
          ? 'The argument is null, empty, or consists of only white-space characters. Provide an argument that contains non white-space characters, and then try the command again.'
          : undefined,
      );
    default:
      return () => undefined;
  }
}

function perElement(check: Check): Check {
  return (value) => {
    if (!isEnumerable(value)) return check(value);
    for (const item of enumerate(value)) {
      const reason = check(item);
      if (reason !== undefined) return reason;
    }
    return undefined;
  };
}

/** The instances of generators of valid values, which keep what they generated. */
const generators = new WeakMap<TypeInfo, Value>();

/** `[ValidateSet([Names])]`: a class whose GetValidValues says each time what is allowed. */
function generatedSetCheck(generator: TypeInfo, named: ReadonlyMap<string, Value>): Check {
  return (value) => {
    let instance = generators.get(generator);
    if (instance === undefined) {
      instance = generator.declaration.construct?.([], generator) ?? null;
      generators.set(generator, instance);
    }
    const values = invokeMethod(instance, 'GetValidValues', []);
    if (isNull(values)) {
      throw validationError(
        'The list of valid values that the generator of ValidateSet gave is null.',
        'ValidateSetGeneratedValidValuesListIsNull',
      );
    }
    return setCheck([...enumerate(values)], named)(value);
  };
}

function setCheck(allowed: readonly Value[], named: ReadonlyMap<string, Value>): Check {
  const ignoreCase = !named.has('ignorecase') || isTrue(named.get('ignorecase') ?? true);
  const texts = allowed.map((value) => toText(value));
  const fold = (text: string): string => (ignoreCase ? text.toLowerCase() : text);
  const set = new Set(texts.map(fold));
  return (value) => {
    if (set.has(fold(toText(value)))) return undefined;
    const message = named.get('errormessage');
    if (message !== undefined)
      return toText(message).replaceAll('{0}', toText(value)).replaceAll('{1}', texts.join(','));
    return `The argument "${toText(value)}" does not belong to the set "${texts.join(',')}" specified by the ValidateSet attribute. Supply an argument that is in the set and then try the command again.`;
  };
}

function rangeCheck(positional: readonly Value[]): Check {
  if (positional.length === 1) return rangeKindCheck(toText(positional[0] ?? null).toLowerCase());
  const [least = null, greatest = null] = positional;
  return (value) => {
    if (isNull(value) || below(value, least)) {
      return `The ${toText(value)} argument is less than the minimum allowed range of ${toText(least)}. Supply an argument that is greater than or equal to ${toText(least)} and then try the command again.`;
    }
    if (below(greatest, value)) {
      return `The ${toText(value)} argument is greater than the maximum allowed range of ${toText(greatest)}. Supply an argument that is less than or equal to ${toText(greatest)} and then try the command again.`;
    }
    return undefined;
  };
}

function below(a: Value, b: Value): boolean {
  return compareValues(a, b) < 0;
}

function rangeKindCheck(kind: string): Check {
  const tests: Readonly<Record<string, (order: number) => boolean>> = {
    positive: (order) => order > 0,
    nonnegative: (order) => order >= 0,
    negative: (order) => order < 0,
    nonpositive: (order) => order <= 0,
  };
  return (value) =>
    tests[kind]?.(compareValues(value, 0)) === false
      ? `The argument "${toText(value)}" is not in the range of kind ${kind}. Supply a value in that range and then try the command again.`
      : undefined;
}

function patternCheck(positional: readonly Value[], named: ReadonlyMap<string, Value>): Check {
  const pattern = toText(positional[0] ?? null);
  const options = toText(named.get('options') ?? 'IgnoreCase').toLowerCase();
  const regex = compileRegex(pattern, { ignoreCase: options.includes('ignorecase') });
  return (value) => {
    if (firstMatch(regex, toText(value)) !== null) return undefined;
    const message = named.get('errormessage');
    if (message !== undefined)
      return toText(message).replaceAll('{0}', toText(value)).replaceAll('{1}', pattern);
    return `The argument "${toText(value)}" does not match the "${pattern}" pattern. Supply an argument that matches "${pattern}" and try the command again.`;
  };
}

function lengthCheck(positional: readonly Value[]): Check {
  const [least = 0, greatest = 0] = positional.map((value) => Number(toText(value)));
  return (value) => {
    const { length } = toText(value);
    if (length < least) {
      return `The character length (${length}) of the argument is too short. Specify an argument with a length that is greater than or equal to "${least}", and then try the command again.`;
    }
    if (length > greatest) {
      return `The character length of the ${length} argument is too long. Shorten the character length of the argument so it is fewer than or equal to "${greatest}" characters, and then try the command again.`;
    }
    return undefined;
  };
}

function countCheck(positional: readonly Value[]): Check {
  const [least = 0, greatest = 0] = positional.map((value) => Number(toText(value)));
  return (value) => {
    const count = isNull(value) ? 0 : isEnumerable(value) ? [...enumerate(value)].length : 1;
    if (count < least) {
      return `The parameter requires at least ${least} value(s) and no more than ${greatest} value(s) - ${count} value(s) were provided.`;
    }
    return count > greatest
      ? `The number of provided arguments, (${count}), exceeds the maximum number of allowed arguments (${greatest}). Provide fewer than ${greatest} arguments, and then try the command again.`
      : undefined;
  };
}

function scriptCheck(positional: readonly Value[], named: ReadonlyMap<string, Value>): Check {
  const [block = null] = positional;
  return (value) => {
    if (!(block instanceof ScriptBlock)) return undefined;
    try {
      if (isTrue(block.valueFor(value))) return undefined;
    } catch (error) {
      if (error instanceof TerminatingError) return error.record.message;
      throw error;
    }
    const message = named.get('errormessage');
    if (message !== undefined)
      return toText(message).replaceAll('{0}', toText(value)).replaceAll('{1}', block.text);
    return `The "${block.text}" validation script for the argument with value "${toText(value)}" did not return a result of True. Determine why the validation script failed, and then try the command again.`;
  };
}

function notNullCheck(orEmpty: boolean): Check {
  return orEmpty ? emptyReason : (value) => (isNull(value) ? EMPTY : undefined);
}

const EMPTY =
  'The argument is null or empty. Provide an argument that is not null or empty, and then try the command again.';

/** Why ValidateNotNullOrEmpty refuses a value, or undefined. */
export function emptyReason(value: Value): string | undefined {
  if (isNull(value) || value === '') return EMPTY;
  const items = isEnumerable(value) ? [...enumerate(value)] : undefined;
  if (items?.length === 0) return EMPTY;
  return items?.some((item) => isNull(item) || item === '') === true
    ? 'The argument is null, empty, or an element of the argument collection contains a null value. Supply a collection that does not contain any null values and then try the command again.'
    : undefined;
}
