import { SECTOR_BYTES } from '../base/units.ts';
import { readFully } from './durable-file.ts';
import type { Run } from './extent-io.ts';
import { alignRanges, dataRanges, nonZeroRuns } from './extent-map.ts';
import type { SectorChange } from './in-place-sectors.ts';

/** A stretch of an extent that is converted as one: read, transformed, its tags recorded, written. */
export interface Zone {
  /** Where in the extent it begins, in bytes. */
  offset: number;
  lengthBytes: number;
  /** What of it is converted; the rest is left alone. */
  runs: readonly Run[];
  /** The converted bytes. */
  readonly data: Uint8Array;
  /** Two words for each sector; zeros where it is left alone. */
  readonly tags: BigUint64Array;
}

export interface ZoneSource {
  /** Of the extent. */
  readonly fd: number;
  readonly change: SectorChange;
  /** Where the extent ends. */
  readonly limitBytes: number;
}

/** How far ahead the file's map is asked for at a time. */
const MAP_BYTES = 64 * 1024 ** 3;
const WORDS_PER_SECTOR = SECTOR_BYTES / 8;

/** Fills `zone` with the next data from `from` on, converted. False when there is none. */
export function fillZone(zone: Zone, { fd, change, limitBytes }: ZoneSource, from: number): boolean {
  const start = nextData(fd, from, limitBytes);
  if (start === undefined) return false;
  zone.offset = start;
  zone.lengthBytes = Math.min(zone.data.length, limitBytes - start);
  zone.tags.fill(0n);
  const runs: Run[] = [];
  for (const range of alignRanges(dataRanges(fd, start, zone.lengthBytes), start + zone.lengthBytes)) {
    const at = range.offset - start;
    const bytes = zone.data.subarray(at, at + range.lengthBytes);
    bytes.fill(0, readFully(fd, bytes, range.offset));
    const wanted = change.leavesZeroBlocks ? nonZeroRuns(bytes) : [[0, bytes.length] as const];
    for (const [first, end] of wanted) {
      const run = { start: at + first, end: at + end };
      if (change.tagged === 'before') recordTags(zone, run);
      change.apply(zone.data.subarray(run.start, run.end), start + run.start);
      if (change.tagged === 'after') recordTags(zone, run);
      runs.push(run);
    }
  }
  zone.runs = runs;
  return true;
}

/** Where the first data from `from` on begins, at a whole block. */
function nextData(fd: number, from: number, limitBytes: number): number | undefined {
  for (let at = from; at < limitBytes; at += MAP_BYTES) {
    const [range] = alignRanges(dataRanges(fd, at, Math.min(MAP_BYTES, limitBytes - at)), limitBytes);
    if (range !== undefined) return Math.max(range.offset, from);
  }
  return undefined;
}

function recordTags({ data, tags }: Zone, { start, end }: Run): void {
  const words = new BigUint64Array(data.buffer, data.byteOffset + start, (end - start) / 8);
  const first = start / SECTOR_BYTES;
  for (let sector = 0; sector * WORDS_PER_SECTOR < words.length; sector++) {
    tags[(first + sector) * 2] = words[sector * WORDS_PER_SECTOR] ?? 0n;
    tags[(first + sector) * 2 + 1] = words[sector * WORDS_PER_SECTOR + 1] ?? 0n;
  }
}
