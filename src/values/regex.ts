import { runtimeError } from './error-record.ts';

export interface RegexFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly singleline?: boolean;
  readonly ignoreWhitespace?: boolean;
  readonly explicitCapture?: boolean;
}

/** A .NET regular expression on JavaScript's engine. */
export interface CompiledRegex {
  readonly source: string;
  readonly flags: RegexFlags;
  /** Global and sticky-free: `lastIndex` is set before each use. */
  readonly expression: RegExp;
  /** Names of the groups by number as .NET counts them: unnamed first, then named ones. `'0'` is the match. */
  readonly groupNames: readonly string[];
  /** JavaScript's group number for each of `groupNames`. */
  readonly groupIndexes: readonly number[];
}

const cache = new Map<string, CompiledRegex>();
const CACHE_LIMIT = 300;

/**
 * What differs from .NET: `\d`, `\w` and `\s` know ASCII and JavaScript's white space only; atomic groups
 * and possessive quantifiers match as ordinary ones; balancing groups, `\G` and right-to-left are refused.
 * Throws a terminating RegexParseException.
 */
export function compileRegex(pattern: string, flags: RegexFlags = {}): CompiledRegex {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.singleline ? 's' : ''}${flags.ignoreWhitespace ? 'x' : ''}${flags.explicitCapture ? 'n' : ''}/${pattern}`;
  let compiled = cache.get(key);
  if (compiled === undefined) {
    compiled = translate(pattern, flags);
    if (cache.size >= CACHE_LIMIT) cache.clear();
    cache.set(key, compiled);
  }
  return compiled;
}

/** Text as a pattern that matches only itself: [regex]::Escape. */
export function escapeRegex(text: string): string {
  return text.replace(/[\\*+?|{[()^$.#]/g, '\\$&').replace(/[ \t\n\r\f]/g, (char) => {
    const letters: Readonly<Record<string, string>> = {
      ' ': '\\ ',
      '\t': '\\t',
      '\n': '\\n',
      '\r': '\\r',
      '\f': '\\f',
    };
    return letters[char] ?? char;
  });
}

function translate(pattern: string, flags: RegexFlags): CompiledRegex {
  const state = new Translation(pattern, flags);
  const source = state.run();
  let jsFlags = 'g';
  if (state.ignoreCase) jsFlags += 'i';
  if (state.multiline) jsFlags += 'm';
  if (state.singleline) jsFlags += 's';
  if (state.unicode) jsFlags += 'u';
  let expression: RegExp;
  try {
    expression = new RegExp(source, jsFlags);
  } catch (error) {
    throw invalidPattern(
      pattern,
      error instanceof Error ? error.message.replace(/^.*: /, '') : String(error),
    );
  }
  const unnamed = state.groups.flatMap((name, index) => (name === null ? [index + 1] : []));
  const named = state.groups.flatMap((name, index) => (name === null ? [] : [index + 1]));
  const groupIndexes = [0, ...unnamed, ...named];
  const groupNames = groupIndexes.map((group, number) => state.groups[group - 1] ?? String(number));
  return { source: pattern, flags, expression, groupNames, groupIndexes };
}

export function invalidPattern(pattern: string, reason: string): Error {
  return runtimeError({
    message: `The regular expression pattern ${pattern} is not valid.`,
    id: 'InvalidRegularExpression',
    category: 'InvalidOperation',
    target: pattern,
    innerType: 'System.Text.RegularExpressions.RegexParseException',
    innerMessage: `Invalid pattern '${pattern}': ${reason}`,
  });
}

/** Reads a .NET pattern once and writes JavaScript's. */
class Translation {
  readonly groups: (string | null)[] = [];
  ignoreCase: boolean;
  multiline: boolean;
  singleline: boolean;
  unicode = false;
  #verbose: boolean;
  readonly #explicit: boolean;
  readonly #pattern: string;
  #at = 0;

  constructor(pattern: string, flags: RegexFlags) {
    this.#pattern = pattern;
    this.ignoreCase = flags.ignoreCase ?? false;
    this.multiline = flags.multiline ?? false;
    this.singleline = flags.singleline ?? false;
    this.#verbose = flags.ignoreWhitespace ?? false;
    this.#explicit = flags.explicitCapture ?? false;
    this.unicode = /\\[pP]\{/.test(pattern);
  }

  run(): string {
    let out = '';
    while (this.#at < this.#pattern.length) out += this.#next();
    return out;
  }

  #next(): string {
    const char = this.#pattern.charAt(this.#at);
    switch (char) {
      case '\\':
        return this.#escape(false);
      case '[':
        return this.#charClass();
      case '(':
        return this.#group();
      case '$':
        this.#at++;
        return this.multiline ? '(?=\\n|(?![\\s\\S]))' : '(?=\\n?(?![\\s\\S]))';
      case '^':
        this.#at++;
        return this.multiline ? '(?<=^|\\n)' : '(?<![\\s\\S])';
      case '.':
        this.#at++;
        return this.singleline ? '[\\s\\S]' : '[^\\n]';
      case '*':
      case '+':
      case '?':
        return this.#quantifier(char);
      case '{':
        return this.#braces();
      case '}':
        this.#at++;
        return '\\}';
      case ']':
        this.#at++;
        return '\\]';
      default:
        return this.#literal(char);
    }
  }

  #literal(char: string): string {
    this.#at++;
    if (!this.#verbose) return char === '/' ? '\\/' : char;
    if (/\s/.test(char)) return '';
    if (char !== '#') return char;
    const end = this.#pattern.indexOf('\n', this.#at);
    this.#at = end < 0 ? this.#pattern.length : end + 1;
    return '';
  }

  /** A possessive `+` after a quantifier is dropped. */
  #quantifier(char: string): string {
    this.#at++;
    if (this.#pattern.charAt(this.#at) === '+' && char !== '?') this.#at++;
    return char;
  }

  #braces(): string {
    const match = /^\{\d+(?:,\d*)?\}/.exec(this.#pattern.slice(this.#at));
    if (match === null) {
      this.#at++;
      return '\\{';
    }
    this.#at += match[0].length;
    return match[0];
  }

  #escape(inClass: boolean): string {
    const rest = this.#pattern.slice(this.#at);
    const category = /^\\[pP]\{(\w+)\}/.exec(rest);
    if (category !== null) {
      this.#at += category[0].length;
      return category[0].replace(/\{Is(\w+)\}/, '{Script=$1}');
    }
    const coded = /^\\(?:x[0-9a-f]{2}|u[0-9a-f]{4}|c[a-z]|[0-7]{2,3})/i.exec(rest);
    if (coded !== null) return this.#coded(coded[0]);
    const named = /^\\k(?:<(\w+)>|'(\w+)'|\{(\w+)\})/.exec(rest);
    if (named !== null && !inClass) {
      this.#at += named[0].length;
      const name = named[1] ?? named[2] ?? named[3] ?? '';
      return /^\d+$/.test(name) ? `\\${name}` : `\\k<${name}>`;
    }
    const char = rest.charAt(1);
    if (char === '') throw invalidPattern(this.#pattern, 'Illegal \\ at end of pattern.');
    this.#at += 2;
    return this.#simpleEscape(char, inClass);
  }

  #coded(text: string): string {
    this.#at += text.length;
    const octal = /^\\([0-7]{2,3})$/.exec(text);
    if (octal?.[1] === undefined) return text;
    if (!octal[1].startsWith('0') && Number(octal[1]) <= this.groups.length) return text;
    return `\\x${Number.parseInt(octal[1], 8).toString(16).padStart(2, '0')}`;
  }

  #simpleEscape(char: string, inClass: boolean): string {
    switch (char) {
      case 'A':
        return inClass ? 'A' : '(?<![\\s\\S])';
      case 'z':
        return inClass ? 'z' : '(?![\\s\\S])';
      case 'Z':
        return inClass ? 'Z' : '(?=\\n?(?![\\s\\S]))';
      case 'a':
        return '\\x07';
      case 'e':
        return '\\x1b';
      case 'G':
        throw invalidPattern(this.#pattern, '\\G is not supported here.');
      default:
        if (/[a-zA-Z0-9]/.test(char)) return `\\${char}`;
        return /[\^$\\.*+?()[\]{}|/-]/.test(char) ? (char === '-' && !inClass ? '-' : `\\${char}`) : char;
    }
  }

  #charClass(): string {
    let out = '[';
    this.#at++;
    if (this.#pattern.charAt(this.#at) === '^') {
      out += '^';
      this.#at++;
    }
    let first = true;
    for (;;) {
      const char = this.#pattern.charAt(this.#at);
      if (char === '') throw invalidPattern(this.#pattern, 'Unterminated [] set.');
      if (char === ']' && !first) break;
      if (char === '-' && !first && this.#pattern.charAt(this.#at + 1) === '[') return this.#subtraction(out);
      if (char === '\\') out += this.#escape(true);
      else {
        this.#at++;
        out += char === '[' || char === ']' ? `\\${char}` : char;
      }
      first = false;
    }
    this.#at++;
    return `${out}]`;
  }

  /** `[a-z-[aeiou]]`: the first class without the second. */
  #subtraction(open: string): string {
    this.#at++;
    const without = this.#charClass();
    if (this.#pattern.charAt(this.#at) === ']') this.#at++;
    return `(?:(?!${without})${open}])`;
  }

  #group(): string {
    const rest = this.#pattern.slice(this.#at);
    if (rest.startsWith('(?#')) {
      const end = this.#pattern.indexOf(')', this.#at);
      this.#at = end < 0 ? this.#pattern.length : end + 1;
      return '';
    }
    const options = /^\(\?([imnsx]*)(?:-([imnsx]+))?([):])/.exec(rest);
    if (options !== null && rest.charAt(2) !== ':') return this.#options(options);
    const named = /^\(\?(?:P?<([A-Za-z_]\w*)>|'([A-Za-z_]\w*)')/.exec(rest);
    if (named !== null) {
      this.#at += named[0].length;
      return this.#namedGroup(named[1] ?? named[2] ?? '');
    }
    if (/^\(\?[<'][\w]*-/.test(rest))
      throw invalidPattern(this.#pattern, 'Balancing groups are not supported here.');
    const special = /^\(\?(?:[:=!>]|<[=!])/.exec(rest);
    if (special !== null) {
      this.#at += special[0].length;
      return special[0] === '(?>' ? '(?:' : special[0];
    }
    this.#at++;
    if (this.#explicit) return '(?:';
    this.groups.push(null);
    return '(';
  }

  /** A name that is used twice is one group in .NET; JavaScript's engine needs the later ones unnamed. */
  #namedGroup(name: string): string {
    const again = this.groups.includes(name);
    this.groups.push(again ? null : name);
    return again ? '(' : `(?<${name}>`;
  }

  /** Inline options hold for the whole expression here, as they nearly always stand at its start. */
  #options(match: RegExpExecArray): string {
    const [whole, on = '', off = '', end] = match;
    this.#at += whole.length;
    if (on.includes('i')) this.ignoreCase = true;
    if (on.includes('m')) this.multiline = true;
    if (on.includes('s')) this.singleline = true;
    if (on.includes('x')) this.#verbose = true;
    if (off.includes('i')) this.ignoreCase = false;
    return end === ':' ? '(?:' : '';
  }
}

/** The matches of a regex in a text from an index on. */
export function* matchesOf(regex: CompiledRegex, text: string, from = 0): Generator<RegExpExecArray> {
  const { expression } = regex;
  let at = from;
  while (at <= text.length) {
    expression.lastIndex = at;
    const match = expression.exec(text);
    if (match === null) return;
    at = match.index + (match[0] === '' ? 1 : match[0].length);
    yield match;
  }
}

export function firstMatch(regex: CompiledRegex, text: string, from = 0): RegExpExecArray | null {
  regex.expression.lastIndex = from;
  return regex.expression.exec(text);
}

/** .NET's replacement text: `$1`, `${name}`, `$&`, `$$` and the like. */
export function expandReplacement(
  template: string,
  match: RegExpExecArray,
  regex: CompiledRegex,
  text: string,
): string {
  if (!template.includes('$')) return template;
  return template.replace(
    /\$(?:(\$)|(\d+)|\{(\w+)\}|([&`'+_]))/g,
    (whole, dollar?: string, digits?: string, name?: string, sign?: string) => {
      if (dollar !== undefined) return '$';
      if (digits !== undefined) return numberedGroup(digits, match, regex) ?? whole;
      if (name !== undefined) {
        if (/^\d+$/.test(name) && Number(name) < regex.groupIndexes.length)
          return match[regex.groupIndexes[Number(name)] ?? 0] ?? '';
        const number = regex.groupNames.indexOf(name);
        return number < 0 ? whole : (match[regex.groupIndexes[number] ?? 0] ?? '');
      }
      switch (sign) {
        case '&':
          return match[0];
        case '`':
          return text.slice(0, match.index);
        case "'":
          return text.slice(match.index + match[0].length);
        case '_':
          return text;
        default:
          return match.at(-1) ?? '';
      }
    },
  );
}

/** `$12`: as many digits as name a group; what is left of them is text. */
function numberedGroup(digits: string, match: RegExpExecArray, regex: CompiledRegex): string | undefined {
  for (let length = digits.length; length > 0; length--) {
    const index = regex.groupIndexes[Number(digits.slice(0, length))];
    if (index !== undefined) return (match[index] ?? '') + digits.slice(length);
  }
  return undefined;
}

export function replaceMatches(
  regex: CompiledRegex,
  text: string,
  replace: (match: RegExpExecArray) => string,
  limit = Number.POSITIVE_INFINITY,
): string {
  let out = '';
  let at = 0;
  let count = 0;
  for (const match of matchesOf(regex, text)) {
    if (count++ >= limit) break;
    out += text.slice(at, match.index) + replace(match);
    at = match.index + match[0].length;
  }
  return out + text.slice(at);
}

/** The texts of the groups that took part in a match, in order: what a split keeps of its separators. */
export function groupTexts(match: RegExpExecArray): string[] {
  const groups: readonly (string | undefined)[] = match.slice(1);
  return groups.filter((group) => group !== undefined);
}
