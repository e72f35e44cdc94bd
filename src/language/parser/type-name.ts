import type { Extent, TypeName } from '../ast.ts';
import { skipBlanks, skipNewlines } from './blanks.ts';
import { isBlank, isIdentifierPart, isIdentifierStart } from './characters.ts';
import { addToken, enter, leave, moveTo, type Parser, report, reportMissing } from './state.ts';

/** Where a type name is read: what may follow it. */
interface Context {
  /** `, assembly` after the name. */
  readonly assembly: boolean;
  /** The colour of the name: an attribute's is known only later. */
  readonly start: number;
}

const MAX_RANK = 32;

/** Reads a type's name, without the brackets around it; null, and nothing taken, when there is none. */
export function readTypeName(p: Parser, assembly: boolean): TypeName | null {
  const name = nameExtent(p);
  if (name === null) return null;
  return finishTypeName(p, name, { assembly, start: name.start });
}

function codeAt(p: Parser, at: number): number {
  return at < p.end ? p.text.charCodeAt(at) : 0;
}

/** Looks past blanks for the next character, which stays. */
function nextCode(p: Parser): number {
  const at = skipBlanks(p, p.pos);
  if (at !== p.pos) moveTo(p, at);
  return codeAt(p, at);
}

function nameExtent(p: Parser): Extent | null {
  const start = skipBlanks(p, p.pos);
  if (!isIdentifierStart(codeAt(p, start))) return null;
  let end = start + 1;
  while (end < p.end && isTypeNamePart(p.text.charCodeAt(end))) end++;
  addToken(p, 'type', start, end);
  moveTo(p, end);
  return { start, end };
}

/** Dots for namespaces, `+` for nested types, a backtick for arity, `\` to escape. */
function isTypeNamePart(code: number): boolean {
  return isIdentifierPart(code) || code === 46 || code === 96 || code === 43 || code === 35 || code === 92;
}

function plainName(p: Parser, name: Extent, assembly: string | null): TypeName {
  const extent = assembly === null ? name : { start: name.start, end: p.pos };
  return { kind: 'TypeName', extent, name: p.text.slice(name.start, name.end), assembly };
}

const OPEN = 91;
const CLOSE = 93;
const COMMA = 44;

function finishTypeName(p: Parser, name: Extent, context: Context): TypeName {
  const next = nextCode(p);
  if (next === OPEN) return finishBracketed(p, name, context);
  if (next === COMMA && context.assembly) {
    return plainName(p, name, assemblyName(p));
  }
  return plainName(p, name, null);
}

function finishBracketed(p: Parser, name: Extent, context: Context): TypeName {
  moveTo(p, p.pos + 1);
  const open = p.pos;
  skipNewlines(p);
  const next = nextCode(p);
  if (next === CLOSE || next === COMMA) return arraysOf(p, plainName(p, name, null), context);
  if (next === OPEN || isIdentifierStart(next)) return generic(p, name, context);
  if (p.pos >= p.end) {
    reportMissing(p, 'MissingTypename', open, open);
  } else {
    report(p, 'UnexpectedToken', p.pos, p.pos + 1, p.text.charAt(p.pos));
    skipToClose(p);
  }
  return plainName(p, name, null);
}

function skipToClose(p: Parser): void {
  const { text, end } = p;
  let at = p.pos;
  let open = 1;
  while (at < end && text.charCodeAt(at) !== 10) {
    const code = text.charCodeAt(at);
    if (code === OPEN) open++;
    else if (code === CLOSE && --open === 0) {
      at++;
      break;
    }
    at++;
  }
  moveTo(p, at);
}

function generic(p: Parser, name: Extent, context: Context): TypeName {
  const parsed = readGenericArguments(p);
  if (!parsed.closed) {
    reportMissing(p, 'EndSquareBracketExpectedAtEndOfAttribute', before(p), before(p));
  }
  const extent = { start: name.start, end: p.pos };
  const argumentNames = parsed.types.map((type) => type.name).join(',');
  const type: TypeName = {
    kind: 'GenericTypeName',
    extent,
    name: `${p.text.slice(name.start, name.end)}[${argumentNames}]`,
    definition: plainName(p, name, null),
    arguments: parsed.types,
  };
  const next = nextCode(p);
  if (next === OPEN && parsed.closed) {
    moveTo(p, p.pos + 1);
    return arraysOf(p, type, context);
  }
  if (next === COMMA && context.assembly) assemblyName(p);
  return type;
}

