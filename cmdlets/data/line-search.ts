import { terminatingError } from '../../src/cmdlet/error.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import {
  type CompiledRegex,
  compileRegex,
  escapeRegex,
  firstMatch,
  matchesOf,
} from '../../src/values/regex.ts';
import { matchValue } from '../../src/values/text-operators.ts';
import type { Value } from '../../src/values/value.ts';

/** How lines are searched. */
export interface LineSearch {
  readonly patterns: readonly { readonly text: string; readonly regex: CompiledRegex }[];
  readonly allMatches: boolean;
  readonly notMatch: boolean;
  readonly isSimple: boolean;
}

export interface LineMatch {
  readonly pattern: string;
  readonly matches: readonly Value[];
}

export interface SearchOptions {
  readonly simple: boolean;
  readonly caseSensitive: boolean;
  readonly allMatches: boolean;
  readonly notMatch: boolean;
  /** Of a plain search. */
  readonly culture: string | undefined;
}

/** Throws a terminating error for a pattern that is no regular expression. */
export function lineSearch(patterns: readonly string[], options: SearchOptions): LineSearch {
  const { simple, caseSensitive, allMatches, notMatch } = options;
  return {
    patterns: patterns.map((text) => ({
      text,
      regex: simple ? plainPattern(text, options) : patternOf(text, !caseSensitive),
    })),
    allMatches,
    notMatch,
    isSimple: simple,
  };
}

/** In Turkish and Azeri, i and İ are one letter and ı and I another. */
function plainPattern(text: string, { caseSensitive, culture }: SearchOptions): CompiledRegex {
  const isTurkic = !caseSensitive && culture !== undefined && /^(?:tr|az)\b/i.test(culture);
  if (!isTurkic) return patternOf(escapeRegex(text), !caseSensitive);
  const letters = Array.from(text, (letter) => {
    if (/[iİ]/.test(letter)) return '[iİ]';
    if (/[ıI]/.test(letter)) return '[ıI]';
    const pair = new Set([letter.toLocaleLowerCase('tr'), letter.toLocaleUpperCase('tr')]);
    return `(?:${Array.from(pair, escapeRegex).join('|')})`;
  });
  return patternOf(letters.join(''), false);
}

function patternOf(text: string, ignoreCase: boolean): CompiledRegex {
  try {
    return compileRegex(text, { ignoreCase });
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    throw terminatingError({
      message: `The string ${text} is not a valid regular expression: ${error.record.message}`,
      id: 'InvalidRegex',
      category: 'InvalidArgument',
      target: text,
      exceptionType: 'System.ArgumentException',
    });
  }
}

/** The first pattern that a line holds, with its matches; with `notMatch`, a line that holds none. */
export function searchLine(search: LineSearch, line: string): LineMatch | undefined {
  for (const { text, regex } of search.patterns) {
    const first = firstMatch(regex, line);
    if (!first) continue;
    if (search.notMatch) return undefined;
    if (search.isSimple) return { pattern: text, matches: [] };
    const found = search.allMatches ? [...matchesOf(regex, line)] : [first];
    return { pattern: text, matches: found.map((match) => matchValue(match, regex)) };
  }
  return search.notMatch ? { pattern: search.patterns[0]?.text ?? '', matches: [] } : undefined;
}
