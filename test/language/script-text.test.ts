import { expect, test } from 'vitest';
import { parse } from '../../src/language/parse.ts';
import { decodeScript } from '../../src/language/script-text.ts';

const SCRIPT = "#requires -Version 7.0\nparam([string] $Name = 'ä', [int] $Count)\n$Name";

test.each([
  ['UTF-8', Buffer.from(SCRIPT)],
  ['UTF-8 with its mark', Buffer.from(`\ufeff${SCRIPT}`)],
  ['UTF-16 with its mark', Buffer.from(`\ufeff${SCRIPT}`, 'utf16le')],
  ['UTF-16 of the other byte order', Buffer.from(`\ufeff${SCRIPT}`, 'utf16le').swap16()],
])('a script file in %s', (_encoding, bytes) => {
  expect(decodeScript(bytes)).toBe(SCRIPT);
});

test('a byte order mark that is still in the text is no part of the first word', () => {
  const { ast, errors } = parse(`\ufeff${SCRIPT}`);
  expect(errors).toEqual([]);
  expect(ast.paramBlock?.parameters.map(({ name }) => name.name)).toEqual(['Name', 'Count']);
  expect(ast.requirements?.version).toBe('7.0');
  expect(parse('\ufeffGet-VM').ast.endBlock?.extent).toEqual({ start: 1, end: 7 });
});
