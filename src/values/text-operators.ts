import { convertTo, requiredType } from './convert.ts';
import { enumerate, isEnumerable, toArray } from './enumerate.ts';
import { runtimeError } from './error-record.ts';
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
} from './regex.ts';
import { isRegexValue } from './regex-value.ts';
import { ScriptBlock } from './script-block.ts';
import { toText } from './to-text.ts';
import { isTrue } from './truth.ts';
import { isNull, type Value } from './value.ts';
import { hasOpenSet, matchesWildcard } from './wildcard.ts';

/** The regular expression of an operand: a `[regex]` as it is, other values by their text. */
export function regexOperand(value: Value, caseSensitive: boolean): CompiledRegex {
  if (isRegexValue(value)) return value.regex;
  return compileRegex(toText(value), { ignoreCase: !caseSensitive });
}

/** `-like` of a single value. */
export function isLike(left: Value, right: Value, caseSensitive: boolean): boolean {
  const pattern = toText(right);
  if (pattern.includes('[') && hasOpenSet(pattern)) {
    throw runtimeError({
      message: `The specified wildcard character pattern is not valid: ${pattern}`,
      id: 'WildcardPattern_Invalid',
      category: 'InvalidArgument',
      exceptionType: 'System.Management.Automation.WildcardPatternException',
    });
  }
  return matchesWildcard(toText(left), pattern, caseSensitive);
}

/** `-match` of a single value: the match or null. */
export function matchOperand(left: Value, regex: CompiledRegex): RegExpExecArray | null {
  return firstMatch(regex, toText(left));
}

/** `-replace` on a value or each element of a list. `operand` is the pattern, or pattern and replacement. */
export function replaceOperator(left: Value, operand: Value, caseSensitive: boolean): Value {
  const parts = isEnumerable(operand) ? toArray(operand) : [operand];
  if (parts.length > 2) {
    throw runtimeError({
      message: `The -replace operator allows only two elements to follow it, not ${parts.length}.`,
      id: 'BadReplaceArgument',
      target: operand,
    });
  }
  const [pattern = '', replacement = ''] = parts;
  const regex = regexOperand(pattern, caseSensitive);
  const replace = (text: string): string => replaceText(text, regex, replacement);
  if (isEnumerable(left)) return Array.from(enumerate(left), (item) => replace(toText(item)));
  return replace(toText(left));
}

function replaceText(text: string, regex: CompiledRegex, replacement: Value): string {
  const evaluator = evaluatorOf(replacement);
  if (evaluator !== undefined)
    return replaceMatches(regex, text, (match) => toText(evaluator(matchValueOf(match, regex))));
  const template = toText(replacement);
  return replaceMatches(regex, text, (match) => expandReplacement(template, match, regex, text));
}

let matchValueOf: (match: RegExpExecArray, regex: CompiledRegex) => Value = () => null;

/** A match as the `[Match]` that scripts see. */
export function matchValue(match: RegExpExecArray, regex: CompiledRegex): Value {
  return matchValueOf(match, regex);
}

let evaluatorOf: (replacement: Value) => ((match: Value) => Value) | undefined = () => undefined;

/** regex-members.ts hands in how a match becomes a `[Match]` value, and what code can stand for a replacement. */
export function setMatchValue(make: typeof matchValueOf, evaluator: typeof evaluatorOf): void {
  matchValueOf = make;
  evaluatorOf = evaluator;
}

/** `-join`. */
export function joinOperator(left: Value, separator: Value): string {
  const items = isEnumerable(left) ? enumerate(left) : [left];
  return Array.from(items, (item) => toText(item)).join(isNull(separator) ? '' : toText(separator));
}

/** `-split`: text, separator (pattern, text or script block), most parts, options. */
export function splitOperator(left: Value, operand: Value, caseSensitive: boolean): Value {
  const [separator = null, most = 0, options = ''] = isEnumerable(operand) ? toArray(operand) : [operand];
  const limit = convertTo(most, requiredType('int')) as number;
  const texts = isEnumerable(left) ? Array.from(enumerate(left), (item) => toText(item)) : [toText(left)];
  const parts: Value[] = [];
  for (const text of texts) {
    if (separator instanceof ScriptBlock) parts.push(...splitByBlock(text, separator, limit));
    else parts.push(...splitByText(text, separator, limit, splitFlags(options, caseSensitive)));
  }
  return parts;
}

/** `-split $text`: at white space, without empty parts. */
export function splitWhitespace(value: Value): Value {
  const texts = isEnumerable(value) ? Array.from(enumerate(value), (item) => toText(item)) : [toText(value)];
  return texts.flatMap((text) =>
    text
      .trim()
      .split(/\s+/)
      .filter((part) => part !== ''),
  );
}

interface SplitFlags extends RegexFlags {
  readonly simple: boolean;
}

function splitFlags(options: Value, caseSensitive: boolean): SplitFlags {
  const words = new Set(
    (isEnumerable(options) ? toArray(options).map((item) => toText(item)) : toText(options).split(','))
      .map((word) => word.trim().toLowerCase())
      .filter((word) => word !== ''),
  );
  const simple = words.has('simplematch');
  if (simple && [...words].some((word) => word !== 'simplematch' && word !== 'ignorecase')) {
    throw runtimeError({
      message: 'The SimpleMatch option cannot be combined with options of regular expressions.',
      id: 'InvalidSplitOptionCombination',
      category: 'InvalidArgument',
    });
  }
  return {
    simple,
    ignoreCase: words.has('ignorecase') || !caseSensitive,
    multiline: words.has('multiline'),
    singleline: words.has('singleline'),
    ignoreWhitespace: words.has('ignorepatternwhitespace'),
    explicitCapture: words.has('explicitcapture'),
  };
}

function splitByText(text: string, separator: Value, limit: number, flags: SplitFlags): string[] {
  const pattern = flags.simple ? escapeRegex(toText(separator)) : toText(separator);
  const regex = isRegexValue(separator) ? separator.regex : compileRegex(pattern, flags);
  if (limit < 0) return splitFromEnd(text, regex, -limit);
  const parts: string[] = [];
  let at = 0;
  for (const match of matchesOf(regex, text)) {
    if (limit > 0 && parts.length >= limit - 1) break;
    // An empty match splits between characters, but not before the first or after the last, as .NET does.
    parts.push(text.slice(at, match.index));
    parts.push(...groupTexts(match));
    at = match.index + match[0].length;
  }
  parts.push(text.slice(at));
  return parts;
}

function splitFromEnd(text: string, regex: CompiledRegex, most: number): string[] {
  const found = Array.from(matchesOf(regex, text), (match) => ({
    index: match.index,
    length: match[0].length,
  }));
  return between(text, lastOf(found, most - 1));
}

function splitByBlock(text: string, block: ScriptBlock, limit: number): string[] {
  const found: { index: number; length: number }[] = [];
  let index = 0;
  for (const char of text) {
    if (limit > 0 && found.length >= limit - 1) break;
    if (isTrue(block.valueFor(char))) found.push({ index, length: char.length });
    index += char.length;
  }
  return between(text, limit < 0 ? lastOf(found, -limit - 1) : found);
}

function lastOf<T>(items: readonly T[], count: number): readonly T[] {
  return count === 0 ? [] : items.slice(-count);
}

/** The texts between the separators found. */
function between(text: string, found: readonly { index: number; length: number }[]): string[] {
  const parts: string[] = [];
  let at = 0;
  for (const { index, length } of found) {
    parts.push(text.slice(at, index));
    at = index + length;
  }
  parts.push(text.slice(at));
  return parts;
}
