/** What stands under the line: the completion menu, the list of suggestions, help. */
import type { CompletionSession } from '../reader/completion-session.ts';
import { windowOf, wrapWords } from './line-rows.ts';
import { cellsOf, fitted, fittedRow, padded, type Row, segment } from './segment.ts';

/** Label and, where it is wanted, description in two columns, the marked one lit, with a scroll mark at the side. */
export function menuRows(
  session: CompletionSession,
  columns: number,
  height: number,
  described = true,
): Row[] {
  const { items, index } = session;
  if (height < 1) return [];
  const counts = items.length > height;
  const shown = windowOf(items, Math.max(0, index), counts ? Math.max(1, height - 1) : height);
  const widest = Math.max(...shown.rows.map(({ label }) => cellsOf(label)));
  const labelCells = Math.max(8, Math.min(widest, Math.floor(columns * (described ? 0.5 : 0.9))));
  const descriptionCells = Math.max(0, columns - labelCells - 5);
  const rows = shown.rows.map(({ label, description }, at): Row => {
    const chosen = shown.above + at === index;
    const name = ` ${padded(label, labelCells)} `;
    const parts = [
      segment(name, chosen ? 'selected' : 'argument'),
      segment('  ', 'plain'),
      segment(described ? fitted(description, descriptionCells) : '', 'dim'),
    ];
    return fittedRow(parts, columns);
  });
  if (!counts) return rows;
  const position = index < 0 ? `${items.length} in all` : `${index + 1} of ${items.length}`;
  return [...rows, [segment(fitted(` ${position}`, columns), 'dim')]];
}

export function suggestionRows(
  listed: readonly string[],
  index: number,
  columns: number,
  height: number,
): Row[] {
  if (height < 2) return [];
  const shown = windowOf(listed, Math.max(0, index), height - 1);
  const rows = shown.rows.map((line, at): Row => {
    const chosen = shown.above + at === index;
    const text = padded(line.replaceAll('\n', ' ⏎ '), columns - 14);
    const parts = [
      segment('> ', 'dim'),
      segment(text, chosen ? 'selected' : 'argument'),
      segment(' [History]', 'dim'),
    ];
    return fittedRow(parts, columns);
  });
  const head = fitted(`<${listed.length} from history>  F2 back to inline`, columns);
  return [[segment(head, 'dim')], ...rows];
}

/** Help under the line: a title and as much text as fits. */
export function helpRows(title: string, text: string, columns: number, height: number): Row[] {
  if (height < 2) return [];
  const lines = text.split('\n').flatMap((part) => wrapWords(part, columns - 2));
  const room = height - 1;
  const cut = lines.length > room;
  const body = lines.slice(0, cut ? room - 1 : room).map((row): Row => [segment('  '), ...row]);
  const more: Row[] = cut
    ? [[segment(fitted(`  … ${lines.length - room + 1} more lines: Get-Help shows all`, columns), 'dim')]]
    : [];
  return [fittedRow([segment(title, 'accent')], columns), ...body, ...more];
}
