import { plain } from '../arithmetic.ts';
import { typedArray } from '../array.ts';
import { enumerate } from '../enumerate.ts';
import { Numeric, numericTypes } from '../numeric.ts';
import { checkArrayLength } from '../range.ts';
import { isNull, type Value } from '../value.ts';

const boxed: readonly Numeric[] = Array.from({ length: 256 }, (_, value) => new Numeric('byte', value));

/** Bytes as a `byte[]`; the boxes are shared. */
export function bytesValue(bytes: Uint8Array): Value[] {
  checkArrayLength(bytes.length);
  return typedArray(
    Array.from(bytes, (byte) => boxed[byte] ?? null),
    numericTypes.byte,
  );
}

/** A `byte[]` (or any list of numbers) as bytes. */
export function bytesArgument(value: Value | undefined): Uint8Array {
  if (value === undefined || isNull(value)) return new Uint8Array(0);
  return Uint8Array.from(Array.from(enumerate(value), plain));
}
