import { isHexDigit } from './characters.ts';
import { type Parser, report } from './state.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** What the backtick at `at` and the characters after it stand for. A backtick at the end stands for itself. */
export function readEscape(p: Parser, at: number): { value: string; end: number } {
  const next = p.text.charAt(at + 1);
  if (at + 1 >= p.end) return { value: '`', end: p.end };
  if (next === 'u') return unicodeEscape(p, at);
  return { value: Object.hasOwn(ESCAPES, next) ? (ESCAPES[next] ?? next) : next, end: at + 2 };
}

const MAX_DIGITS = 6;

/** `` `u{1f44d} ``: one to six hexadecimal digits. */
function unicodeEscape(p: Parser, start: number): { value: string; end: number } {
  const { text } = p;
  if (text.charCodeAt(start + 2) !== 123 || start + 2 >= p.end) {
    report(p, 'InvalidUnicodeEscapeSequence', start, start + 2);
    return { value: '', end: start + 2 };
  }
  const digits = start + 3;
  let at = digits;
  while (at < p.end && isHexDigit(text.charCodeAt(at)) && at - digits < MAX_DIGITS) at++;
  if (at < p.end && text.charCodeAt(at) === 125) {
    if (at === digits) report(p, 'InvalidUnicodeEscapeSequence', start, at + 1);
    else if (Number.parseInt(text.slice(digits, at), 16) > 0x10ffff) {
      report(p, 'InvalidUnicodeEscapeSequenceValue', digits, at);
    } else {
      return { value: String.fromCodePoint(Number.parseInt(text.slice(digits, at), 16)), end: at + 1 };
    }
    return { value: '', end: at + 1 };
  }
  if (at - digits < MAX_DIGITS) report(p, 'InvalidUnicodeEscapeSequence', at, at + 1);
  else if (at < p.end && isHexDigit(text.charCodeAt(at))) {
    report(p, 'TooManyDigitsInUnicodeEscapeSequence', at, at + 1);
  } else {
    report(p, 'MissingUnicodeEscapeSequenceTerminator', at, at + 1);
  }
  return { value: '', end: at };
}
