import { typedArray } from '../array.ts';
import { compareTexts, textsEqual } from '../compare.ts';
import { splitUnits } from '../convert.ts';
import { EnumValue, isEnumValue } from '../enum-type.ts';
import { isEnumerable, toArray } from '../enumerate.ts';
import { formatComposite } from '../format.ts';
import { Char, charType } from '../numeric.ts';
import { stringType } from '../string-type.ts';
import { toText } from '../to-text.ts';
import { isTrue } from '../truth.ts';
import { isNull, type Value } from '../value.ts';
import {
  argumentNull,
  constant,
  intArgument,
  listArgument,
  method,
  outOfRange,
  property,
  staticMethod,
  textArgument,
} from './define.ts';
import { enumeratorOf } from './enumerator.ts';

/** Members of `System.String`. */
export function completeString(): void {
  stringType.complete({ members: stringMembers, statics: stringStatics, construct: constructString });
}

/** The comparison asked for by a StringComparison, a boolean `ignoreCase`, or nothing. */
function ignoresCase(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (isEnumValue(value)) return /IgnoreCase/i.test(value.name);
  return typeof value === 'string' ? /ignorecase/i.test(value) : isTrue(value);
}

function fold(text: string, ignoreCase: boolean): string {
  return ignoreCase ? text.toLowerCase() : text;
}

function texts(value: Value): string[] {
  return isEnumerable(value) ? toArray(value).map((item) => toText(item)) : [toText(value)];
}

/** The indexer, also by the name that PowerShell knows it by. */
function indexer() {
  const charAt = (self: string, args: readonly Value[]): Value =>
    new Char(self.charAt(checked(self, intArgument(args, 0))));
  const named = method('char Chars(int index)', charAt);
  return [method('char get_Chars(int index)', charAt), { ...named, hidden: true }];
}

const stringMembers = () => [
  property('Length', 'int', (self: string) => self.length),
  ...indexer(),
  method(['string Substring(int startIndex)', 'string Substring(int startIndex, int length)'], substring),
  method(
    [
      'string Replace(string oldValue, string newValue)',
      'string Replace(char oldChar, char newChar)',
      'string Replace(string oldValue, string newValue, StringComparison comparisonType)',
    ],
    replace,
  ),
  method(
    [
      'string[] Split(Params char[] separator)',
      'string[] Split(char separator, StringSplitOptions options)',
      'string[] Split(string[] separator, int count, StringSplitOptions options)',
    ],
    split,
  ),
  method(['string Trim()', 'string Trim(Params char[] trimChars)'], (self: string, args) =>
    trim(self, args, true, true),
  ),
  method(['string TrimStart()', 'string TrimStart(Params char[] trimChars)'], (self: string, args) =>
    trim(self, args, true, false),
  ),
  method(['string TrimEnd()', 'string TrimEnd(Params char[] trimChars)'], (self: string, args) =>
    trim(self, args, false, true),
  ),
  method(['string ToUpper()', 'string ToUpper(cultureinfo culture)'], (self: string) => self.toUpperCase()),
  method(['string ToLower()', 'string ToLower(cultureinfo culture)'], (self: string) => self.toLowerCase()),
  method('string ToUpperInvariant()', (self: string) => self.toUpperCase()),
  method('string ToLowerInvariant()', (self: string) => self.toLowerCase()),
  ...searchMembers(),
  method(
    ['string PadLeft(int totalWidth)', 'string PadLeft(int totalWidth, char paddingChar)'],
    (self: string, args) => self.padStart(intArgument(args, 0), padding(args)),
  ),
  method(
    ['string PadRight(int totalWidth)', 'string PadRight(int totalWidth, char paddingChar)'],
    (self: string, args) => self.padEnd(intArgument(args, 0), padding(args)),
  ),
  method('string Insert(int startIndex, string value)', (self: string, args) => {
    const at = intArgument(args, 0);
    if (at < 0 || at > self.length)
      throw outOfRange('startIndex', 'Specified argument was out of the range of valid values.');
    return self.slice(0, at) + textArgument(args, 1) + self.slice(at);
  }),
  method(['string Remove(int startIndex)', 'string Remove(int startIndex, int count)'], remove),
  method(['char[] ToCharArray()', 'char[] ToCharArray(int startIndex, int length)'], (self: string, args) => {
    const start = intArgument(args, 0);
    return typedArray(
      splitUnits(self.slice(start, args.length > 1 ? start + intArgument(args, 1) : undefined)),
      charType,
    );
  }),
  method('int CompareTo(object value)', (self: string, args) =>
    Math.sign(compareTexts(self, textArgument(args, 0), true)),
  ),
  method(
    ['bool Equals(object value)', 'bool Equals(string value, StringComparison comparisonType)'],
    (self: string, args) => {
      const [other] = args;
      return typeof other === 'string' && textsEqual(self, other, !ignoresCase(args[1]));
    },
  ),
  method(['string ToString()', 'string ToString(IFormatProvider provider)'], (self: string) => self),
  method('object Clone()', (self: string) => self),
  method(['string Normalize()', 'string Normalize(NormalizationForm form)'], (self: string, args) => {
    const form = args.length === 0 ? 'FormC' : textArgument(args, 0);
    return self.normalize(`NF${form.replace(/^form/i, '').toUpperCase()}`);
  }),
  method('System.CharEnumerator GetEnumerator()', (self: string) => enumeratorOf(splitUnits(self))),
];

