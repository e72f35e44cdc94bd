import { type Bitmap, nextBit } from './bitmap.ts';
import { stopDestination } from './fault.ts';
import {
  type GuestMemory,
  isZeroPage,
  PAGE_BYTES,
  pageOf,
  pagesOf,
  setBacked,
  zeroPages,
} from './guest-memory.ts';
import type { RecordWriter } from './record.ts';

/**
 * Pages travel in batches: a `batch` record lists the runs of pages, then one `pages` record per
 * segment holds their bytes. A segment is one long run, taken straight from the guest's memory, or
 * several short ones put together. A batch never leaves one chunk of memory, so that chunks can be
 * spread over streams and every page keeps to one stream, in order.
 *
 * A run in the list: first page u32, pages u16, flags u16 (1: zeros, no bytes follow; 2: begins a segment).
 */
export const CHUNK_PAGES = 128;
const RUN_BYTES = 8;
const ZERO = 1;
const SEGMENT = 2;
/** Shorter runs are gathered: copying them costs less than a record each. */
const LONG_RUN_PAGES = 8;

export interface BatchCounts {
  readonly at: number;
  readonly pages: number;
  readonly zeroPages: number;
}

export interface BatchOptions {
  readonly pagesPerSend: number;
  readonly detectZeroPages: boolean;
}

/** Room that the batch of one chunk may need at most. */
export function maxBatchBytes(writer: RecordWriter): number {
  return writer.sizeOf(CHUNK_PAGES * RUN_BYTES) + CHUNK_PAGES * writer.sizeOf(PAGE_BYTES);
}

/** Writes the pages of one chunk that are in `wanted`, at `at` in `target`. */
export function writeBatch(
  memory: GuestMemory,
  wanted: Bitmap,
  chunk: number,
  output: { readonly writer: RecordWriter; readonly target: Uint8Array; readonly at: number },
  options: BatchOptions,
): BatchCounts {
  const runs = chunkRuns(memory, wanted, chunk, options);
  const segments = segmentsOf(runs, options.pagesPerSend);
  const { writer, target } = output;
  const table = writer.bodyAt(target, output.at, runs.length * RUN_BYTES);
  writeTable(table, segments, runs);
  let at = writer.write(target, output.at, { type: 'batch', body: table });
  let pages = 0;
  for (const segment of segments) {
    const count = segment.reduce((sum, run) => sum + run.count, 0);
    pages += count;
    const [only, another] = segment;
    if (only !== undefined && another === undefined) {
      at = writer.write(target, at, { type: 'pages', body: pagesOf(memory, only.page, only.count) });
    } else {
      const body = writer.bodyAt(target, at, count * PAGE_BYTES);
      let offset = 0;
      for (const run of segment) {
        body.set(pagesOf(memory, run.page, run.count), offset);
        offset += run.count * PAGE_BYTES;
      }
      at = writer.write(target, at, { type: 'pages', body });
    }
  }
  const zeros = runs.reduce((sum, run) => sum + (run.zero ? run.count : 0), 0);
  return { at, pages, zeroPages: zeros };
}

interface Run {
  readonly page: number;
  count: number;
  readonly zero: boolean;
}

function chunkRuns(
  memory: GuestMemory,
  wanted: Bitmap,
  chunk: number,
  { pagesPerSend, detectZeroPages }: BatchOptions,
): Run[] {
  const end = Math.min((chunk + 1) * CHUNK_PAGES, memory.pages);
  const runs: Run[] = [];
  let last: Run | undefined;
  for (let page = nextBit(wanted, chunk * CHUNK_PAGES); page < end; page = nextBit(wanted, page + 1)) {
    const zero = detectZeroPages && isZeroPage(memory, page);
    const room = zero ? CHUNK_PAGES : pagesPerSend;
    if (last !== undefined && last.zero === zero && last.page + last.count === page && last.count < room) {
      last.count++;
    } else {
      last = { page, count: 1, zero };
      runs.push(last);
    }
  }
  return runs;
}

