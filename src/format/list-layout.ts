import { type Decoration, RESET, wrapDecorated } from './decoration.ts';
import { textWidth } from './text-width.ts';
import { wrapText } from './wrap.ts';

export interface ListField {
  readonly label: string;
  readonly value: string;
}

const SEPARATOR = ' : ';

/** One object as `label : value` lines: labels padded to the widest, values wrapped beside them. */
export function layOutList(
  fields: readonly ListField[],
  width: number,
  decoration: Decoration = 'keep',
): string[] {
  const widest = Math.max(1, width - SEPARATOR.length - 1);
  const labelWidth = Math.min(widest, Math.max(0, ...fields.map((field) => textWidth(field.label))));
  const indent = ' '.repeat(labelWidth + SEPARATOR.length);
  const lines: string[] = [];
  for (const { label, value } of fields) {
    const padding = ' '.repeat(Math.max(0, labelWidth - textWidth(label)));
    const room = Math.max(1, width - indent.length);
    const values = typeof decoration === 'string' ? wrapText(value, room) : wrapDecorated(value, room);
    const start = accented(label + padding + SEPARATOR, decoration);
    values.forEach((line, index) => {
      lines.push((index === 0 ? start : indent) + line);
    });
  }
  return lines;
}

function accented(label: string, decoration: Decoration): string {
  return typeof decoration === 'string' || decoration.accent === ''
    ? label
    : decoration.accent + label + RESET;
}
