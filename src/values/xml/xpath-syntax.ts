import { NetException } from '../net-exception.ts';

/** An expression of XPath 1.0. */
export type Expression =
  | { readonly kind: 'path'; readonly from: Expression | 'root' | 'context'; readonly steps: readonly Step[] }
  | { readonly kind: 'filter'; readonly of: Expression; readonly predicates: readonly Expression[] }
  | {
      readonly kind: 'binary';
      readonly operator: string;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly kind: 'negative'; readonly of: Expression }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'literal'; readonly value: string | number };

export interface Step {
  readonly axis: Axis;
  readonly test: NodeTest;
  readonly predicates: readonly Expression[];
}

export type NodeTest =
  | { readonly kind: 'name'; readonly prefix: string; readonly name: string }
  | { readonly kind: 'node' | 'text' | 'comment' | 'processing-instruction' };

const AXES = [
  'child',
  'descendant',
  'descendant-or-self',
  'parent',
  'self',
  'ancestor',
  'ancestor-or-self',
  'following-sibling',
  'preceding-sibling',
  'attribute',
] as const;
export type Axis = (typeof AXES)[number];

const MAX_LENGTH = 65_536;
const MAX_DEPTH = 200;
const TOKEN =
  /\s*(\/\/|\.\.|::|!=|<=|>=|\d+(?:\.\d*)?|\.\d+|"[^"]*"|'[^']*'|[\p{L}_][\p{L}\p{N}_.\u00B7-]*(?::(?!:)(?:[\p{L}_][\p{L}\p{N}_.\u00B7-]*|\*))?|[/()[\].@,|+=<>*$-])/uy;
/** From the loosest to the tightest. */
const LEVELS = [['or'], ['and'], ['=', '!='], ['<', '<=', '>', '>='], ['+', '-'], ['*', 'div', 'mod']];

/** Reads an expression; throws XPathException for what is none, or what is not supported. */
export function parseXPath(text: string): Expression {
  const reader = new Reader(text);
  const expression = reader.binary(0);
  reader.end();
  return expression;
}

export function xpathError(text: string, reason = 'has an invalid token'): NetException {
  return new NetException('System.Xml.XPath.XPathException', `'${text}' ${reason}.`);
}

