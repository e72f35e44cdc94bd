import { typedArray } from '../array.ts';
import { DAYS, MONTHS } from '../calendar.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { customObject, type PSCustomObject } from '../ps-custom-object.ts';
import { stringType } from '../string-type.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { constant, method, property, staticMethod, textArgument } from './define.ts';

/**
 * `[cultureinfo]`. Every culture formats as the invariant one: only its name and what is told by name are
 * its own, and the list separator, which scripts may set and `-UseCulture` uses.
 */
export class CultureInfo extends NetObject {
  readonly name: string;
  readonly textInfo: PSCustomObject;
  #numberFormat: Value | undefined;
  #dateTimeFormat: Value | undefined;
  constructor(name: string) {
    super();
    this.name = name;
    this.textInfo = customObject(
      [
        ['CultureName', name],
        ['ListSeparator', ','],
      ],
      'System.Globalization.TextInfo',
    );
  }

  get type(): TypeInfo {
    return cultureType;
  }

  get englishName(): string {
    if (this.name === '') return 'Invariant Language (Invariant Country)';
    languageNames ??= new Intl.DisplayNames('en', { type: 'language', languageDisplay: 'standard' });
    return languageNames.of(this.name) ?? this.name;
  }

  get listSeparator(): string {
    return toText(this.textInfo.get('ListSeparator') ?? null);
  }

  get numberFormat(): Value {
    this.#numberFormat ??= customObject(NUMBER_FORMAT, 'System.Globalization.NumberFormatInfo');
    return this.#numberFormat;
  }

  get dateTimeFormat(): Value {
    this.#dateTimeFormat ??= customObject(dateTimeFormat(), 'System.Globalization.DateTimeFormatInfo');
    return this.#dateTimeFormat;
  }

  equalTo(other: Value): boolean {
    return toText(other).toLowerCase() === this.name.toLowerCase();
  }

  override asText(): string {
    return this.name;
  }
}

let languageNames: Intl.DisplayNames | undefined;

const NUMBER_FORMAT: readonly (readonly [string, Value])[] = [
  ['CurrencyDecimalDigits', 2],
  ['CurrencyDecimalSeparator', '.'],
  ['CurrencyGroupSeparator', ','],
  ['CurrencySymbol', '¤'],
  ['NaNSymbol', 'NaN'],
  ['NegativeInfinitySymbol', '-Infinity'],
  ['NegativeSign', '-'],
  ['NumberDecimalDigits', 2],
  ['NumberDecimalSeparator', '.'],
  ['NumberGroupSeparator', ','],
  ['PercentDecimalDigits', 2],
  ['PercentSymbol', '%'],
  ['PositiveInfinitySymbol', 'Infinity'],
  ['PositiveSign', '+'],
];

function dateTimeFormat(): [string, Value][] {
  const texts = (values: readonly string[]): Value => typedArray([...values], stringType);
  const short = (name: string): string => name.slice(0, 3);
  return [
    ['AMDesignator', 'AM'],
    ['PMDesignator', 'PM'],
    ['DateSeparator', '/'],
    ['TimeSeparator', ':'],
    ['ShortDatePattern', 'MM/dd/yyyy'],
    ['LongDatePattern', 'dddd, dd MMMM yyyy'],
    ['ShortTimePattern', 'HH:mm'],
    ['LongTimePattern', 'HH:mm:ss'],
    ['FullDateTimePattern', 'dddd, dd MMMM yyyy HH:mm:ss'],
    ['MonthDayPattern', 'MMMM dd'],
    ['YearMonthPattern', 'yyyy MMMM'],
    ['SortableDateTimePattern', "yyyy'-'MM'-'dd'T'HH':'mm':'ss"],
    ['UniversalSortableDateTimePattern', "yyyy'-'MM'-'dd HH':'mm':'ss'Z'"],
    ['DayNames', texts(DAYS)],
    ['AbbreviatedDayNames', texts(DAYS.map(short))],
    ['MonthNames', texts([...MONTHS, ''])],
    ['AbbreviatedMonthNames', texts([...MONTHS.map(short), ''])],
  ];
}

/** The numbers that Windows gave the cultures people name most; any other has the one for custom cultures. */
const LCIDS: ReadonlyMap<string, number> = new Map([
  ['', 127],
  ['cs-CZ', 1029],
  ['da-DK', 1030],
  ['de-DE', 1031],
  ['en-US', 1033],
  ['fi-FI', 1035],
  ['fr-FR', 1036],
  ['it-IT', 1040],
  ['ja-JP', 1041],
  ['ko-KR', 1042],
  ['nl-NL', 1043],
  ['pl-PL', 1045],
  ['pt-BR', 1046],
  ['ru-RU', 1049],
  ['tr-TR', 1055],
  ['uk-UA', 1058],
  ['zh-CN', 2052],
  ['en-GB', 2057],
  ['es-ES', 3082],
]);
const CUSTOM_LCID = 4096;

