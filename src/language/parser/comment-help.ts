import type { CommentHelp, Extent, ScriptBlockAst } from '../ast.ts';
import type { Parser } from './state.ts';

/**
 * Comment-based help: the comment right before a function, the first in its body or the last in it; for a script,
 * one of the comments that it begins with, or its last.
 */
export function functionHelp(p: Parser, start: number, body: ScriptBlockAst): CommentHelp | null {
  if (p.comments.length === 0) return null;
  return helpBefore(p, start) ?? helpAfter(p, body.extent.start + 1) ?? helpAtEnd(p, body.extent.end - 1);
}

export function scriptHelp(p: Parser, ast: ScriptBlockAst): CommentHelp | null {
  let at = 0;
  for (let index = 0; index < p.comments.length; ) {
    const group = groupFrom(p, index);
    const [first] = group;
    if (first === undefined || !isBlankText(p.text.slice(at, first.start))) break;
    at = group.at(-1)?.end ?? first.end;
    const help = parseHelp(p, group);
    if (help !== null && !belongsToFunction(p, at, ast)) return help;
    index += group.length;
  }
  return helpAtEnd(p, p.text.length);
}

/** A comment with at most one blank line before a function that begins the script is the function's. */
function belongsToFunction(p: Parser, end: number, ast: ScriptBlockAst): boolean {
  const statement = ast.endBlock?.statements[0];
  if (ast.paramBlock !== null || statement?.kind !== 'FunctionDefinition') return false;
  return near(p.text, end, statement.extent.start);
}

const WITHIN_LINES = 2;

function near(text: string, from: number, to: number): boolean {
  const between = text.slice(from, to);
  return isBlankText(between) && between.split('\n').length - 1 <= WITHIN_LINES;
}

function isBlankText(text: string): boolean {
  return /^\s*$/.test(text);
}

