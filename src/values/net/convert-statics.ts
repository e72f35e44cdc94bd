import { convertTo } from '../convert.ts';
import { dateTimeType } from '../date-time.ts';
import { EnumValue } from '../enum-type.ts';
import { TerminatingError } from '../error-record.ts';
import { NetException } from '../net-exception.ts';
import { DB_NULL } from '../null-like.ts';
import {
  booleanType,
  charType,
  decimalType,
  doubleType,
  int32Type,
  int64Type,
  Numeric,
  numericTypes,
} from '../numeric.ts';
import { toText } from '../to-text.ts';
import { TypeInfo, type TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { bytesArgument, bytesValue } from './bytes.ts';
import { constant, staticMethod, textArgument } from './define.ts';

/** `[convert]`. */
export function defineConvert(): void {
  defineType({ fullName: 'System.Convert', aliases: ['convert'], statics: convertStatics });
}

function to(name: string, type: TypeInfo): TypeMember {
  return staticMethod(
    [`${name} To${name}(object value)`, `${name} To${name}(string text, int base)`],
    ([value = null, base]) => {
      if (base !== undefined && typeof base === 'number') return fromBase(toText(value), base, type);
      try {
        return convertTo(value, type);
      } catch (error) {
        if (!(error instanceof TerminatingError)) throw error;
        throw new NetException('FormatException', `Input string was not in a correct format.`);
      }
    },
  );
}

function fromBase(text: string, base: number, type: TypeInfo): Value {
  const prefix = base === 16 ? '0x' : base === 8 ? '0o' : base === 2 ? '0b' : '';
  const digits = base === 16 ? text.replace(/^0x/i, '') : text;
  let whole: bigint;
  try {
    whole = BigInt(prefix + digits);
  } catch {
    throw new NetException('FormatException', 'Could not find any recognizable digits.');
  }
  if (type === int32Type) return Number(BigInt.asIntN(32, whole));
  if (type === int64Type) return BigInt.asIntN(64, whole);
  return convertTo(whole, type);
}

const convertStatics = (): TypeMember[] => [
  to('Int32', int32Type),
  to('Int64', int64Type),
  to('Int16', numericTypes.int16),
  to('Byte', numericTypes.byte),
  to('SByte', numericTypes.sbyte),
  to('UInt16', numericTypes.uint16),
  to('UInt32', numericTypes.uint32),
  to('UInt64', numericTypes.uint64),
  to('Double', doubleType),
  to('Single', numericTypes.single),
  to('Decimal', decimalType),
  to('Boolean', booleanType),
  to('Char', charType),
  to('DateTime', dateTimeType),
  staticMethod(
    ['string ToString(object value)', 'string ToString(object value, int base)'],
    ([value = null, base]) => {
      if (typeof base !== 'number' || base === 10) return toText(value);
      const bits =
        typeof value === 'number'
          ? BigInt(value >>> 0)
          : BigInt.asUintN(64, typeof value === 'bigint' ? value : BigInt(wholeOf(value)));
      return bits.toString(base);
    },
  ),
  staticMethod(
    [
      'string ToBase64String(byte[] bytes)',
      'string ToBase64String(byte[] bytes, Base64FormattingOptions options)',
    ],
    (args) => Buffer.from(bytesArgument(args[0])).toString('base64'),
  ),
  staticMethod('byte[] FromBase64String(string text)', (args) => {
    const text = textArgument(args, 0).replace(/\s/g, '');
    if (!/^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(text)) {
      throw new NetException(
        'FormatException',
        'The input is not a valid Base-64 string as it contains a non-base 64 character, more than two padding characters, or an illegal character among the padding characters.',
      );
    }
    return bytesValue(Buffer.from(text, 'base64'));
  }),
  staticMethod('string ToHexString(byte[] bytes)', (args) =>
    Buffer.from(bytesArgument(args[0])).toString('hex').toUpperCase(),
  ),
  staticMethod('byte[] FromHexString(string text)', (args) =>
    bytesValue(Buffer.from(textArgument(args, 0), 'hex')),
  ),
  staticMethod('object ChangeType(object value, type type)', ([value = null, type]) => {
    if (!(type instanceof TypeInfo))
      throw new NetException('ArgumentNullException', "Value cannot be null. (Parameter 'conversionType')");
    return convertTo(value, type);
  }),
  staticMethod('bool IsDBNull(object value)', ([value = null]) => value === DB_NULL),
  constant('DBNull', 'object', () => DB_NULL),
];

function wholeOf(value: Value): number | bigint {
  if (value instanceof Numeric) return value.value;
  if (value instanceof EnumValue) return value.number;
  return Number(toText(value));
}
