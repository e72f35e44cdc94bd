import { writeFully } from '../plain-host.ts';
import type { KmsFault } from './kms-folder.ts';

export function say(text: string): void {
  process.stderr.write(`vseal: ${text}\n`);
}

export function refuse({ message, hint }: KmsFault): number {
  say(`${message}\nTry: ${hint}`);
  return 1;
}

/** Rows under headings, each column as wide as its widest cell. */
export function printTable(headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const lines = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  for (const line of lines)
    writeFully(
      1,
      `${line
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
}