/** Long runs are segments of their own; short ones fill segments of at most `pagesPerSend` pages. */
function segmentsOf(runs: readonly Run[], pagesPerSend: number): Run[][] {
  const segments: Run[][] = [];
  let gathered: Run[] = [];
  let gatheredPages = 0;
  for (const run of runs) {
    if (run.zero) continue;
    if (run.count >= LONG_RUN_PAGES) {
      segments.push([run]);
      continue;
    }
    if (gatheredPages + run.count > pagesPerSend && gathered.length > 0) {
      segments.push(gathered);
      gathered = [];
      gatheredPages = 0;
    }
    gathered.push(run);
    gatheredPages += run.count;
  }
  if (gathered.length > 0) segments.push(gathered);
  return segments;
}

function writeTable(table: Uint8Array, segments: readonly Run[][], runs: readonly Run[]): void {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  let at = 0;
  const put = ({ page, count }: Run, flags: number): void => {
    view.setUint32(at, page, true);
    view.setUint16(at + 4, count, true);
    view.setUint16(at + 6, flags, true);
    at += RUN_BYTES;
  };
  for (const run of runs) if (run.zero) put(run, ZERO);
  for (const segment of segments) for (const [i, run] of segment.entries()) put(run, i === 0 ? SEGMENT : 0);
}

/** Takes in the batches of one stream. What it is given is not trusted: everything is checked before it is used. */
export interface BatchReader {
  /** The list of a batch, which must come when no segment is awaited. */
  table(body: Uint8Array): void;
  /** The next segment: `open` brings its bytes into the buffer it is given, or where it likes. */
  segment(lengthBytes: number, open: (into?: Uint8Array) => Uint8Array): void;
  /** Segments that the last list announced and that have not come. */
  readonly awaited: number;
}

/** `changed` hears of all pages that a batch writes. */
export function createBatchReader(
  memory: GuestMemory,
  changed: (page: number, count: number) => void,
): BatchReader {
  let segments: Run[][] = [];
  return {
    table(body) {
      if (segments.length > 0) throw stopDestination('ChannelIntegrity', 'A batch began inside another.');
      segments = readTable(body, memory, changed);
    },
    segment(lengthBytes, open) {
      const segment = segments.shift();
      if (segment === undefined)
        throw stopDestination('ChannelIntegrity', 'Pages came that no batch announced.');
      const count = segment.reduce((sum, run) => sum + run.count, 0);
      if (lengthBytes !== count * PAGE_BYTES) {
        throw stopDestination('ChannelIntegrity', 'A segment is not as long as its batch announced.');
      }
      for (const run of segment) {
        setBacked(memory, run.page, run.count);
        changed(run.page, run.count);
      }
      const [only, another] = segment;
      if (only !== undefined && another === undefined) {
        open(pagesOf(memory, only.page, only.count));
        return;
      }
      const bytes = open();
      let at = 0;
      for (const { page, count: pages } of segment) {
        for (let i = 0; i < pages; i++, at += PAGE_BYTES) {
          pageOf(memory, page + i).set(bytes.subarray(at, at + PAGE_BYTES));
        }
      }
    },
    get awaited() {
      return segments.length;
    },
  };
}

function readTable(
  body: Uint8Array,
  memory: GuestMemory,
  changed: (page: number, count: number) => void,
): Run[][] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (body.length % RUN_BYTES !== 0 || body.length > CHUNK_PAGES * RUN_BYTES) {
    throw stopDestination('ChannelIntegrity', 'A batch has a list of impossible length.');
  }
  const segments: Run[][] = [];
  for (let at = 0; at < body.length; at += RUN_BYTES) {
    const page = view.getUint32(at, true);
    const count = view.getUint16(at + 4, true);
    const flags = view.getUint16(at + 6, true);
    const sameChunk = Math.floor(page / CHUNK_PAGES) === Math.floor((page + count - 1) / CHUNK_PAGES);
    if (count === 0 || !sameChunk || page + count > memory.pages) {
      throw stopDestination('ChannelIntegrity', `A batch names pages that the guest does not have: ${page}.`);
    }
    const run = { page, count, zero: flags === ZERO };
    if (flags === ZERO) {
      zeroPages(memory, page, count);
      changed(page, count);
    } else if (flags === SEGMENT) segments.push([run]);
    else if (flags === 0 && segments.length > 0) segments.at(-1)?.push(run);
    else throw stopDestination('ChannelIntegrity', 'A batch lists a run with impossible flags.');
  }
  return segments;
}
