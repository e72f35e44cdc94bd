import { textWidth } from './text-width.ts';
import { wrapText } from './wrap.ts';

export interface ListField {
  readonly label: string;
  readonly value: string;
}

const SEPARATOR = ' : ';

/** One object as `label : value` lines: labels padded to the widest, values wrapped beside them. */
export function layOutList(fields: readonly ListField[], width: number): string[] {
  const room = Math.max(1, width - SEPARATOR.length - 1);
  const labelWidth = Math.min(room, Math.max(0, ...fields.map((field) => textWidth(field.label))));
  const indent = ' '.repeat(labelWidth + SEPARATOR.length);
  const lines: string[] = [];
  for (const { label, value } of fields) {
    const padding = ' '.repeat(Math.max(0, labelWidth - textWidth(label)));
    wrapText(value, Math.max(1, width - indent.length)).forEach((line, index) => {
      lines.push((index === 0 ? label + padding + SEPARATOR : indent) + line);
    });
  }
  return lines;
}
