/** Line and column of an offset, both from 1; the column counts UTF-16 units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A line ends with CR LF, LF or CR. */
export function positionOf(text: string, offset: number): Position {
  let line = 1;
  let lineStart = 0;
  const end = Math.min(offset, text.length);
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at);
    if (code !== 10 && code !== 13) continue;
    if (code === 13 && text.charCodeAt(at + 1) === 10) {
      if (at + 1 >= end) break;
      at++;
    }
    line++;
    lineStart = at + 1;
  }
  return { line, column: end - lineStart + 1 };
}

/** The text of the line that `offset` is on, without its end, and where it starts. */
export function lineAt(text: string, offset: number): { readonly text: string; readonly start: number } {
  let start = Math.min(offset, text.length);
  while (start > 0 && !isLineEnd(text.charCodeAt(start - 1))) start--;
  let end = start;
  while (end < text.length && !isLineEnd(text.charCodeAt(end))) end++;
  return { text: text.slice(start, end), start };
}

function isLineEnd(code: number): boolean {
  return code === 10 || code === 13;
}
