import { doubleText, singleText } from './number-text.ts';
import { valueTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { isInt32, NetObject, type Value } from './value.ts';

/** The numeric types that are boxed: all but Int32, Int64, Decimal and a fractional Double. */
export type NumericKind =
  | 'byte'
  | 'sbyte'
  | 'int16'
  | 'uint16'
  | 'uint32'
  | 'uint64'
  | 'single'
  | 'double'
  | 'biginteger'
  | 'intptr';

/** A number of one of the rarer .NET types. `value` is a bigint for uint64 and BigInteger, else a number. */
export class Numeric extends NetObject {
  readonly kind: NumericKind;
  readonly value: number | bigint;
  constructor(kind: NumericKind, value: number | bigint) {
    super();
    this.kind = kind;
    this.value = value;
  }

  get type(): TypeInfo {
    return numericTypes[this.kind];
  }

  override asText(): string {
    if (typeof this.value === 'bigint') return this.value.toString();
    return this.kind === 'single' ? singleText(this.value) : doubleText(this.value);
  }
}

/** A Double: boxed only when it would otherwise read as an Int32. */
export function double(value: number): Value {
  return isInt32(value) ? new Numeric('double', value) : value;
}

/** One UTF-16 code unit. */
export class Char extends NetObject {
  readonly value: string;
  constructor(value: string) {
    super();
    this.value = value;
  }

  get type(): TypeInfo {
    return charType;
  }

  override asText(): string {
    return this.value;
  }

  get code(): number {
    return this.value.charCodeAt(0);
  }
}

const NUMBER_INTERFACES = ['System.IComparable', 'System.IFormattable', 'System.IConvertible'];

function numberType(fullName: string, aliases: readonly string[]): TypeInfo {
  return defineType({
    fullName,
    aliases,
    ...(aliases[0] !== undefined && { accelerator: aliases[0] }),
    kind: 'struct',
    base: () => valueTypeInfo,
    interfaces: NUMBER_INTERFACES,
  });
}

export const int32Type = numberType('System.Int32', ['int', 'int32']);
export const int64Type = numberType('System.Int64', ['long', 'int64']);
export const doubleType = numberType('System.Double', ['double']);
export const decimalType = numberType('System.Decimal', ['decimal']);
export const charType = numberType('System.Char', ['char']);
export const booleanType = numberType('System.Boolean', ['bool', 'boolean']);

export const numericTypes: Readonly<Record<NumericKind, TypeInfo>> = {
  byte: numberType('System.Byte', ['byte']),
  sbyte: numberType('System.SByte', ['sbyte']),
  int16: numberType('System.Int16', ['short', 'int16']),
  uint16: numberType('System.UInt16', ['ushort', 'uint16']),
  uint32: numberType('System.UInt32', ['uint', 'uint32']),
  uint64: numberType('System.UInt64', ['ulong', 'uint64']),
  single: numberType('System.Single', ['float', 'single']),
  double: doubleType,
  biginteger: numberType('System.Numerics.BigInteger', ['bigint']),
  intptr: numberType('System.IntPtr', ['intptr']),
};
