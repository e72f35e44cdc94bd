import { fail, ok, type Result } from '../base/result.ts';

/** Makes the caller's values from JSON's. */
export interface JsonBuilder<V> {
  object(entries: ReadonlyArray<readonly [string, V]>): Result<V, JsonFault>;
  array(items: V[]): V;
  string(text: string): V;
  /** A number as written, without a leading plus. `NaN` and `Infinity` are numbers too. */
  number(text: string): V;
  literal(value: boolean | null): V;
}

export type JsonFault =
  | { readonly kind: 'syntax'; readonly message: string; readonly line: number; readonly position: number }
  | { readonly kind: 'depth'; readonly limit: number }
  | { readonly kind: 'keys'; readonly message: string; readonly id: string };

/**
 * Reads JSON as PowerShell's ConvertFrom-Json does, which is a little more than RFC 8259: comments,
 * single-quoted strings, bare names and a trailing comma are taken too.
 */
export function readJson<V>(text: string, builder: JsonBuilder<V>, maxDepth: number): Result<V, JsonFault> {
  const reader = new JsonText(text);
  try {
    const value = readValue(reader, builder, maxDepth, 0);
    if (!value.ok) return value;
    reader.skipBlank();
    if (!reader.atEnd()) {
      return reader.wrong(
        `Additional text encountered after finished reading JSON content: ${reader.peek()}`,
      );
    }
    return value;
  } catch (error) {
    if (error instanceof SyntaxFault) return fail(error.fault);
    throw error;
  }
}

/** Carries a syntax fault out of the nested readers. */
class SyntaxFault extends Error {
  readonly fault: JsonFault;
  constructor(fault: JsonFault) {
    super('syntax');
    this.fault = fault;
  }
}

function readValue<V>(
  reader: JsonText,
  builder: JsonBuilder<V>,
  maxDepth: number,
  depth: number,
): Result<V, JsonFault> {
  reader.skipBlank();
  const character = reader.peek();
  if (character === '{' || character === '[') {
    if (depth >= maxDepth) return fail({ kind: 'depth', limit: maxDepth });
    reader.position++;
    return character === '{'
      ? readObject(reader, builder, maxDepth, depth + 1)
      : readArray(reader, builder, maxDepth, depth + 1);
  }
  if (character === '"' || character === "'") return ok(builder.string(reader.string()));
  const word = reader.word();
  switch (word) {
    case 'true':
    case 'false':
      return ok(builder.literal(word === 'true'));
    case 'null':
    case 'undefined':
      return ok(builder.literal(null));
    case '':
      return reader.wrong(
        character === ''
          ? 'Unexpected end of content'
          : `Unexpected character encountered while parsing value: ${character}`,
      );
    default:
      if (!NUMBER.test(word))
        return reader.wrong(`Unexpected character encountered while parsing value: ${word[0] ?? ''}`);
      return ok(builder.number(word));
  }
}

const NUMBER = /^(?:-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-?0[xX][0-9a-fA-F]+|NaN|-?Infinity)$/;

function readObject<V>(
  reader: JsonText,
  builder: JsonBuilder<V>,
  maxDepth: number,
  depth: number,
): Result<V, JsonFault> {
  const entries: [string, V][] = [];
  for (;;) {
    reader.skipBlank();
    if (reader.take('}')) return builder.object(entries);
    const quote = reader.peek();
    const key = quote === '"' || quote === "'" ? reader.string() : reader.word();
    if (key === '' && quote !== '"' && quote !== "'") {
      return reader.wrong(
        quote === '' ? 'Unexpected end when reading JSON' : `Invalid property identifier character: ${quote}`,
      );
    }
    reader.skipBlank();
    if (!reader.take(':')) {
      return reader.wrong(
        `Invalid character after parsing property name. Expected ':' but got: ${reader.peek()}`,
      );
    }
    const value = readValue(reader, builder, maxDepth, depth);
    if (!value.ok) return value;
    entries.push([key, value.value]);
    reader.skipBlank();
    if (reader.take(',') || reader.peek() === '}') continue;
    return reader.wrong(`After parsing a value an unexpected character was encountered: ${reader.peek()}`);
  }
}

