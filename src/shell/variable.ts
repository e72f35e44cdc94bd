import type { VariableOption } from '../cmdlet/session.ts';
import { convertTo } from '../values/convert.ts';
import { runtimeError, TerminatingError } from '../values/error-record.ts';
import type { TypeInfo } from '../values/type-info.ts';
import type { Value } from '../values/value.ts';

/** Converts or refuses what is assigned: the type and validation attributes of `[int]$x`. */
export type VariableConstraint = (value: Value) => Value;

/** One variable of one scope. */
export class Variable {
  readonly name: string;
  value: Value;
  options: readonly VariableOption[] = [];
  description = '';
  constraint: VariableConstraint | undefined;
  /** Made by the engine and not assigned since. */
  automatic = false;
  /** Set when the variable is removed from its scope, so that cached look-ups see it. */
  removed = false;
  constructor(name: string, value: Value) {
    this.name = name;
    this.value = value;
  }

  assign(value: Value): void {
    if (this.options.length > 0) this.#checkWritable();
    this.automatic = false;
    this.value = this.constraint === undefined ? value : this.constraint(value);
  }

  #checkWritable(): void {
    if (this.options.includes('ReadOnly') || this.options.includes('Constant')) throw notWritable(this.name);
  }
}

/** A variable whose value is made when it is read: `$?`-like ones that the engine keeps elsewhere. */
export class LiveVariable extends Variable {
  readonly #read: () => Value;
  readonly #write: ((value: Value) => void) | undefined;
  constructor(name: string, read: () => Value, write?: (value: Value) => void) {
    super(name, null);
    this.#read = read;
    this.#write = write;
    Object.defineProperty(this, 'value', {
      get: () => this.#read(),
      set: (value: Value) => this.#write?.(value),
    });
  }

  override assign(value: Value): void {
    if (this.#write === undefined) throw notWritable(this.name);
    this.#write(value);
  }
}

/** What cannot be converted for a typed variable is an error of its metadata. */
export function convertedVariable(value: Value, type: TypeInfo): Value {
  try {
    return convertTo(value, type);
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    throw runtimeError({
      message: error.record.message,
      id: 'RuntimeException',
      category: 'MetadataError',
      exceptionType: 'System.Management.Automation.ArgumentTransformationMetadataException',
      inner: error.record.exception,
    });
  }
}

export function notWritable(name: string): Error {
  return runtimeError({
    message: `Cannot overwrite variable ${name} because it is read-only or constant.`,
    id: 'VariableNotWritable',
    category: 'WriteError',
    target: name,
    exceptionType: 'System.Management.Automation.SessionStateUnauthorizedAccessException',
  });
}
