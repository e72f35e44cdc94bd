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

/** Whatever in `value` has an extent and a kind; the parts of a type's name are no nodes. */
function nodesIn(value: unknown): object[] {
  if (Array.isArray(value)) return value.flatMap(nodesIn);
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.values(value).flatMap(nodesIn);
  const isNode = 'extent' in value && 'kind' in value && !String(value.kind).endsWith('TypeName');
  return isNode ? [value, ...inner] : inner;
}

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

  test('the walk comes to every node of the tree, once', () => {
    const { ast } = parse(text);
    const walked: Ast[] = [];
    const visit = (node: Ast): void => {
      walked.push(node);
      visitChildren(node, visit, null);
    };
    visit(ast);
    const found = new Set<object>(walked);
    expect(found.size).toBe(walked.length);
    expect(nodesIn(ast).filter((node) => !found.has(node))).toEqual([]);
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
