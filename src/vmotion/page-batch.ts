import type { Pieces } from '../crypto/gcm-cipher.ts';
import { type Bitmap, nextBit } from './bitmap.ts';
import { stopDestination } from './fault.ts';
import { type GuestMemory, isZeroPage, PAGE_BYTES, pagesOf, setBacked, zeroPages } from './guest-memory.ts';
import type { RecordWriter } from './record.ts';

/**
 * Pages travel in batches: a `batch` record lists the runs of pages, then `pages` records hold the bytes of the listed
 * pages that are not zeros, in the list's order and at most so many pages each as the source sends at once. They are
 * sealed straight from the guest's memory and opened straight into it. A batch never leaves one chunk of memory, so
 * that chunks can be spread over streams and every page keeps to one stream, in order.
 *
 * A run in the list: first page u32, pages u16, flags u16 (1: zeros, no bytes follow).
 */
export const CHUNK_PAGES = 128;
const RUN_BYTES = 8;
const ZERO = 1;

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
  const runs = chunkRuns(memory, wanted, chunk, options.detectZeroPages);
  const { writer, target } = output;
  const table = writer.bodyAt(target, output.at, runs.length * RUN_BYTES);
  writeTable(table, runs);
  let at = writer.write(target, output.at, { type: 'batch', body: table });
  for (const body of sendsOf(memory, runs, options.pagesPerSend)) {
    at = writer.write(target, at, { type: 'pages', body });
  }
  const sum = (zero: boolean): number =>
    runs.reduce((pages, run) => pages + (run.zero === zero ? run.count : 0), 0);
  return { at, pages: sum(false), zeroPages: sum(true) };
}

interface Run {
  readonly page: number;
  count: number;
  readonly zero: boolean;
}

function chunkRuns(memory: GuestMemory, wanted: Bitmap, chunk: number, detectZeroPages: boolean): Run[] {
  const end = Math.min((chunk + 1) * CHUNK_PAGES, memory.pages);
  const runs: Run[] = [];
  let last: Run | undefined;
  for (let page = nextBit(wanted, chunk * CHUNK_PAGES); page < end; page = nextBit(wanted, page + 1)) {
    const zero = detectZeroPages && isZeroPage(memory, page);
    if (last !== undefined && last.zero === zero && last.page + last.count === page) {
      last.count++;
    } else {
      last = { page, count: 1, zero };
      runs.push(last);
    }
  }
  return runs;
}

/** The pages that are not zeros, in the guest's own memory, as many to a record as may be. */
function* sendsOf(memory: GuestMemory, runs: readonly Run[], pagesPerSend: number): Generator<Uint8Array[]> {
  let send: Uint8Array[] = [];
  let room = pagesPerSend;
  for (const run of runs) {
    for (let taken = 0; !run.zero && taken < run.count; ) {
      const count = Math.min(run.count - taken, room);
      send.push(pagesOf(memory, run.page + taken, count));
      taken += count;
      room -= count;
      if (room > 0) continue;
      yield send;
      send = [];
      room = pagesPerSend;
    }
  }
  if (send.length > 0) yield send;
}

function writeTable(table: Uint8Array, runs: readonly Run[]): void {
  const view = new DataView(table.buffer, table.byteOffset, table.length);
  for (const [i, { page, count, zero }] of runs.entries()) {
    view.setUint32(i * RUN_BYTES, page, true);
    view.setUint16(i * RUN_BYTES + 4, count, true);
    view.setUint16(i * RUN_BYTES + 6, zero ? ZERO : 0, true);
  }
}

/** Takes in the batches of one stream. What it is given is not trusted: everything is checked before it is used. */
export interface BatchReader {
  /** The list of a batch, which must come when no pages are awaited. */
  table(body: Uint8Array): void;
  /** The next pages of the list: `open` brings their bytes into the pieces that it is given. */
  pages(lengthBytes: number, open: (into: Pieces) => void): void;
  /** Pages that the last list announced and that have not come. */
  readonly awaited: number;
}

export interface BatchListener {
  /** These pages are about to be written. */
  changed(page: number, count: number): void;
  /** Whatever the batch announced in these pages is there. */
  complete(page: number, count: number): void;
}

export function createBatchReader(memory: GuestMemory, listener: BatchListener): BatchReader {
  let runs: Run[] = [];
  let taken = 0;
  let awaited = 0;
  let chunk = 0;
  const completeWhenAllCame = (): void => {
    if (awaited > 0) return;
    const first = chunk * CHUNK_PAGES;
    listener.complete(first, Math.min(CHUNK_PAGES, memory.pages - first));
  };
  return {
    table(body) {
      if (awaited > 0) throw stopDestination('ChannelIntegrity', 'A batch began inside another.');
      const list = readTable(body, memory);
      for (const { page, count, zero } of list) {
        if (zero) zeroPages(memory, page, count);
        listener.changed(page, count);
      }
      runs = list.filter((run) => !run.zero);
      taken = 0;
      awaited = runs.reduce((sum, run) => sum + run.count, 0);
      chunk = Math.floor((list[0]?.page ?? 0) / CHUNK_PAGES);
      completeWhenAllCame();
    },
    pages(lengthBytes, open) {
      const count = lengthBytes / PAGE_BYTES;
      if (count === 0 || !Number.isInteger(count) || count > awaited) {
        throw stopDestination('ChannelIntegrity', 'Pages came that no batch announced.');
      }
      awaited -= count;
      const pieces: Uint8Array[] = [];
      for (let left = count; left > 0; ) {
        const run = runs[0];
        if (run === undefined) throw new Error('The pages awaited are those of the runs left.');
        const part = Math.min(run.count - taken, left);
        setBacked(memory, run.page + taken, part);
        pieces.push(pagesOf(memory, run.page + taken, part));
        left -= part;
        taken += part;
        if (taken < run.count) continue;
        runs.shift();
        taken = 0;
      }
      open(pieces);
      completeWhenAllCame();
    },
    get awaited() {
      return awaited;
    },
  };
}

/** The runs of a list: pages that the guest has, all of one chunk. */
function readTable(body: Uint8Array, memory: GuestMemory): Run[] {
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  if (body.length % RUN_BYTES !== 0 || body.length > CHUNK_PAGES * RUN_BYTES) {
    throw stopDestination('ChannelIntegrity', 'A batch has a list of impossible length.');
  }
  const runs: Run[] = [];
  const chunk = body.length === 0 ? 0 : Math.floor(view.getUint32(0, true) / CHUNK_PAGES);
  for (let at = 0; at < body.length; at += RUN_BYTES) {
    const page = view.getUint32(at, true);
    const count = view.getUint16(at + 4, true);
    const flags = view.getUint16(at + 6, true);
    const inChunk = page >= chunk * CHUNK_PAGES && page + count <= (chunk + 1) * CHUNK_PAGES;
    if (count === 0 || !inChunk || page + count > memory.pages) {
      throw stopDestination('ChannelIntegrity', `A batch names pages that the guest does not have: ${page}.`);
    }
    if (flags > ZERO) throw stopDestination('ChannelIntegrity', 'A batch lists a run with impossible flags.');
    runs.push({ page, count, zero: flags === ZERO });
  }
  return runs;
}