class Reader {
  readonly #text: string;
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
    if (text.length > MAX_LENGTH)
      throw xpathError(text.slice(0, 40), `is longer than ${MAX_LENGTH} characters`);
    this.#tokens = tokensOf(text);
  }

  end(): void {
    if (this.#at < this.#tokens.length) throw this.#invalid();
  }

  binary(level: number): Expression {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.binary(level + 1);
    for (let operator = this.#peek(); operators.includes(operator); operator = this.#peek()) {
      this.#at++;
      left = { kind: 'binary', operator, left, right: this.binary(level + 1) };
    }
    return left;
  }

  #unary(): Expression {
    if (++this.#depth > MAX_DEPTH) throw xpathError(this.#text, `is nested deeper than ${MAX_DEPTH}`);
    const expression: Expression = this.#takes('-') ? { kind: 'negative', of: this.#unary() } : this.#union();
    this.#depth--;
    return expression;
  }

  #union(): Expression {
    let left = this.#path();
    while (this.#takes('|')) left = { kind: 'binary', operator: '|', left, right: this.#path() };
    return left;
  }

  #path(): Expression {
    const next = this.#peek();
    if (this.#startsPrimary(next)) {
      const of = this.#primary();
      const predicates = this.#predicates();
      const from: Expression = predicates.length === 0 ? of : { kind: 'filter', of, predicates };
      if (!this.#peek().startsWith('/')) return from;
      return { kind: 'path', from, steps: this.#further() };
    }
    if (next === '/' || next === '//') {
      if (next === '/' && !this.#startsStep(this.#tokens[this.#at + 1] ?? '')) {
        this.#at++;
        return { kind: 'path', from: 'root', steps: [] };
      }
      return { kind: 'path', from: 'root', steps: this.#further() };
    }
    return { kind: 'path', from: 'context', steps: [this.#step(), ...this.#further()] };
  }

  #further(): Step[] {
    const steps: Step[] = [];
    for (;;) {
      if (this.#takes('//')) steps.push(ANYWHERE);
      else if (!this.#takes('/')) return steps;
      steps.push(this.#step());
    }
  }

  #step(): Step {
    if (this.#takes('..')) return { axis: 'parent', test: { kind: 'node' }, predicates: [] };
    if (this.#takes('.')) return { axis: 'self', test: { kind: 'node' }, predicates: [] };
    const axis = this.#axis();
    return { axis, test: this.#nodeTest(), predicates: this.#predicates() };
  }

  #axis(): Axis {
    if (this.#takes('@')) return 'attribute';
    if (this.#tokens[this.#at + 1] !== '::') return 'child';
    const axis = AXES.find((one) => one === this.#peek());
    if (axis === undefined) throw xpathError(this.#text, `has an axis that is not known: '${this.#peek()}'`);
    this.#at += 2;
    return axis;
  }

  #nodeTest(): NodeTest {
    const token = this.#tokens[this.#at++] ?? '';
    if (token === '*') return { kind: 'name', prefix: '', name: '*' };
    if (!isName(token)) throw this.#invalid(token);
    if (this.#takes('(')) {
      this.#expect(')');
      if (token === 'node' || token === 'text' || token === 'comment' || token === 'processing-instruction')
        return { kind: token };
      throw this.#invalid(token);
    }
    const colon = token.indexOf(':');
    return { kind: 'name', prefix: token.slice(0, Math.max(0, colon)), name: token.slice(colon + 1) };
  }

  #predicates(): Expression[] {
    const predicates: Expression[] = [];
    while (this.#takes('[')) {
      predicates.push(this.binary(0));
      this.#expect(']');
    }
    return predicates;
  }

  #primary(): Expression {
    const token = this.#tokens[this.#at++] ?? '';
    if (token === '(') {
      const inner = this.binary(0);
      this.#expect(')');
      return inner;
    }
    if (/^["']/.test(token)) return { kind: 'literal', value: token.slice(1, -1) };
    if (/^\.?\d/.test(token)) return { kind: 'literal', value: Number(token) };
    this.#expect('(');
    const args: Expression[] = [];
    if (this.#takes(')')) return { kind: 'call', name: token, args };
    do args.push(this.binary(0));
    while (this.#takes(','));
    this.#expect(')');
    return { kind: 'call', name: token, args };
  }

  #startsPrimary(token: string): boolean {
    if (token === '(' || /^(?:["']|\.?\d)/.test(token)) return true;
    return isName(token) && this.#tokens[this.#at + 1] === '(' && !NODE_TESTS.has(token);
  }

  #startsStep(token: string): boolean {
    return isName(token) || token === '*' || token === '@' || token === '.' || token === '..';
  }

  #peek(): string {
    return this.#tokens[this.#at] ?? '';
  }

  #takes(token: string): boolean {
    if (this.#peek() !== token) return false;
    this.#at++;
    return true;
  }

  #expect(token: string): void {
    if (!this.#takes(token)) throw this.#invalid();
  }

  #invalid(token = this.#peek()): NetException {
    return token === ''
      ? xpathError(this.#text, 'is not a complete expression')
      : xpathError(this.#text, `has an invalid token: '${token}'`);
  }
}

const NODE_TESTS: ReadonlySet<string> = new Set(['node', 'text', 'comment', 'processing-instruction']);

/** `//`: at any depth. */
const ANYWHERE: Step = { axis: 'descendant-or-self', test: { kind: 'node' }, predicates: [] };

function isName(token: string): boolean {
  return /^[\p{L}_]/u.test(token);
}

function tokensOf(text: string): string[] {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  const end = text.trimEnd().length;
  while (TOKEN.lastIndex < end) {
    const token = TOKEN.exec(text)?.[1];
    if (token === undefined) throw xpathError(text);
    tokens.push(token);
  }
  return tokens;
}
