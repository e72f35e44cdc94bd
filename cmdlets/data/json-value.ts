import { fail, ok, type Result } from '../../src/base/result.ts';
import { type JsonBuilder, type JsonFault, readJson } from '../../src/format/json-reader.ts';
import { ticksOfParts } from '../../src/values/calendar.ts';
import { DateTime, toLocal, toUtc } from '../../src/values/date-time.ts';
import { OrderedHashtable } from '../../src/values/hashtable.ts';
import { DateTimeOffset, offsetOf } from '../../src/values/net/date-time-offset.ts';
import { double, Numeric } from '../../src/values/numeric.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';

export type DateKind = 'Default' | 'Local' | 'Utc' | 'Offset' | 'String';

export interface JsonValueOptions {
  readonly asHashtable: boolean;
  readonly maxDepth: number;
  readonly dateKind: DateKind;
}

/** JSON text as values: objects, arrays, Int64 and Double numbers, dates where a text is one. */
export function jsonValue(text: string, options: JsonValueOptions): Result<Value, JsonFault> {
  return readJson(text, builder(options), options.maxDepth);
}

function builder({ asHashtable, dateKind }: JsonValueOptions): JsonBuilder<Value> {
  return {
    object: asHashtable ? tableOf : objectOf,
    array: (items) => items,
    string: (text) => (dateKind === 'String' ? text : (dateOf(text, dateKind) ?? text)),
    number: numberOf,
    literal: (value) => value,
  };
}

/** Keys differ by case in a hashtable made of JSON. */
function tableOf(entries: ReadonlyArray<readonly [string, Value]>): Result<Value, JsonFault> {
  const table = new OrderedHashtable();
  for (const [key, value] of entries) table.set(key, value);
  return ok(table);
}

function objectOf(entries: ReadonlyArray<readonly [string, Value]>): Result<Value, JsonFault> {
  const object = new PSCustomObject();
  for (const [key, value] of entries) {
    if (key === '') {
      return fail({
        kind: 'keys',
        id: 'EmptyKeyInJsonString',
        message:
          'The provided JSON includes a property whose name is an empty string, this is only supported using the -AsHashTable switch.',
      });
    }
    const known = object.properties.get(key.toLowerCase());
    if (known && known.name !== key) {
      return fail({
        kind: 'keys',
        id: 'KeysWithDifferentCasingInJsonString',
        message: `Cannot convert the JSON string because it contains keys with different casing. Please use the -AsHashTable switch instead. The key that was attempted to be added to the existing key '${known.name}' was '${key}'.`,
      });
    }
    object.set(key, value);
  }
  return ok(object);
}

const INT64_LIMIT = 2n ** 63n;

function numberOf(text: string): Value {
  if (/^-?\d+$/.test(text)) {
    const whole = BigInt(text);
    return whole >= -INT64_LIMIT && whole < INT64_LIMIT ? whole : new Numeric('biginteger', whole);
  }
  if (/^-?0[xX]/.test(text)) return text.startsWith('-') ? -BigInt(text.slice(1)) : BigInt(text);
  return double(Number(text));
}

const ISO_DATE = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,7}))?(Z|[+-]\d\d:?\d\d)?$/;
const TICKS_PER_MINUTE = 600_000_000n;

/** A text that is an ISO 8601 date and time; undefined for any other. */
function dateOf(text: string, kind: DateKind): DateTime | DateTimeOffset | undefined {
  const match = text.length > 18 && text.length < 40 ? ISO_DATE.exec(text) : null;
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction = '', zone] = match;
  const ticks = ticksOfParts({
    year: Number(year),
    month: Number(month),
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second),
    ticks: Number(fraction.padEnd(7, '0')),
  });
  if (ticks === undefined) return undefined;
  if (kind === 'Offset')
    return zone === undefined
      ? offsetOf(new DateTime(ticks, 'Local'))
      : new DateTimeOffset(ticks, zone === 'Z' ? 0 : offsetMinutes(zone));
  const date = zonedDate(ticks, zone);
  return kind === 'Local' ? asLocal(date) : kind === 'Utc' ? asUtc(date) : date;
}

function zonedDate(ticks: bigint, zone: string | undefined): DateTime {
  if (zone === undefined) return new DateTime(ticks, 'Unspecified');
  if (zone === 'Z') return new DateTime(ticks, 'Utc');
  return toLocal(new DateTime(ticks - BigInt(offsetMinutes(zone)) * TICKS_PER_MINUTE, 'Utc'));
}

function offsetMinutes(zone: string): number {
  return (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))) * (zone.startsWith('-') ? -1 : 1);
}

/** A date of no zone is taken as local already. */
function asLocal(date: DateTime): DateTime {
  return date.kind === 'Unspecified' ? new DateTime(date.ticks, 'Local') : toLocal(date);
}

function asUtc(date: DateTime): DateTime {
  return date.kind === 'Local' ? toUtc(date) : new DateTime(date.ticks, 'Utc');
}
