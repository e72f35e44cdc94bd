import type { Ast } from '../language/ast.ts';
import { visitChildren } from '../language/children.ts';
import { parse } from '../language/parse.ts';
import type { TokenKind } from '../language/token.ts';
import { Collection } from '../values/collection.ts';
import { defineEnum } from '../values/enum-type.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { psCollectionType } from '../values/list-methods.ts';
import { staticMethod } from '../values/net/define.ts';
import { setReference } from '../values/net/number-members.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { customObject } from '../values/ps-custom-object.ts';
import { toText } from '../values/to-text.ts';
import { defineType } from '../values/type-registry.ts';
import type { Value } from '../values/value.ts';
import { SourceText } from './source-text.ts';

const AUTOMATION = 'System.Management.Automation.';

const tokenTypeEnum = defineEnum({
  fullName: `${AUTOMATION}PSTokenType`,
  values: [
    'Unknown',
    'Command',
    'CommandParameter',
    'CommandArgument',
    'Number',
    'String',
    'Variable',
    'Member',
    'LoopLabel',
    'Attribute',
    'Type',
    'Operator',
    'GroupStart',
    'GroupEnd',
    'Keyword',
    'Comment',
    'StatementSeparator',
    'NewLine',
    'LineContinuation',
    'Position',
  ],
});

type PSTokenType = (typeof tokenTypeEnum.names)[number];

const TYPES: Readonly<Record<TokenKind, PSTokenType>> = {
  comment: 'Comment',
  keyword: 'Keyword',
  command: 'Command',
  parameter: 'CommandParameter',
  argument: 'CommandArgument',
  string: 'String',
  variable: 'Variable',
  number: 'Number',
  operator: 'Operator',
  type: 'Type',
  member: 'Member',
  attribute: 'Attribute',
  label: 'LoopLabel',
  punctuation: 'Operator',
  unknown: 'Unknown',
};

/** What stands between tokens: brackets, separators and line ends. */
const BETWEEN = /`\r?\n|\r?\n|@\(|@\{|\$\(|[({[\])}]|;|&&|\|\||[|,&]/g;

interface Piece {
  readonly type: PSTokenType;
  readonly start: number;
  readonly end: number;
}

/** `[psparser]::Tokenize`: the older view of a script, whose tokens are words, brackets and line ends in one list. */
defineType({
  fullName: `${AUTOMATION}PSParser`,
  base: () => objectTypeInfo,
  statics: () => [
    staticMethod(
      [
        'Collection[PSToken] Tokenize(string script, ref errors)',
        'Collection[PSToken] Tokenize(object[] script, ref errors)',
      ],
      ([script = null, errors]) => tokenize(scriptText(script), errors),
    ),
  ],
});

/** Lines may be given one by one. */
function scriptText(script: Value): string {
  return isEnumerable(script)
    ? [...enumerate(script)].map((line) => toText(line)).join('\n')
    : toText(script);
}

function tokenize(text: string, errors: Value | undefined): Value {
  const result = parse(text);
  const source = new SourceText(text, null);
  const found = result.errors.map((error) =>
    customObject(
      [
        ['Token', tokenObject({ type: 'Position', start: error.start, end: error.end }, source)],
        ['Message', error.message],
      ],
      `${AUTOMATION}PSParseError`,
    ),
  );
  setReference(errors, new Collection(psCollectionType, 'list', found));
  const tokens = pieces(text, result.tokens, stringsOf(result.ast)).map((piece) =>
    tokenObject(piece, source),
  );
  return new Collection(psCollectionType, 'list', tokens);
}

/** The strings with variables in them, which are one token here. */
function stringsOf(root: Ast): Piece[] {
  const found: Piece[] = [];
  const visit = (node: Ast): void => {
    if (node.kind === 'ExpandableString')
      found.push({ type: 'String', start: node.extent.start, end: node.extent.end });
    else visitChildren(node, visit, undefined);
  };
  visit(root);
  return found;
}

function pieces(
  text: string,
  tokens: readonly { readonly kind: TokenKind; readonly start: number; readonly end: number }[],
  strings: readonly Piece[],
): Piece[] {
  const inside = (start: number): boolean =>
    strings.some((string) => string.start <= start && start < string.end);
  const words: Piece[] = tokens
    .filter((token) => !inside(token.start))
    .map(({ kind, start, end }) => ({ type: TYPES[kind], start, end }));
  const all = [...words, ...strings].sort((a, b) => a.start - b.start);
  const found: Piece[] = [];
  let at = 0;
  for (const piece of all) {
    found.push(...between(text, at, piece.start), piece);
    at = piece.end;
  }
  return [...found, ...between(text, at, text.length)];
}

function between(text: string, start: number, end: number): Piece[] {
  return Array.from(text.slice(start, end).matchAll(BETWEEN), ({ 0: found, index }) => ({
    type: separatorType(found),
    start: start + index,
    end: start + index + found.length,
  }));
}

function separatorType(text: string): PSTokenType {
  if (text.startsWith('`')) return 'LineContinuation';
  if (text.endsWith('\n')) return 'NewLine';
  if (text === ';') return 'StatementSeparator';
  if (/[({[]$/.test(text)) return 'GroupStart';
  return /[\])}]/.test(text) ? 'GroupEnd' : 'Operator';
}

function tokenObject({ type, start, end }: Piece, source: SourceText): Value {
  const [startLine, startColumn] = source.lineAndColumn(start);
  const [endLine, endColumn] = source.lineAndColumn(end);
  return customObject(
    [
      ['Content', contentOf(type, source.text.slice(start, end))],
      ['Type', tokenTypeEnum.value(type)],
      ['Start', start],
      ['Length', end - start],
      ['StartLine', startLine],
      ['StartColumn', startColumn],
      ['EndLine', endLine],
      ['EndColumn', endColumn],
    ],
    `${AUTOMATION}PSToken`,
  );
}

/** A variable is named without its sign, a string is told without its quotes. */
function contentOf(type: PSTokenType, text: string): string {
  if (type === 'Variable') return text.replace(/^[$@]\{?|\}$/g, '');
  if (type !== 'String') return text;
  const here = /^@(["'])\r?\n([\s\S]*?)\r?\n?\1@$/.exec(text);
  if (here !== null) return here[2] ?? '';
  return /^(["'])[\s\S]*\1$/.test(text) ? text.slice(1, -1) : text;
}
