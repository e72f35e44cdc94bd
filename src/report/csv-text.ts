type Cell = string | number | boolean | undefined;

/** Rows as CSV under their headings, quoted as Export-Csv does. */
export function csvText(headings: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const line = (cells: readonly Cell[]): string =>
    cells.map((cell) => quoted(cell === undefined ? '' : String(cell))).join(',');
  return `${[headings, ...rows].map(line).join('\n')}\n`;
}

/** A cell that a spreadsheet would run as a formula is made text. */
function quoted(cell: string): string {
  const safe = /^[=+@\t\r-]/.test(cell) && !/^-?[\d.]+$/.test(cell) ? `'${cell}` : cell;
  return `"${safe.replaceAll('"', '""')}"`;
}
