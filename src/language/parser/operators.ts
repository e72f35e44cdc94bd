import type { AssignmentOperator, BinaryOperator, UnaryOperator } from '../ast.ts';
import * as lexeme from './lexeme.ts';

/** Tighter binds more. A comma binds tighter than all of these, unary operators tighter still. */
export interface DashOperator {
  readonly binary: BinaryOperator | null;
  readonly unary: UnaryOperator | null;
  readonly precedence: number;
}

const LOGICAL = 1;
const BITWISE = 2;
const COMPARISON = 3;
const COALESCING = 4;
const ADDITIVE = 5;
const MULTIPLICATIVE = 6;
const FORMAT = 7;
const RANGE = 8;

const table = new Map<string, DashOperator>();

function add(word: string, binary: BinaryOperator | null, precedence: number, unary?: UnaryOperator): void {
  table.set(word, { binary, unary: unary ?? null, precedence });
}

add('and', '-and', LOGICAL);
add('or', '-or', LOGICAL);
add('xor', '-xor', LOGICAL);
add('band', '-band', BITWISE);
add('bor', '-bor', BITWISE);
add('bxor', '-bxor', BITWISE);
add('shl', '-shl', COMPARISON);
add('shr', '-shr', COMPARISON);
add('is', '-is', COMPARISON);
add('isnot', '-isnot', COMPARISON);
add('as', '-as', COMPARISON);
add('join', '-join', COMPARISON, '-join');
add('f', '-f', FORMAT);
add('not', null, 0, '-not');
add('bnot', null, 0, '-bnot');
add('split', '-isplit', COMPARISON, '-isplit');
add('isplit', '-isplit', COMPARISON, '-isplit');
add('csplit', '-csplit', COMPARISON, '-csplit');

const CASED = [
  'eq',
  'ne',
  'gt',
  'ge',
  'lt',
  'le',
  'like',
  'notlike',
  'match',
  'notmatch',
  'replace',
  'contains',
  'notcontains',
  'in',
  'notin',
] as const;
for (const word of CASED) {
  add(word, `-i${word}`, COMPARISON);
  add(`i${word}`, `-i${word}`, COMPARISON);
  add(`c${word}`, `-c${word}`, COMPARISON);
}

/** The operator that `word` (without its dash, any case) names. */
export function dashOperator(word: string): DashOperator | null {
  return table.get(word) ?? table.get(word.toLowerCase()) ?? null;
}

const symbols: (DashOperator | undefined)[] = [];
symbols[lexeme.PLUS] = { binary: '+', unary: '+', precedence: ADDITIVE };
symbols[lexeme.MINUS] = { binary: '-', unary: '-', precedence: ADDITIVE };
symbols[lexeme.MULTIPLY] = { binary: '*', unary: null, precedence: MULTIPLICATIVE };
symbols[lexeme.DIVIDE] = { binary: '/', unary: null, precedence: MULTIPLICATIVE };
symbols[lexeme.REMAINDER] = { binary: '%', unary: null, precedence: MULTIPLICATIVE };
symbols[lexeme.RANGE] = { binary: '..', unary: null, precedence: RANGE };
symbols[lexeme.COALESCE] = { binary: '??', unary: null, precedence: COALESCING };
symbols[lexeme.PLUS_PLUS] = { binary: null, unary: '++x', precedence: 0 };
symbols[lexeme.MINUS_MINUS] = { binary: null, unary: '--x', precedence: 0 };
symbols[lexeme.EXCLAIM] = { binary: null, unary: '-not', precedence: 0 };

export function symbolOperator(kind: number): DashOperator | null {
  return symbols[kind] ?? null;
}

const ASSIGNMENTS: readonly AssignmentOperator[] = ['=', '+=', '-=', '*=', '/=', '%=', '??='];

/** The assignment operator of a lexeme kind, or null. */
export function assignmentOperator(kind: number): AssignmentOperator | null {
  if (kind < lexeme.EQUALS || kind > lexeme.COALESCE_EQUALS) return null;
  return ASSIGNMENTS[kind - lexeme.EQUALS] ?? null;
}
