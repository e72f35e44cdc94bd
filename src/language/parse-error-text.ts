import type { ParseError } from './parse-error.ts';
import { lineAt, positionOf } from './position.ts';

const LONGEST_LINE = 100;
const BEFORE_ERROR = 40;

/**
 * A parse error as PowerShell shows it:
 *
 *     At script.ps1:3 char:9
 *     + $a = 1 +
 *     +         ~
 *     You must provide a value expression following the '+' operator.
 */
export function parseErrorText(text: string, error: ParseError, fileName?: string): string {
  // What is missing at the very end is shown behind the last line that has text.
  const offset = Math.min(error.start, Math.max(text.trimEnd().length, 0));
  const { line, column } = positionOf(text, offset);
  const where = fileName === undefined ? `line:${line}` : `${fileName}:${line}`;
  const source = lineAt(text, offset);
  const inLine = offset - source.start;
  const width = Math.max(1, Math.min(error.end, source.start + source.text.length) - offset);
  const shown = window(source.text, inLine, width);
  return [
    `At ${where} char:${column}`,
    `+ ${shown.text}`,
    `+ ${shown.indent}${'~'.repeat(shown.width)}`,
    error.message,
  ].join('\n');
}

/** The part of a long line around the error; tabs stay tabs, so that the underline lines up. */
function window(line: string, start: number, width: number): { text: string; indent: string; width: number } {
  const from = line.length > LONGEST_LINE && start > BEFORE_ERROR ? start - BEFORE_ERROR : 0;
  const to = Math.min(line.length, from + LONGEST_LINE);
  const prefix = from > 0 ? '... ' : '';
  const suffix = to < line.length ? ' ...' : '';
  const indent = (prefix + line.slice(from, start)).replace(/[^\t]/g, ' ');
  return {
    text: prefix + line.slice(from, to).trimEnd() + suffix,
    indent,
    width: Math.max(1, Math.min(width, to - start)),
  };
}