/** Index of the first comment at or after `offset`. */
function firstCommentFrom(p: Parser, offset: number): number {
  let low = 0;
  let high = p.comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((p.comments[middle]?.start ?? 0) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function helpBefore(p: Parser, start: number): CommentHelp | null {
  const group = groupUpTo(p, firstCommentFrom(p, start) - 1);
  const last = group.at(-1);
  if (last === undefined || !near(p.text, last.end, start)) return null;
  return parseHelp(p, group);
}

function helpAfter(p: Parser, offset: number): CommentHelp | null {
  const group = groupFrom(p, firstCommentFrom(p, offset));
  const [first] = group;
  if (first === undefined || !isBlankText(p.text.slice(offset, first.start))) return null;
  return parseHelp(p, group);
}

function helpAtEnd(p: Parser, offset: number): CommentHelp | null {
  const group = groupUpTo(p, firstCommentFrom(p, offset) - 1);
  const last = group.at(-1);
  if (last === undefined || !isBlankText(p.text.slice(last.end, offset))) return null;
  return parseHelp(p, group);
}

const LINE_BREAK = /^[ \t]*\r?\n[ \t]*$/;

function isLineComment(p: Parser, comment: Extent): boolean {
  return p.text.charCodeAt(comment.start) === 35;
}

/** One block comment, or line comments on lines that follow each other. */
function joins(p: Parser, first: Extent, second: Extent): boolean {
  if (!isLineComment(p, first) || !isLineComment(p, second)) return false;
  return LINE_BREAK.test(p.text.slice(first.end, second.start));
}

function groupFrom(p: Parser, index: number): Extent[] {
  const group: Extent[] = [];
  for (let i = index; i < p.comments.length; i++) {
    const comment = p.comments[i];
    const previous = group.at(-1);
    if (comment === undefined || (previous !== undefined && !joins(p, previous, comment))) break;
    group.push(comment);
  }
  return group;
}

function groupUpTo(p: Parser, index: number): Extent[] {
  const group: Extent[] = [];
  for (let i = index; i >= 0; i--) {
    const comment = p.comments[i];
    const [next] = group;
    if (comment === undefined || (next !== undefined && !joins(p, comment, next))) break;
    group.unshift(comment);
  }
  return group;
}

function commentLines(p: Parser, group: readonly Extent[]): string[] {
  const lines: string[] = [];
  for (const { start, end } of group) {
    const text = p.text.slice(start, end);
    if (text.startsWith('<#')) lines.push(...text.replace(/^<#|#>$/g, '').split(/\r?\n/));
    else lines.push(text.replace(/^#+/, ''));
  }
  return lines;
}

const DIRECTIVE = /^\s*\.(\w+)(?:\s+(\S.*?))?\s*$/;
const TEXT_SECTIONS = ['synopsis', 'description', 'notes', 'component', 'role', 'functionality'] as const;
const LIST_SECTIONS = new Map([
  ['example', 'examples'],
  ['inputs', 'inputs'],
  ['outputs', 'outputs'],
  ['link', 'links'],
] as const);
const NAME_SECTIONS = new Map([
  ['forwardhelptargetname', 'forwardHelpTargetName'],
  ['forwardhelpcategory', 'forwardHelpCategory'],
  ['externalhelp', 'externalHelp'],
] as const);

type Draft = {
  -readonly [Key in keyof CommentHelp]: CommentHelp[Key] extends readonly (infer Item)[]
    ? Item[]
    : CommentHelp[Key];
};

/** The help that a comment holds, or null: every line that looks like a section's name must be one. */
function parseHelp(p: Parser, group: readonly Extent[]): CommentHelp | null {
  const lines = commentLines(p, group);
  const help = emptyHelp();
  let index = lines.findIndex((line) => line.trim() !== '');
  if (index < 0 || !DIRECTIVE.test(lines[index] ?? '')) return null;
  while (index < lines.length) {
    const directive = DIRECTIVE.exec(lines[index] ?? '');
    let next = index + 1;
    while (next < lines.length && !DIRECTIVE.test(lines[next] ?? '')) next++;
    const text = sectionText(lines.slice(index + 1, next));
    if (directive !== null && !addSection(help, directive, text)) return null;
    index = next;
  }
  return help;
}

function emptyHelp(): Draft {
  return {
    synopsis: null,
    description: null,
    notes: null,
    component: null,
    role: null,
    functionality: null,
    forwardHelpTargetName: null,
    forwardHelpCategory: null,
    externalHelp: null,
    parameters: [],
    examples: [],
    inputs: [],
    outputs: [],
    links: [],
  };
}

function addSection(help: Draft, directive: RegExpExecArray, text: string): boolean {
  const name = (directive[1] ?? '').toLowerCase();
  const argument = directive[2] ?? '';
  const section = TEXT_SECTIONS.find((key) => key === name);
  if (section !== undefined) {
    help[section] = text;
    return argument === '';
  }
  if (name === 'parameter') {
    help.parameters.push({ name: argument, text });
    return argument !== '';
  }
  for (const [key, field] of LIST_SECTIONS) {
    if (key !== name) continue;
    help[field].push(argument === '' ? text : [argument, text].filter((part) => part !== '').join('\n'));
    return true;
  }
  for (const [key, field] of NAME_SECTIONS) {
    if (key !== name) continue;
    help[field] = argument;
    return true;
  }
  return name === 'remotehelprunspace';
}

/** Without blank lines around it, and without the indentation of its first line. */
function sectionText(lines: readonly string[]): string {
  const first = lines.findIndex((line) => line.trim() !== '');
  if (first < 0) return '';
  const indent = /^\s*/.exec(lines[first] ?? '')?.[0].length ?? 0;
  const unindented = lines.slice(first).map((line) => {
    const own = /^\s*/.exec(line)?.[0].length ?? 0;
    return line.slice(Math.min(own, indent)).trimEnd();
  });
  return unindented.join('\n').trimEnd();
}
