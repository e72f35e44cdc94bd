import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ast } from '../../src/language/ast.ts';
import { visitChildren } from '../../src/language/children.ts';
import { cursorAt } from '../../src/language/cursor.ts';
import { parse } from '../../src/language/parse.ts';
import { parseErrorText } from '../../src/language/parse-error-text.ts';

const SOAK = process.env['SOAK'] === '1';
const RUNS = SOAK ? 330_000 : 1_500;
/** A third of a million parses take minutes. */
const TIMEOUT_MS = SOAK ? 3_600_000 : 120_000;

/** A result for any text: everything that it points at is inside the text, and tokens follow each other. */
function checkResult(text: string): void {
  const { ast, tokens, errors } = parse(text);
  let at = 0;
  for (const { start, end } of tokens) {
    if (start < at || end <= start || end > text.length) throw new Error(`token ${start}-${end} after ${at}`);
    at = end;
  }
  for (const error of errors) {
    const { start, end } = error;
    if (start < 0 || end < start || end > text.length) throw new Error(`${error.id} at ${start}-${end}`);
    if (error.message === '') throw new Error(`${error.id} says nothing`);
  }
  const [first] = errors;
  if (first !== undefined) parseErrorText(text, first);
  const visit = (node: Ast): void => {
    const { start, end } = node.extent;
    if (start < 0 || end < start || end > text.length) throw new Error(`${node.kind} at ${start}-${end}`);
    visitChildren(node, visit, null);
  };
  visit(ast);
}

const FRAGMENTS = [
  ...Array.from('{}()[]"\'`$@|&;,.:%*?!=+-<>#\\/\n\r \t\0–”’é😀'),
  ...[
    '&&',
    '||',
    '<#',
    '#>',
    '@"\n',
    '\n"@',
    "@'\n",
    "\n'@",
    '$(',
    '@(',
    '@{',
    '::',
    '..',
    '??',
    '??=',
    '?.',
    '?[',
  ],
  ...[
    'if',
    'else',
    'elseif',
    'class A',
    'enum E',
    'function f',
    'filter f',
    'param',
    'switch',
    'foreach',
    'in',
    'for',
  ],
  ...[
    'while',
    'do',
    'until',
    'try',
    'catch',
    'finally',
    'trap',
    'data',
    'using ',
    'begin',
    'process',
    'end',
    'return',
  ],
  ...[
    'break',
    'throw',
    'static',
    'hidden',
    'base',
    'configuration',
    '--%',
    '--',
    '-eq',
    '-not',
    '-f',
    '-foo',
    '-foo:',
  ],
  ...[
    '$a',
    '$a.b',
    '${a}',
    '$env:x',
    '@x',
    '[int]',
    '[a.b]',
    '[x()]',
    'foo',
    '1',
    '0x',
    '1kb',
    '2>&1',
    '>',
    '`u{',
  ],
];

describe('any text gives a result', { timeout: TIMEOUT_MS }, () => {
  test('pieces of the language in any order', () => {
    const text = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 40 }).map((parts) => parts.join(''));
    fc.assert(fc.property(text, checkResult), { numRuns: RUNS });
  });

  test('any characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 200 }), checkResult), { numRuns: RUNS });
  });

  test('scripts with something cut out and something put in', () => {
    const folder = new URL('./corpus/', import.meta.url);
    const scripts = readdirSync(folder).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const edit = fc.record({
      script: fc.constantFrom(...scripts),
      from: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.nat(600),
      cut: fc.double({ min: 0, max: 1, noNaN: true }),
      cutLength: fc.nat(10),
      put: fc.constantFrom('', ...FRAGMENTS),
    });
    const property = fc.property(edit, ({ script, from, length, cut, cutLength, put }) => {
      const start = Math.floor(from * script.length);
      const piece = script.slice(start, start + length);
      const at = Math.floor(cut * piece.length);
      checkResult(piece.slice(0, at) + put + piece.slice(at + cutLength));
    });
    fc.assert(property, { numRuns: RUNS });
  });

  test('the cursor finds something everywhere', () => {
    const text = fc.array(fc.constantFrom(...FRAGMENTS), { maxLength: 15 }).map((parts) => parts.join(''));
    const property = fc.property(text, fc.nat(60), (source, offset) => {
      const { replace, prefix } = cursorAt(source, offset);
      expect(replace.start).toBeLessThanOrEqual(replace.end);
      expect(replace.end).toBeLessThanOrEqual(source.length);
      expect(prefix.length).toBeLessThanOrEqual(source.length);
    });
    fc.assert(property, { numRuns: Math.ceil(RUNS / 3) });
  });
});

describe('text that nests without end is refused, not followed', () => {
  const DEPTH = 100_000;

  test.each([
    '(',
    '{',
    '[a[',
    '[a(',
    '@{a=',
    '@(',
    '$(',
    '"$(',
    '@"\n$(',
    'if(1){',
    'switch(1){1{',
    'try{',
    'function f{',
    'class A{f(){',
    '$x[',
    '.f(',
    '!',
    '- ',
    '[int]',
    ',',
    '$x=',
    '$a ? ',
    'param($x=',
    'foo {',
    'data{',
  ])('%s', (opener) => {
    const { errors, tokens } = parse(opener.repeat(DEPTH));
    expect(errors.map(({ id }) => id)).toContain('ScriptTooComplicated');
    expect(tokens.length).toBeLessThan(10_000);
  });

  test.each(['$a', '1+', '.b', '[0]', 'a&&'])('a chain of %s', (link) => {
    checkResult(`$x${link.repeat(DEPTH)}`);
  });

  test.each(['a|', ';', '\n', '"', "'", '`', '#', '<#', 'a ', 'a,', '}', ')', 'elseif(1){}', '$a++ '])(
    'a row of %s',
    (piece) => {
      checkResult(piece.repeat(DEPTH));
    },
  );

  test('nesting that people write is read', () => {
    const depth = 60;
    const source = `${'if ($a) { '.repeat(depth)}1${' }'.repeat(depth)}`;
    expect(parse(source).errors).toEqual([]);
    expect(parse(`${'('.repeat(150)}1${')'.repeat(150)}`).errors).toEqual([]);
    expect(parse(`$x = ${"'a' + ".repeat(1_000)}'b'`).errors).toEqual([]);
  });

  test('the limits are the caller’s', () => {
    expect(parse('((1))', { maxDepth: 1 }).errors.map(({ id }) => id)).toEqual(['ScriptTooComplicated']);
    expect(parse('12345', { maxLength: 4 }).errors.map(({ id }) => id)).toEqual(['ScriptTooLong']);
  });
});
