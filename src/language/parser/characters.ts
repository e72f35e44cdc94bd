/** What PowerShell makes of single UTF-16 units: the ASCII part by table, the rest by Unicode class. */

const IDENTIFIER_START = 1;
const DIGIT = 2;
const HEX_DIGIT = 4;
const VARIABLE_START = 8;
const WORD_BREAK = 16;
const NUMBER_BREAK = 32;
const BLANK = 64;

const traits = new Uint8Array(128);

function mark(characters: string, trait: number): void {
  for (let i = 0; i < characters.length; i++) {
    const code = characters.charCodeAt(i);
    traits[code] = (traits[code] ?? 0) | trait;
  }
}

const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
mark(`${LETTERS}_`, IDENTIFIER_START | VARIABLE_START);
mark('0123456789', DIGIT | HEX_DIGIT | VARIABLE_START);
mark('abcdefABCDEF', HEX_DIGIT);
mark('$:?^', VARIABLE_START);
mark('\0\t\n\v\f\r &(),;{|}', WORD_BREAK);
mark('!#%*+-./<=>]', NUMBER_BREAK);
mark(' \t\v\f', BLANK);

// In functions: making these sets takes longer than parsing most scripts, which have no such character.
const letter = (): RegExp => /^\p{L}$/u;
const letterOrDigit = (): RegExp => /^[\p{L}\p{Nd}]$/u;

/** White space other than line ends. */
export function isBlank(code: number): boolean {
  if (code < 128) return ((traits[code] ?? 0) & BLANK) !== 0;
  return (
    code === 0xa0 ||
    code === 0x85 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

export function isNewline(code: number): boolean {
  return code === 10 || code === 13;
}

export function isIdentifierStart(code: number): boolean {
  if (code < 128) return ((traits[code] ?? 0) & IDENTIFIER_START) !== 0;
  return letter().test(String.fromCharCode(code));
}

export function isIdentifierPart(code: number): boolean {
  if (code < 128) return ((traits[code] ?? 0) & (IDENTIFIER_START | DIGIT)) !== 0;
  return letterOrDigit().test(String.fromCharCode(code));
}

/** May follow `$` without braces. */
export function isVariableStart(code: number): boolean {
  if (code < 128) return ((traits[code] ?? 0) & VARIABLE_START) !== 0;
  return letterOrDigit().test(String.fromCharCode(code));
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

export function isHexDigit(code: number): boolean {
  return code < 128 && ((traits[code] ?? 0) & HEX_DIGIT) !== 0;
}

/** Ends a bare word. NaN, which `charCodeAt` gives past the end, ends one too. */
export function breaksWord(code: number): boolean {
  if (code < 128) return ((traits[code] ?? 0) & WORD_BREAK) !== 0;
  return Number.isNaN(code) || isBlank(code);
}

/** Ends a number inside an expression, beside what ends any word: `7+` is two tokens, `7z` is one. */
export function breaksNumber(code: number): boolean {
  if (code < 128) return ((traits[code] ?? 0) & NUMBER_BREAK) !== 0;
  return isDash(code);
}

/** Hyphen, en dash, em dash, horizontal bar: word processors turn one into the other. */
export function isDash(code: number): boolean {
  return code === 45 || (code >= 0x2013 && code <= 0x2015);
}

export function isSingleQuote(code: number): boolean {
  return code === 39 || (code >= 0x2018 && code <= 0x201b);
}

export function isDoubleQuote(code: number): boolean {
  return code === 34 || (code >= 0x201c && code <= 0x201e);
}
