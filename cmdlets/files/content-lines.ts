/** Text as lines: at CR LF, LF or CR; a line break at the very end begins no further line. */
export function linesOf(text: string): string[] {
  if (text === '') return [];
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Text in pieces that end with the delimiter, which is taken off. */
export function piecesOf(text: string, delimiter: string): string[] {
  if (text === '') return [];
  const pieces = text.split(delimiter);
  if (pieces.at(-1) === '') pieces.pop();
  return pieces;
}
