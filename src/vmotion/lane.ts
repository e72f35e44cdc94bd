import { KiB } from '../base/units.ts';
import type { Bitmap } from './bitmap.ts';
import { stopSource } from './fault.ts';
import type { GuestMemory } from './guest-memory.ts';
import { type BatchCounts, type BatchOptions, maxBatchBytes, writeBatch } from './page-batch.ts';
import { createRecordWriter, type OutgoingRecord, type Protection } from './record.ts';
import type { Wire } from './wire.ts';

/**
 * The sending end of one stream. Records are put together in a few small buffers that stay in the
 * processor's cache: sealing a page is the copy that a plain stream would make anyway.
 */
export interface Lane {
  /** Puts the wanted pages of a chunk into the buffer. */
  addBatch(memory: GuestMemory, wanted: Bitmap, chunk: number): BatchCounts;
  /** True when the buffer should go out before more is added. */
  readonly full: boolean;
  /** Sends what is in the buffer; resolves as soon as another buffer is free. */
  flush(): Promise<number>;
  /** Sends what is in the buffer and one more record. */
  send(record: OutgoingRecord): Promise<number>;
  /** Resolves when everything has left this process. */
  drained(): Promise<void>;
  dispose(): void;
}

const FLUSH_BYTES = 512 * KiB;
const BUFFERS = 3;
const MAX_RECORD_BYTES = 1024 * KiB;

export function createLane(wire: Wire, protection: Protection, stream: number, options: BatchOptions): Lane {
  const writer = createRecordWriter(protection, 'source', stream);
  const capacity = FLUSH_BYTES + Math.max(maxBatchBytes(writer), MAX_RECORD_BYTES);
  const free: Uint8Array<ArrayBuffer>[] = [];
  let made = 0;
  const inFlight = new Set<Promise<void>>();
  let failure: Error | undefined;
  let target: Uint8Array<ArrayBuffer> | undefined;
  let at = 0;

  function takeFree(): Uint8Array<ArrayBuffer> {
    // The one that came back last is the one that is still in the cache; another is made only when none is back.
    const buffer = free.pop();
    if (buffer !== undefined) return buffer;
    if (made++ === BUFFERS) throw new Error('A lane was used before a buffer was free.');
    // Only what was written into it leaves it, so it need not be cleared first.
    return new Uint8Array(Buffer.allocUnsafeSlow(capacity).buffer);
  }
  const check = (): void => {
    if (failure !== undefined)
      throw stopSource('ChannelCut', `The connection to the destination broke: ${failure.message}.`);
  };
  const flush = async (): Promise<number> => {
    check();
    if (target === undefined) return 0;
    const sent = target;
    const lengthBytes = at;
    target = undefined;
    at = 0;
    const writing = wire
      .write(sent.subarray(0, lengthBytes))
      .catch((error: unknown) => {
        failure ??= error instanceof Error ? error : new Error(String(error));
      })
      .finally(() => {
        inFlight.delete(writing);
        free.push(sent);
      });
    inFlight.add(writing);
    while (free.length === 0 && made === BUFFERS) await Promise.race(inFlight);
    check();
    return lengthBytes;
  };

  return {
    addBatch(memory, wanted, chunk) {
      target ??= takeFree();
      const counts = writeBatch(memory, wanted, chunk, { writer, target, at }, options);
      at = counts.at;
      return counts;
    },
    get full() {
      return at >= FLUSH_BYTES;
    },
    flush,
    async send(record) {
      target ??= takeFree();
      at = writer.write(target, at, record);
      return flush();
    },
    async drained() {
      while (inFlight.size > 0) await Promise.race(inFlight);
      check();
    },
    dispose: () => writer.dispose(),
  };
}
