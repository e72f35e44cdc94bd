import { createSha256 } from '../crypto/digest.ts';
import { rowText } from './row.ts';
import type { RowSource } from './row-source.ts';
import { END_LINE, HASH_DIGITS, headerLine, type SnapshotHeader, TABLES_LINE } from './snapshot.ts';
import { type Entry, type Tables, tableIds } from './table.ts';

/** A line of the document; `entry` when it holds that row, which is all of it but a comma at the end. */
export interface DocumentLine {
  readonly bytes: Buffer;
  readonly ending: '\n' | ',\n';
  readonly entry: Entry | undefined;
}

/** The document below its first line. Rows that did not change since the snapshot are its own bytes. */
export function* documentBody(tables: Tables, source: RowSource | undefined): Generator<DocumentLine> {
  yield text(TABLES_LINE);
  const names = [...tables.keys()].filter((name) => tables.get(name)?.entries.size !== 0).sort();
  for (const [at, name] of names.entries()) {
    yield text(`${JSON.stringify(name)}:[`);
    const table = tables.get(name);
    const ids = table === undefined ? [] : tableIds(table);
    for (const [row, id] of ids.entries()) {
      const entry = table?.entries.get(id);
      if (entry === undefined) continue;
      yield { bytes: entryBytes(entry, source), ending: row < ids.length - 1 ? ',\n' : '\n', entry };
    }
    yield text(']', at < names.length - 1 ? ',\n' : '\n');
  }
  yield text(END_LINE);
}

/** The document as lines without their ends. It reads the rows twice: its hash stands in its first line. */
export function* documentLines(
  header: SnapshotHeader,
  tables: Tables,
  source: RowSource | undefined,
): Generator<string> {
  const sha = createSha256();
  sha.update(`${headerLine(header)}\n`);
  for (const { bytes, ending } of documentBody(tables, source)) {
    sha.update(bytes);
    sha.update(ending);
  }
  yield headerLine(header, sha.digest().toString('hex'));
  for (const { bytes, ending } of documentBody(tables, source)) {
    yield bytes.toString() + ending.slice(0, -1);
  }
}

/** The first line before the hash is known: as long as it will be. */
export function provisionalHeaderLine(header: SnapshotHeader): string {
  return headerLine(header, '0'.repeat(HASH_DIGITS));
}

function entryBytes(entry: Entry, source: RowSource | undefined): Buffer {
  if (entry.range !== undefined && source !== undefined) return source.bytes(entry.range);
  if (entry.row === undefined) throw new Error('A row has a value or a place in the snapshot.');
  return Buffer.from(rowText(entry.row));
}

function text(line: string, ending: DocumentLine['ending'] = '\n'): DocumentLine {
  return { bytes: Buffer.from(line), ending, entry: undefined };
}
