import { EnumValue } from '../../src/values/enum-type.ts';
import { Char, Numeric } from '../../src/values/numeric.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import { isInt32, type Value } from '../../src/values/value.ts';
import type { TextEncoding } from '../files/encoding.ts';

/** The bytes of a value as they lie in memory, the lowest first, and the type they are of. */
export interface ValueBytes {
  readonly typeName: string;
  readonly bytes: Uint8Array;
}

/** Undefined for values that have no bytes of their own. */
export function valueBytes(value: Value, encoding: TextEncoding): ValueBytes | undefined {
  if (Array.isArray(value)) return arrayBytes(value, encoding);
  const bytes = typeof value === 'string' ? encoding.encode(value) : scalarBytes(value);
  return bytes && { typeName: typeNameOf(value), bytes };
}

function arrayBytes(values: readonly Value[], encoding: TextEncoding): ValueBytes | undefined {
  const parts = values.map((value) => valueBytes(value, encoding));
  if (parts.some((part) => part === undefined)) return undefined;
  const bytes = parts.flatMap((part) => [...(part?.bytes ?? [])]);
  return { typeName: typeNameOf(values as Value), bytes: Uint8Array.from(bytes) };
}

function scalarBytes(value: Exclude<Value, string | Value[]>): Uint8Array | undefined {
  const view = new DataView(new ArrayBuffer(8));
  const head = (count: number): Uint8Array => new Uint8Array(view.buffer, 0, count);
  switch (typeof value) {
    case 'boolean':
      view.setInt32(0, Number(value), true);
      return head(4);
    case 'number':
      if (isInt32(value)) view.setInt32(0, value, true);
      else view.setFloat64(0, value, true);
      return head(isInt32(value) ? 4 : 8);
    case 'bigint':
      view.setBigInt64(0, value, true);
      return head(8);
    default:
      if (value instanceof EnumValue) {
        view.setInt32(0, value.number, true);
        return head(4);
      }
      if (value instanceof Char) {
        view.setUint16(0, value.value.charCodeAt(0), true);
        return head(2);
      }
      return value instanceof Numeric ? numericBytes(value, view) : undefined;
  }
}

const SIZES: Readonly<Record<string, number>> = {
  byte: 1,
  sbyte: 1,
  int16: 2,
  uint16: 2,
  uint32: 4,
  uint64: 8,
};

function numericBytes({ kind, value }: Numeric, view: DataView): Uint8Array | undefined {
  if (kind === 'double' || kind === 'single') {
    if (kind === 'double') view.setFloat64(0, Number(value), true);
    else view.setFloat32(0, Number(value), true);
    return new Uint8Array(view.buffer, 0, kind === 'double' ? 8 : 4);
  }
  const size = SIZES[kind];
  if (size === undefined) return undefined;
  view.setBigInt64(0, BigInt.asIntN(64, BigInt(value)), true);
  return new Uint8Array(view.buffer, 0, size);
}