function readArray<V>(
  reader: JsonText,
  builder: JsonBuilder<V>,
  maxDepth: number,
  depth: number,
): Result<V, JsonFault> {
  const items: V[] = [];
  for (;;) {
    reader.skipBlank();
    if (reader.take(']')) return ok(builder.array(items));
    const value = readValue(reader, builder, maxDepth, depth);
    if (!value.ok) return value;
    items.push(value.value);
    reader.skipBlank();
    if (reader.take(',') || reader.peek() === ']') continue;
    return reader.wrong(`After parsing a value an unexpected character was encountered: ${reader.peek()}`);
  }
}

/** The text and where reading stands in it. */
class JsonText {
  readonly #text: string;
  position = 0;

  constructor(text: string) {
    this.#text = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }

  atEnd(): boolean {
    return this.position >= this.#text.length;
  }

  peek(): string {
    return this.#text[this.position] ?? '';
  }

  take(character: string): boolean {
    if (this.#text[this.position] !== character) return false;
    this.position++;
    return true;
  }

  skipBlank(): void {
    for (;;) {
      BLANK.lastIndex = this.position;
      BLANK.exec(this.#text);
      this.position = Math.max(this.position, BLANK.lastIndex);
      if (this.peek() !== '/') return;
      const second = this.#text[this.position + 1];
      if (second === '/') {
        const lineEnd = this.#text.indexOf('\n', this.position);
        this.position = lineEnd < 0 ? this.#text.length : lineEnd + 1;
      } else if (second === '*') {
        const commentEnd = this.#text.indexOf('*/', this.position + 2);
        if (commentEnd < 0) this.wrong('Unexpected end while parsing comment');
        this.position = commentEnd + 2;
      } else return;
    }
  }

  /** A run of letters, digits, signs and points: a number, a literal or a bare name. */
  word(): string {
    WORD.lastIndex = this.position;
    const word = WORD.exec(this.#text)?.[0] ?? '';
    this.position += word.length;
    return word;
  }

  string(): string {
    const quote = this.peek();
    const start = this.position + 1;
    const plain = quote === '"' ? PLAIN_DOUBLE : PLAIN_SINGLE;
    let value = '';
    this.position = start;
    for (;;) {
      plain.lastIndex = this.position;
      const run = plain.exec(this.#text)?.[0] ?? '';
      value += run;
      this.position += run.length;
      const character = this.peek();
      this.position++;
      if (character === quote) return value;
      if (character === '') {
        this.position = this.#text.length;
        this.wrong(`Unterminated string. Expected delimiter: ${quote}`);
      }
      value += this.#escape();
    }
  }

  #escape(): string {
    const character = this.peek();
    this.position++;
    if (character !== 'u') {
      const escaped = ESCAPES.get(character);
      return escaped ?? this.wrong(`Bad JSON escape sequence: \\${character}`);
    }
    const digits = this.#text.slice(this.position, this.position + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.wrong(`Invalid Unicode escape sequence: \\u${digits}`);
    this.position += 4;
    return String.fromCharCode(Number.parseInt(digits, 16));
  }

  wrong(message: string): never {
    const before = this.#text.slice(0, this.position);
    const lineStart = before.lastIndexOf('\n') + 1;
    throw new SyntaxFault({
      kind: 'syntax',
      message,
      line: before.split('\n').length,
      position: this.position - lineStart,
    });
  }
}

const BLANK = /[ \t\r\n\u00a0\ufeff]*/y;
const WORD = /[-+.\w$]+/y;
const PLAIN_DOUBLE = /[^"\\]*/y;
const PLAIN_SINGLE = /[^'\\]*/y;
const ESCAPES = new Map([
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['\\', '\\'],
  ['/', '/'],
  ['"', '"'],
  ["'", "'"],
]);
