import { fdatasyncSync } from 'node:fs';
import { SECTOR_BYTES } from '../base/units.ts';
import { readFully, writeAll } from './durable-file.ts';
import { type SparseHeader, TABLE_ENTRIES } from './sparse-header.ts';
import { StorageError } from './storage-fault.ts';

/** What a grain table's entry may say besides the sector where the grain lies. */
export const ABSENT = 0;
export const ZERO = 1;

/**
 * The grain directory and tables of a sparse extent: where each grain lies. Tables are read when they are first
 * needed. New entries stay in memory until `flush`, which writes them after their grains are durable: a grain that
 * was copied up holds its parent's data too, and must never be pointed at before it is on the disk.
 */
export interface GrainTables {
  readonly grains: number;
  /** `ABSENT`, `ZERO`, or the sector of the file where the grain lies. */
  entry(grain: number): number;
  setEntry(grain: number, value: number): void;
  /** Makes data, then entries, durable. */
  flush(): void;
}

const TABLE_BYTES = TABLE_ENTRIES * 4;
/** 2 KiB each, for 32 MiB of the disk at the usual grain. */
const LIMIT_CACHED_TABLES = 4096;

interface Table {
  readonly sector: number;
  readonly entries: Uint32Array;
  readonly dirty: Set<number>;
}

/** `fileSectors` is the extent's size when it was opened; an entry beyond it is refused. */
export function openGrainTables(
  fd: number,
  path: string,
  header: SparseHeader,
  fileSectors: number,
): GrainTables {
  const grains = Math.ceil(header.capacitySectors / header.grainSectors);
  const malformed = (reason: string) => new StorageError({ kind: 'InvalidFileFormat', path, reason });
  const tables = Math.ceil(grains / TABLE_ENTRIES);
  // Before the memory is taken: a header may promise any capacity.
  if (tables * 4 > fileSectors * SECTOR_BYTES) throw malformed('its grain directory is cut');
  const directory = new Uint32Array(tables);
  if (readLittleEndian(fd, directory, header.grainDirectoryOffset) < directory.byteLength) {
    throw malformed('its grain directory is cut');
  }
  const cache = new Map<number, Table>();
  const dirtyTables = new Set<Table>();

  const load = (index: number): Table => {
    const cached = cache.get(index);
    if (cached !== undefined) return cached;
    const sector = directory[index] ?? 0;
    const entries = new Uint32Array(TABLE_ENTRIES);
    if (sector !== 0 && readLittleEndian(fd, entries, sector) < TABLE_BYTES) {
      throw malformed(`grain table ${index} is cut`);
    }
    for (const entry of entries) {
      if (entry > ZERO && entry >= fileSectors)
        throw malformed(`grain table ${index} points beyond the file`);
      if (entry === ZERO && !header.hasZeroGrains)
        throw malformed(`grain table ${index} points into the header`);
    }
    const table = { sector, entries, dirty: new Set<number>() };
    if (cache.size >= LIMIT_CACHED_TABLES) dropCleanTable(cache);
    cache.set(index, table);
    return table;
  };

  return {
    grains,
    entry: (grain) => load(Math.floor(grain / TABLE_ENTRIES)).entries[grain % TABLE_ENTRIES] ?? ABSENT,
    setEntry(grain, value) {
      const table = load(Math.floor(grain / TABLE_ENTRIES));
      if (table.sector === 0) throw malformed('it has no grain table where one is to be written');
      table.entries[grain % TABLE_ENTRIES] = value;
      table.dirty.add(grain % TABLE_ENTRIES);
      dirtyTables.add(table);
    },
    flush() {
      fdatasyncSync(fd);
      if (dirtyTables.size === 0) return;
      for (const table of dirtyTables) {
        writeEntries(fd, table);
        table.dirty.clear();
      }
      dirtyTables.clear();
      fdatasyncSync(fd);
    },
  };
}

/** Forgets the table that has been in the cache longest and has nothing to write. */
function dropCleanTable(cache: Map<number, Table>): void {
  for (const [index, table] of cache) {
    if (table.dirty.size > 0) continue;
    cache.delete(index);
    return;
  }
}

function writeEntries(fd: number, { sector, entries, dirty }: Table): void {
  const first = Math.min(...dirty);
  const last = Math.max(...dirty);
  const bytes = Buffer.alloc((last - first + 1) * 4);
  for (let index = first; index <= last; index++)
    bytes.writeUInt32LE(entries[index] ?? ABSENT, (index - first) * 4);
  writeAll(fd, bytes, sector * SECTOR_BYTES + first * 4);
}

function readLittleEndian(fd: number, into: Uint32Array, sector: number): number {
  const bytes = new Uint8Array(into.byteLength);
  const got = readFully(fd, bytes, sector * SECTOR_BYTES);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < into.length; index++) into[index] = view.getUint32(index * 4, true);
  return got;
}
