import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Ast } from '../../src/language/ast.ts';
import { visitChildren } from '../../src/language/children.ts';
import { toJson } from '../../src/language/json.ts';
import { parse } from '../../src/language/parse.ts';
import { shape } from './shape.ts';

const FOLDER = new URL('./corpus/', import.meta.url);

/** Scripts as administrators write them, in old and new style, with everything that the language has. */
const scripts = readdirSync(FOLDER).map(
  (name) => [name, readFileSync(new URL(name, FOLDER), 'utf8')] as const,
);

test('the corpus is there', () => {
  expect(scripts.length).toBeGreaterThanOrEqual(12);
});

describe.each(scripts)('%s', (_name, text) => {
  test.each([
    ['as it is', text],
    ['with CR LF', text.replaceAll('\n', '\r\n')],
  ])('reads without error, %s', (_how, source) => {
    expect(parse(source).errors).toEqual([]);
  });

  test('tokens are in order and cover everything but white space and brackets', () => {
    const { tokens } = parse(text);
    let at = 0;
    let between = '';
    for (const { start, end } of tokens) {
      expect(start).toBeGreaterThanOrEqual(at);
      between += text.slice(at, start);
      at = end;
    }
    between += text.slice(at);
    expect(between.replace(/[\s()[\]{},;:$@`?]/gu, '')).toBe('');
  });

  test('every node lies within its parent', () => {
    const visit = (child: Ast, parent: Ast): void => {
      expect(child.extent.start).toBeGreaterThanOrEqual(parent.extent.start);
      expect(child.extent.end).toBeLessThanOrEqual(parent.extent.end);
      visitChildren(child, visit, null);
    };
    visitChildren(parse(text).ast, visit, null);
  });

  test('every statement reads the same alone', () => {
    const { ast } = parse(text);
    for (const statement of ast.endBlock?.statements ?? []) {
      const { start, end } = statement.extent;
      const alone = parse(text.slice(start, end)).ast.endBlock?.statements ?? [];
      expect(alone.map(shape)).toEqual([shape(statement)]);
    }
  });

  test('the tree is plain JSON', () => {
    const { ast } = parse(text);
    const json: unknown = JSON.parse(JSON.stringify(toJson(ast)));
    expect(json).toMatchObject({ kind: 'ScriptBlock', extent: { start: 0, end: text.length } });
  });
});