const searchMembers = () => [
  method(
    ['bool Contains(string value)', 'bool Contains(string value, StringComparison comparisonType)'],
    (self: string, args) => {
      const ignore = ignoresCase(args[1]);
      return fold(self, ignore).includes(fold(required(args, 0), ignore));
    },
  ),
  method(
    [
      'bool StartsWith(string value)',
      'bool StartsWith(string value, StringComparison comparisonType)',
      'bool StartsWith(string value, bool ignoreCase, cultureinfo culture)',
    ],
    (self: string, args) => {
      const ignore = ignoresCase(args[1]);
      return fold(self, ignore).startsWith(fold(required(args, 0), ignore));
    },
  ),
  method(
    [
      'bool EndsWith(string value)',
      'bool EndsWith(string value, StringComparison comparisonType)',
      'bool EndsWith(string value, bool ignoreCase, cultureinfo culture)',
    ],
    (self: string, args) => {
      const ignore = ignoresCase(args[1]);
      return fold(self, ignore).endsWith(fold(required(args, 0), ignore));
    },
  ),
  method(
    [
      'int IndexOf(string value)',
      'int IndexOf(string value, int startIndex)',
      'int IndexOf(string value, int startIndex, int count)',
      'int IndexOf(string value, int startIndex, StringComparison comparisonType)',
    ],
    (self: string, args) => {
      const ignore = ignoresCase(comparisonIn(args));
      const start = typeof args[1] === 'number' ? args[1] : 0;
      const end = typeof args[2] === 'number' ? start + args[2] : self.length;
      return fold(self.slice(0, end), ignore).indexOf(fold(required(args, 0), ignore), start);
    },
  ),
  method(
    [
      'int LastIndexOf(string value)',
      'int LastIndexOf(string value, int startIndex)',
      'int LastIndexOf(string value, StringComparison comparisonType)',
    ],
    (self: string, args) => {
      const ignore = ignoresCase(comparisonIn(args));
      const start = typeof args[1] === 'number' ? args[1] : self.length;
      return fold(self, ignore).lastIndexOf(fold(required(args, 0), ignore), start);
    },
  ),
  method(
    ['int IndexOfAny(char[] anyOf)', 'int IndexOfAny(char[] anyOf, int startIndex)'],
    (self: string, args) => {
      const wanted = new Set(
        texts(args[0] ?? null).flatMap((text) => splitUnits(text).map((unit) => unit.value)),
      );
      for (let i = intArgument(args, 1); i < self.length; i++) if (wanted.has(self.charAt(i))) return i;
      return -1;
    },
  ),
];

function comparisonIn(args: readonly Value[]): Value | undefined {
  const last = args.at(-1);
  return args.length > 1 && (last instanceof EnumValue || typeof last === 'string') ? last : undefined;
}

function required(args: readonly Value[], index: number): string {
  const value = args[index] ?? null;
  if (isNull(value)) throw argumentNull('value');
  return toText(value);
}

function checked(self: string, index: number): number {
  if (index < 0 || index >= self.length)
    throw outOfRange('index', 'Index was outside the bounds of the array.');
  return index;
}

function padding(args: readonly Value[]): string {
  return args.length > 1 ? textArgument(args, 1).charAt(0) : ' ';
}

function substring(self: string, args: readonly Value[]): string {
  const start = intArgument(args, 0);
  const length = args.length > 1 ? intArgument(args, 1) : self.length - start;
  if (start < 0) throw outOfRange('startIndex', 'StartIndex cannot be less than zero.');
  if (start > self.length)
    throw outOfRange('startIndex', 'startIndex cannot be larger than length of string.');
  if (length < 0) throw outOfRange('length', 'Length cannot be less than zero.');
  if (start + length > self.length)
    throw outOfRange('length', 'Index and length must refer to a location within the string.');
  return self.slice(start, start + length);
}

function replace(self: string, args: readonly Value[]): string {
  const wanted = textArgument(args, 0);
  const by = textArgument(args, 1);
  if (!ignoresCase(args[2])) return self.replaceAll(wanted, () => by);
  const pattern = wanted.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return self.replace(new RegExp(pattern, 'gi'), () => by);
}

function remove(self: string, args: readonly Value[]): string {
  const start = intArgument(args, 0);
  const count = args.length > 1 ? intArgument(args, 1) : self.length - start;
  if (start < 0 || start > self.length)
    throw outOfRange('startIndex', 'StartIndex cannot be less than zero or larger than the string.');
  if (count < 0 || start + count > self.length)
    throw outOfRange('count', 'Index and count must refer to a location within the string.');
  return self.slice(0, start) + self.slice(start + count);
}