/** The cultures that are known by number, the invariant one first. */
export function knownCultures(): CultureInfo[] {
  return Array.from(LCIDS.keys(), (name) => new CultureInfo(name));
}

/** By name in any case or by number (decimal or 0x…); undefined when there is no such culture. */
export function findCulture(given: string): CultureInfo | undefined {
  const number = /^(?:\d+|0x[0-9a-f]+)$/i.test(given) ? Number(given) : undefined;
  if (number !== undefined) {
    const [name] = [...LCIDS].find(([, lcid]) => lcid === number) ?? [];
    return name === undefined ? undefined : new CultureInfo(name);
  }
  if (given === '') return new CultureInfo('');
  if (!/^[a-z]{2,3}(?:-[a-z0-9]{2,8})*$/i.test(given)) return undefined;
  try {
    return new CultureInfo(Intl.getCanonicalLocales(given)[0] ?? given);
  } catch {
    return undefined;
  }
}

function cultureOf(value: Value): CultureInfo {
  if (value instanceof CultureInfo) return value;
  const found = findCulture(toText(value));
  if (found !== undefined) return found;
  throw new NetException(
    'CultureNotFoundException',
    `Culture is not supported. (Parameter 'name') ${toText(value)} is an invalid culture identifier.`,
  );
}

const current = { culture: new CultureInfo('en-US'), uiCulture: new CultureInfo('en-US') };

/** `[cultureinfo]::CurrentCulture`, which a script may set. */
export function currentCulture(): CultureInfo {
  return current.culture;
}

export function currentUICulture(): CultureInfo {
  return current.uiCulture;
}

const cultureMembers = (): TypeMember[] => [
  property('LCID', 'int', (self: CultureInfo) => LCIDS.get(self.name) ?? CUSTOM_LCID),
  property('Name', 'string', (self: CultureInfo) => self.name),
  property('DisplayName', 'string', (self: CultureInfo) => self.englishName),
  property('EnglishName', 'string', (self: CultureInfo) => self.englishName),
  property('NativeName', 'string', (self: CultureInfo) => self.englishName),
  property('IetfLanguageTag', 'string', (self: CultureInfo) => self.name),
  property('TwoLetterISOLanguageName', 'string', (self: CultureInfo) => self.name.split('-')[0] || 'iv'),
  property('IsReadOnly', 'bool', () => false),
  property(
    'Parent',
    'cultureinfo',
    (self: CultureInfo) => new CultureInfo(self.name.split('-').slice(0, -1).join('-')),
  ),
  property('TextInfo', 'TextInfo', (self: CultureInfo) => self.textInfo),
  property('NumberFormat', 'NumberFormatInfo', (self: CultureInfo) => self.numberFormat),
  property('DateTimeFormat', 'DateTimeFormatInfo', (self: CultureInfo) => self.dateTimeFormat),
  method('object Clone()', (self: CultureInfo) => new CultureInfo(self.name)),
];

function settable(name: string, slot: 'culture' | 'uiCulture'): TypeMember {
  return property(
    name,
    'cultureinfo',
    () => current[slot],
    (_self, value) => {
      current[slot] = cultureOf(value);
    },
  );
}

const cultureType: TypeInfo = defineType({
  fullName: 'System.Globalization.CultureInfo',
  aliases: ['cultureinfo'],
  accelerator: 'cultureinfo',
  base: () => objectTypeInfo,
  construct: ([name = null]) => cultureOf(toText(name)),
  convert: cultureOf,
  members: cultureMembers,
  statics: () => [
    constant('InvariantCulture', 'cultureinfo', () => new CultureInfo('')),
    settable('CurrentCulture', 'culture'),
    settable('CurrentUICulture', 'uiCulture'),
    settable('DefaultThreadCurrentCulture', 'culture'),
    settable('DefaultThreadCurrentUICulture', 'uiCulture'),
    ...['GetCultureInfo', 'CreateSpecificCulture'].map((name) =>
      staticMethod(`cultureinfo ${name}(string name)`, (args) => cultureOf(textArgument(args, 0))),
    ),
    staticMethod('cultureinfo[] GetCultures(System.Globalization.CultureTypes types)', () => knownCultures()),
  ],
});

export { cultureType };
