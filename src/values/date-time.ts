import { valueTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject } from './value.ts';

export type DateTimeKind = 'Unspecified' | 'Utc' | 'Local';

export const TICKS_PER_MS = 10_000n;
/** Ticks from 0001-01-01 to 1970-01-01. */
export const EPOCH_TICKS = 621_355_968_000_000_000n;
export const MAX_DATE_TICKS = 3_155_378_975_999_999_999n;

/** .NET's DateTime: 100-ns ticks since 0001-01-01 of the clock that `kind` says. */
export class DateTime extends NetObject {
  readonly ticks: bigint;
  readonly kind: DateTimeKind;
  constructor(ticks: bigint, kind: DateTimeKind = 'Unspecified') {
    super();
    this.ticks = ticks;
    this.kind = kind;
  }

  get type(): TypeInfo {
    return dateTimeType;
  }
}

/** .NET's TimeSpan in 100-ns ticks. */
export class TimeSpan extends NetObject {
  readonly ticks: bigint;
  constructor(ticks: bigint) {
    super();
    this.ticks = ticks;
  }

  get type(): TypeInfo {
    return timeSpanType;
  }
}

export const dateTimeType = defineType({
  fullName: 'System.DateTime',
  aliases: ['datetime'],
  accelerator: 'datetime',
  kind: 'struct',
  base: () => valueTypeInfo,
  interfaces: ['System.IComparable', 'System.IFormattable'],
});

export const timeSpanType = defineType({
  fullName: 'System.TimeSpan',
  aliases: ['timespan'],
  accelerator: 'timespan',
  kind: 'struct',
  base: () => valueTypeInfo,
  interfaces: ['System.IComparable', 'System.IFormattable'],
});

/** The UTC date of a Unix time in milliseconds. */
export function utcDateTime(unixMs: number): DateTime {
  return new DateTime(EPOCH_TICKS + BigInt(Math.trunc(unixMs)) * TICKS_PER_MS, 'Utc');
}

/** The date of a Unix time in milliseconds, in the system's time zone, as Get-Date and PowerCLI show it. */
export function localDateTime(unixMs: number): DateTime {
  return toLocal(utcDateTime(unixMs));
}

/** Milliseconds since 1970 UTC; an Unspecified date is taken as local, as .NET does. */
export function unixMs(date: DateTime): number {
  return Number((toUtc(date).ticks - EPOCH_TICKS) / TICKS_PER_MS);
}

export function toUtc(date: DateTime): DateTime {
  if (date.kind === 'Utc') return date;
  const wallMs = Number((date.ticks - EPOCH_TICKS) / TICKS_PER_MS);
  return new DateTime(clampTicks(date.ticks + BigInt(offsetOfWallMs(wallMs)) * TICKS_PER_MS), 'Utc');
}

export function toLocal(date: DateTime): DateTime {
  if (date.kind === 'Local') return date;
  const ms = Number((date.ticks - EPOCH_TICKS) / TICKS_PER_MS);
  const offsetMs = new Date(ms).getTimezoneOffset() * 60_000;
  return new DateTime(clampTicks(date.ticks - BigInt(offsetMs) * TICKS_PER_MS), 'Local');
}

/** Minutes that UTC is ahead of the local clock at a local date; negative east of Greenwich. */
export function localOffsetMinutes(date: DateTime): number {
  const wallMs = Number((date.ticks - EPOCH_TICKS) / TICKS_PER_MS);
  return Math.round(offsetOfWallMs(wallMs) / 60_000);
}

/** Milliseconds as a TimeSpan. */
export function timeSpanOfMs(ms: number): TimeSpan {
  return new TimeSpan(BigInt(Math.round(ms * 10_000)));
}

export function totalMs(span: TimeSpan): number {
  return Number(span.ticks) / 10_000;
}

function offsetOfWallMs(wallMs: number): number {
  const wall = new Date(wallMs);
  const local = new Date(2000, 0, 1);
  local.setFullYear(wall.getUTCFullYear(), wall.getUTCMonth(), wall.getUTCDate());
  local.setHours(wall.getUTCHours(), wall.getUTCMinutes(), wall.getUTCSeconds(), wall.getUTCMilliseconds());
  return local.getTime() - wallMs;
}

function clampTicks(ticks: bigint): bigint {
  if (ticks < 0n) return 0n;
  return ticks > MAX_DATE_TICKS ? MAX_DATE_TICKS : ticks;
}