function before(p: Parser): number {
  return p.pos >= p.end ? p.end : Math.max(0, p.pos - 1);
}

/** Type arguments up to and with `]`, which `closed` says was there. */
export function readGenericArguments(p: Parser): { types: TypeName[]; closed: boolean } {
  const outer = enter(p);
  const types: TypeName[] = [];
  for (;;) {
    types.push(genericArgument(p));
    skipNewlines(p);
    const next = nextCode(p);
    if (next !== COMMA) break;
    moveTo(p, p.pos + 1);
    skipNewlines(p);
  }
  const closed = nextCode(p) === CLOSE;
  if (closed) moveTo(p, p.pos + 1);
  leave(p, outer);
  return { types, closed };
}

function genericArgument(p: Parser): TypeName {
  const next = nextCode(p);
  const at = p.pos;
  if (isIdentifierStart(next)) {
    return readTypeName(p, false) ?? missingType(p, at);
  }
  if (next !== OPEN) return missingType(p, at);
  moveTo(p, at + 1);
  const type = readTypeName(p, true);
  if (type === null) return missingType(p, p.pos);
  if (nextCode(p) === CLOSE) moveTo(p, p.pos + 1);
  else reportMissing(p, 'EndSquareBracketExpectedAtEndOfType', before(p), before(p));
  return type;
}

function missingType(p: Parser, at: number): TypeName {
  reportMissing(p, 'MissingTypename', at, at);
  return { kind: 'TypeName', extent: { start: at, end: at }, name: '', assembly: null };
}

/** `[]`, `[,]`, `[][]`: the first `[` is taken. */
function arraysOf(p: Parser, element: TypeName, context: Context): TypeName {
  let type = element;
  for (let depth = 0; ; depth++) {
    const rank = arrayRank(p);
    if (rank > 0) {
      const name = `${type.name}[${','.repeat(rank - 1)}]`;
      type = {
        kind: 'ArrayTypeName',
        extent: { start: context.start, end: p.pos },
        name,
        element: type,
        rank,
      };
    }
    const next = nextCode(p);
    if (next === COMMA && context.assembly) {
      assemblyName(p);
      return type;
    }
    if (next !== OPEN || depth > MAX_RANK) return type;
    moveTo(p, p.pos + 1);
  }
}

/** The rank that the brackets say, or 0 after an error. */
function arrayRank(p: Parser): number {
  let rank = 1;
  nextCode(p);
  const first = p.pos;
  let lastComma = first;
  while (nextCode(p) === COMMA) {
    rank++;
    lastComma = p.pos;
    moveTo(p, p.pos + 1);
  }
  const closed = nextCode(p) === CLOSE;
  if (rank > MAX_RANK) {
    if (closed) moveTo(p, p.pos + 1);
    report(p, 'ArrayHasTooManyDimensions', first, lastComma + 1, rank);
    return 0;
  }
  if (closed) {
    moveTo(p, p.pos + 1);
    return rank;
  }
  if (rank > 1) {
    report(p, 'EndSquareBracketExpectedAtEndOfAttribute', lastComma + 1, lastComma + 1);
    return rank;
  }
  if (p.pos >= p.end) {
    reportMissing(p, 'EndSquareBracketExpectedAtEndOfAttribute', p.end, p.end);
  } else {
    report(p, 'UnexpectedToken', p.pos, p.pos + 1, p.text.charAt(p.pos));
    skipToClose(p);
  }
  return 0;
}

/** `, Name, Version=…` up to the closing bracket; null when nothing is there. The comma is looked at. */
function assemblyName(p: Parser): string | null {
  const comma = p.pos;
  const { text, end } = p;
  let at = comma + 1;
  while (at < end) {
    const code = text.charCodeAt(at);
    if (code === CLOSE || code === OPEN || code === 10 || code === 13) break;
    at++;
  }
  while (at > comma + 1 && isBlank(text.charCodeAt(at - 1))) at--;
  const name = text.slice(comma + 1, at).trim();
  if (name === '') {
    report(p, 'MissingAssemblyNameSpecification', comma + 1, comma + 1);
    moveTo(p, comma + 1);
    return null;
  }
  moveTo(p, at);
  return name;
}
