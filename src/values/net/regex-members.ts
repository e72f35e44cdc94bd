import { typedArray } from '../array.ts';
import { Collection } from '../collection.ts';
import { convertTo } from '../convert.ts';
import { defineEnum, type EnumValue } from '../enum-type.ts';
import { Sequence } from '../enumerate.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import {
  type CompiledRegex,
  compileRegex,
  escapeRegex,
  expandReplacement,
  firstMatch,
  groupTexts,
  matchesOf,
  type RegexFlags,
  replaceMatches,
} from '../regex.ts';
import { RegexValue, regexType } from '../regex-value.ts';
import { stringType } from '../string-type.ts';
import { setMatchValue } from '../text-operators.ts';
import { toText } from '../to-text.ts';
import { TypeInfo, type TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { intArgument, method, property, staticMethod, textArgument } from './define.ts';
import { codeOf, delegateResult } from './ps-method.ts';

const regexOptions = defineEnum({
  fullName: 'System.Text.RegularExpressions.RegexOptions',
  flags: true,
  values: {
    None: 0,
    IgnoreCase: 1,
    Multiline: 2,
    ExplicitCapture: 4,
    Compiled: 8,
    Singleline: 16,
    IgnorePatternWhitespace: 32,
    RightToLeft: 64,
    ECMAScript: 256,
    CultureInvariant: 512,
  },
});

/** A captured group, or a whole match with its groups. */
export class MatchGroup extends NetObject {
  readonly success: boolean;
  readonly text: string;
  readonly index: number;
  readonly name: string;
  readonly #type: TypeInfo;
  constructor(
    facts: { success: boolean; text: string; index: number; name: string },
    type: TypeInfo = groupType,
  ) {
    super();
    this.success = facts.success;
    this.text = facts.text;
    this.index = facts.index;
    this.name = facts.name;
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  override asText(): string {
    return this.text;
  }
}

class MatchValue extends MatchGroup {
  readonly regex: CompiledRegex;
  readonly match: RegExpExecArray | null;
  constructor(match: RegExpExecArray | null, regex: CompiledRegex) {
    super(
      { success: match !== null, text: match?.[0] ?? '', index: match?.index ?? 0, name: '0' },
      matchType,
    );
    this.match = match;
    this.regex = regex;
  }

  groups(): MatchGroup[] {
    return this.regex.groupNames.map((name, number) => {
      const text = this.match?.[this.regex.groupIndexes[number] ?? 0];
      const at = number === 0 ? this.index : text === undefined ? 0 : this.index + this.text.indexOf(text);
      return new MatchGroup({ success: text !== undefined, text: text ?? '', index: at, name });
    });
  }
}

/** `$match.Groups`: by number and by name. */
class GroupList extends Sequence {
  readonly items: readonly MatchGroup[];
  constructor(items: readonly MatchGroup[]) {
    super();
    this.items = items;
  }

  get type(): TypeInfo {
    return groupListType;
  }

  iterate(): Iterable<Value> {
    return this.items;
  }

  item(key: Value): Value {
    const found =
      typeof key === 'number' ? this.items[key] : this.items.find((group) => group.name === toText(key));
    return found ?? new MatchGroup({ success: false, text: '', index: 0, name: toText(key) });
  }
}

const groupMembers = (): TypeMember[] => [
  property('Success', 'bool', (self: MatchGroup) => self.success),
  property('Value', 'string', (self: MatchGroup) => self.text),
  property('Index', 'int', (self: MatchGroup) => self.index),
  property('Length', 'int', (self: MatchGroup) => self.text.length),
  property('Name', 'string', (self: MatchGroup) => self.name),
  property('Captures', 'object', (self: MatchGroup) => (self.success ? [self] : [])),
];

const groupType: TypeInfo = defineType({
  fullName: 'System.Text.RegularExpressions.Group',
  base: () => objectTypeInfo,
  members: groupMembers,
});

const matchType: TypeInfo = defineType({
  fullName: 'System.Text.RegularExpressions.Match',
  base: () => groupType,
  members: () => [
    property(
      'Groups',
      'System.Text.RegularExpressions.GroupCollection',
      (self: MatchValue) => new GroupList(self.groups()),
    ),
    method('System.Text.RegularExpressions.Match NextMatch()', (self: MatchValue) => {
      const input = self.match?.input ?? '';
      return new MatchValue(
        self.match === null
          ? null
          : firstMatch(self.regex, input, self.index + Math.max(1, self.text.length)),
        self.regex,
      );
    }),
    method('string Result(string replacement)', (self: MatchValue, args) =>
      self.match === null
        ? ''
        : expandReplacement(textArgument(args, 0), self.match, self.regex, self.match.input),
    ),
  ],
});

const groupListType: TypeInfo = defineType({
  fullName: 'System.Text.RegularExpressions.GroupCollection',
  base: () => objectTypeInfo,
  members: () => [
    property('Count', 'int', (self: GroupList) => self.items.length),
    property('Keys', 'string[]', (self: GroupList) => self.items.map((group) => group.name)),
    method('System.Text.RegularExpressions.Group get_Item(object key)', (self: GroupList, [key = null]) =>
      self.item(key),
    ),
    method('bool ContainsKey(string key)', (self: GroupList, args) =>
      self.items.some((group) => group.name === textArgument(args, 0)),
    ),
  ],
});

const matchListType = new TypeInfo({
  fullName: 'System.Text.RegularExpressions.MatchCollection',
  interfaces: ['System.Collections.ICollection', 'System.Collections.IEnumerable'],
  members: () => [property('Count', 'int', (self: Collection) => self.items.length)],
});

function flagsOf(value: Value | undefined): RegexFlags {
  if (value === undefined) return {};
  const { number } = convertTo(value, regexOptions) as EnumValue;
  return {
    ignoreCase: (number & 1) !== 0,
    multiline: (number & 2) !== 0,
    explicitCapture: (number & 4) !== 0,
    singleline: (number & 16) !== 0,
    ignoreWhitespace: (number & 32) !== 0,
  };
}

/** Members of `[regex]`, its matches and groups. */
export function completeRegex(): void {
  setMatchValue((match, regex) => new MatchValue(match, regex), evaluatorOf);
  regexType.complete({
    members: regexMembers,
    statics: regexStatics,
    construct: ([pattern = null, options]) => new RegexValue(compileRegex(toText(pattern), flagsOf(options))),
    convert: (value) => (typeof value === 'string' ? new RegexValue(compileRegex(value)) : undefined),
  });
}

function replaced(regex: CompiledRegex, text: string, replacement: Value, limit: number | undefined): string {
  const count = limit ?? Number.POSITIVE_INFINITY;
  const evaluator = evaluatorOf(replacement);
  if (evaluator !== undefined)
    return replaceMatches(regex, text, (match) => toText(evaluator(new MatchValue(match, regex))), count);
  const template = toText(replacement);
  return replaceMatches(regex, text, (match) => expandReplacement(template, match, regex, text), count);
}

/** A script block, or a method by its name, that gives the replacement of a match. */
function evaluatorOf(replacement: Value): ((match: Value) => Value) | undefined {
  const code = codeOf(replacement);
  return code && ((match) => delegateResult(code, match));
}

function split(regex: CompiledRegex, text: string, limit = 0): Value {
  const parts: string[] = [];
  let at = 0;
  for (const match of matchesOf(regex, text)) {
    if (limit > 0 && parts.length >= limit - 1) break;
    parts.push(text.slice(at, match.index), ...groupTexts(match));
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return typedArray(parts, stringType);
}

function all(regex: CompiledRegex, text: string, from = 0): Collection {
  return new Collection(
    matchListType,
    'list',
    Array.from(matchesOf(regex, text, from), (match) => new MatchValue(match, regex)),
  );
}

const regexMembers = (): TypeMember[] => [
  property('Options', 'System.Text.RegularExpressions.RegexOptions', (self: RegexValue) => {
    const { flags } = self.regex;
    return regexOptions.ofNumber(
      (flags.ignoreCase ? 1 : 0) |
        (flags.multiline ? 2 : 0) |
        (flags.singleline ? 16 : 0) |
        (flags.ignoreWhitespace ? 32 : 0),
    );
  }),
  method(
    ['bool IsMatch(string input)', 'bool IsMatch(string input, int startat)'],
    (self: RegexValue, args) => firstMatch(self.regex, textArgument(args, 0), intArgument(args, 1)) !== null,
  ),
  method(
    [
      'System.Text.RegularExpressions.Match Match(string input)',
      'System.Text.RegularExpressions.Match Match(string input, int startat)',
    ],
    (self: RegexValue, args) =>
      new MatchValue(firstMatch(self.regex, textArgument(args, 0), intArgument(args, 1)), self.regex),
  ),
  method(
    [
      'System.Text.RegularExpressions.MatchCollection Matches(string input)',
      'System.Text.RegularExpressions.MatchCollection Matches(string input, int startat)',
    ],
    (self: RegexValue, args) => all(self.regex, textArgument(args, 0), intArgument(args, 1)),
  ),
  method(
    [
      'string Replace(string input, string replacement)',
      'string Replace(string input, string replacement, int count)',
    ],
    (self: RegexValue, args) =>
      replaced(
        self.regex,
        textArgument(args, 0),
        args[1] ?? '',
        args.length > 2 ? intArgument(args, 2) : undefined,
      ),
  ),
  method(
    ['string[] Split(string input)', 'string[] Split(string input, int count)'],
    (self: RegexValue, args) => split(self.regex, textArgument(args, 0), intArgument(args, 1)),
  ),
  method('string[] GetGroupNames()', (self: RegexValue) => [...self.regex.groupNames]),
  method('int[] GetGroupNumbers()', (self: RegexValue) => self.regex.groupNames.map((_, index) => index)),
  method(
    'string GroupNameFromNumber(int number)',
    (self: RegexValue, args) => self.regex.groupNames[intArgument(args, 0)] ?? '',
  ),
  method('string ToString()', (self: RegexValue) => self.regex.source),
];

const regexStatics = (): TypeMember[] => [
  staticMethod('string Escape(string text)', (args) => escapeRegex(textArgument(args, 0))),
  staticMethod('string Unescape(string text)', (args) =>
    textArgument(args, 0).replace(
      /\\(.)/g,
      (_, char: string) => ({ n: '\n', r: '\r', t: '\t' })[char] ?? char,
    ),
  ),
  staticMethod(
    [
      'bool IsMatch(string input, string pattern)',
      'bool IsMatch(string input, string pattern, RegexOptions options)',
    ],
    (args) => firstMatch(compiled(args, 2), textArgument(args, 0)) !== null,
  ),
  staticMethod(
    [
      'System.Text.RegularExpressions.Match Match(string input, string pattern)',
      'System.Text.RegularExpressions.Match Match(string input, string pattern, RegexOptions options)',
    ],
    (args) => {
      const regex = compiled(args, 2);
      return new MatchValue(firstMatch(regex, textArgument(args, 0)), regex);
    },
  ),
  staticMethod(
    [
      'System.Text.RegularExpressions.MatchCollection Matches(string input, string pattern)',
      'System.Text.RegularExpressions.MatchCollection Matches(string input, string pattern, RegexOptions options)',
    ],
    (args) => all(compiled(args, 2), textArgument(args, 0)),
  ),
  staticMethod(
    [
      'string Replace(string input, string pattern, string replacement)',
      'string Replace(string input, string pattern, string replacement, RegexOptions options)',
    ],
    (args) => replaced(compiled(args, 3), textArgument(args, 0), args[2] ?? '', undefined),
  ),
  staticMethod(
    [
      'string[] Split(string input, string pattern)',
      'string[] Split(string input, string pattern, RegexOptions options)',
    ],
    (args) => split(compiled(args, 2), textArgument(args, 0)),
  ),
];

function compiled(args: readonly Value[], optionsAt: number): CompiledRegex {
  return compileRegex(textArgument(args, 1), flagsOf(args[optionsAt]));
}
