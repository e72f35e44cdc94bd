import { writeFully } from '../plain-host.ts';
import type { KmsFault } from './kms-folder.ts';

/** A line for the administrator. A log that takes no more, on a full disk or into a closed pipe, ends nothing. */
export function say(text: string): void {
  try {
    writeFully(2, `vseal: ${text}\n`);
  } catch {
    // There is nobody left to tell.
  }
}

export function refuse({ message, hint }: KmsFault): number {
  say(`${message}\nTry: ${hint}`);
  return 1;
}

/** Rows under headings, each column as wide as its widest cell. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows].map((line) => line.map(printable));
  const widths = headings.map((_, column) =>
    lines.reduce((widest, line) => Math.max(widest, line[column]?.length ?? 0), 0),
  );
  const text = lines.map((line) =>
    line
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  writeFully(1, `${text.join('\n')}\n`);
}

/** Names and tags are the clients': what would move the cursor or end the line is shown as `?`. */
const printable = (cell: string): string => cell.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]/gu, '?');