function trim(self: string, args: readonly Value[], start: boolean, end: boolean): string {
  const characters = args.flatMap((arg) => texts(arg)).join('');
  const set = characters === '' ? undefined : new Set(characters);
  const isTrimmed = (char: string): boolean => (set === undefined ? /\s/.test(char) : set.has(char));
  let from = 0;
  let to = self.length;
  if (start) while (from < to && isTrimmed(self.charAt(from))) from++;
  if (end) while (to > from && isTrimmed(self.charAt(to - 1))) to--;
  return self.slice(from, to);
}

/** Characters each separate; strings do where options or a list of strings are given, as .NET Core resolves it. */
function split(self: string, args: readonly Value[]): Value {
  const options = args.findLast(
    (arg, index) =>
      index > 0 && (arg instanceof EnumValue || (typeof arg === 'string' && /Empty|None|Trim/i.test(arg))),
  );
  const count = args.slice(1).find((arg) => typeof arg === 'number' && !(arg === options)) as
    | number
    | undefined;
  const wordy = options !== undefined && toText(options);
  const separators = separatorsOf(args, options, count);
  let parts =
    separators.length === 0
      ? splitAtAny(self, [' ', '\t', '\n', '\r'], count)
      : splitAtAny(self, separators, count);
  if (typeof wordy === 'string' && /TrimEntries/i.test(wordy)) parts = parts.map((part) => part.trim());
  if (typeof wordy === 'string' && /RemoveEmpty/i.test(wordy)) parts = parts.filter((part) => part !== '');
  return typedArray(parts, stringType);
}

function separatorsOf(
  args: readonly Value[],
  options: Value | undefined,
  count: number | undefined,
): string[] {
  const own = args.filter((arg) => arg !== options && !(typeof arg === 'number' && arg === count));
  const list = own.flatMap((arg) => texts(arg)).filter((text) => text !== '');
  const [only] = own;
  // A single string separates as a whole; several arguments, or a char array, by each character.
  return own.length === 1 && typeof only === 'string' ? [only] : list;
}

function splitAtAny(self: string, separators: readonly string[], count: number | undefined): string[] {
  const parts: string[] = [];
  let from = 0;
  let at = 0;
  while (at < self.length && (count === undefined || parts.length < count - 1)) {
    const found = separators.find((separator) => separator !== '' && self.startsWith(separator, at));
    if (found === undefined) at++;
    else {
      parts.push(self.slice(from, at));
      at += found.length;
      from = at;
    }
  }
  parts.push(self.slice(from));
  return parts;
}

const stringStatics = () => [
  constant('Empty', 'string', () => ''),
  staticMethod(['string Join(string separator, Params object[] values)'], ([separator = '', ...rest]) => {
    const values = rest.length === 1 ? listArgument(rest, 0) : rest;
    return values.map((value) => toText(value)).join(isNull(separator) ? '' : toText(separator));
  }),
  staticMethod('string Format(string format, Params object[] args)', ([format = '', ...rest]) => {
    const [only] = rest;
    return formatComposite(
      toText(format),
      rest.length === 1 && only !== undefined && isEnumerable(only) ? toArray(only) : rest,
    );
  }),
  staticMethod('bool IsNullOrEmpty(string value)', ([value = null]) => isNull(value) || toText(value) === ''),
  staticMethod(
    'bool IsNullOrWhiteSpace(string value)',
    ([value = null]) => isNull(value) || toText(value).trim() === '',
  ),
  staticMethod('string Concat(Params object[] values)', (args) => {
    const values = args.length === 1 ? listArgument(args, 0) : args;
    return values.map((value) => toText(value)).join('');
  }),
  staticMethod(
    [
      'int Compare(string a, string b)',
      'int Compare(string a, string b, bool ignoreCase)',
      'int Compare(string a, string b, StringComparison comparison)',
    ],
    (args) => Math.sign(compareTexts(textArgument(args, 0), textArgument(args, 1), !ignoresCase(args[2]))),
  ),
  staticMethod('int CompareOrdinal(string a, string b)', (args) => {
    const [a, b] = [textArgument(args, 0), textArgument(args, 1)];
    return a < b ? -1 : a > b ? 1 : 0;
  }),
  staticMethod(
    ['bool Equals(string a, string b)', 'bool Equals(string a, string b, StringComparison comparison)'],
    (args) => {
      const [a = null, b = null] = args;
      if (isNull(a) || isNull(b)) return isNull(a) && isNull(b);
      return textsEqual(toText(a), toText(b), !ignoresCase(args[2]));
    },
  ),
  staticMethod('string Copy(string value)', (args) => textArgument(args, 0)),
];

function constructString(args: readonly Value[]): Value {
  const [first = null] = args;
  if (args.length === 2) return toText(first).charAt(0).repeat(intArgument(args, 1));
  if (args.length === 3) {
    const start = intArgument(args, 1);
    return listArgument(args, 0)
      .slice(start, start + intArgument(args, 2))
      .map((char) => toText(char))
      .join('');
  }
  return isEnumerable(first)
    ? toArray(first)
        .map((char) => toText(char))
        .join('')
    : toText(first);
}
