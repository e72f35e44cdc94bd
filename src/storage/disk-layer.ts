import type { ByteRange } from './extent-map.ts';

/**
 * What one layer of a disk knows about a stretch of the guest's bytes: `data` is here, `zero` reads as zeros
 * whatever lies below, and what no span covers is the parent's (zeros at the bottom). `start` and `end` are
 * bytes relative to the buffer that was read into.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: 'data' | 'zero';
}

/**
 * One layer of a disk: the base extent or a snapshot's delta. Offsets and lengths are the guest's, in bytes, whole
 * sectors. Bytes are plaintext on this side; a layer under a key holds ciphertext only. Errors of the file system
 * are thrown; whoever owns the disk turns them into faults.
 */
export interface DiskLayer {
  readonly capacityBytes: number;
  /**
   * Reads into `buffer` what this layer has of [offset, offset + buffer.length); gives those spans, in order. The
   * buffer's other bytes are left in an unspecified state for the caller to fill.
   */
  read(buffer: Uint8Array, offset: number): Span[];
  /** Stretches that hold data here, in order; never fewer than there are, and holes as far as they are known. */
  dataRanges(offset: number, lengthBytes: number): ByteRange[];
  /** Writes whole sectors. May use `data` as scratch space: it holds ciphertext afterwards. */
  write(data: Uint8Array, offset: number, below: ReadBelow): void;
  /** Makes a stretch read as zeros, giving its space back where it can. */
  zero(offset: number, lengthBytes: number, below: ReadBelow): void;
  /** Durable when it returns. */
  flush(): void;
  close(): void;
}

/** Fills the buffer with what the layers below have at the offset: for a delta that copies a grain up. */
export type ReadBelow = (buffer: Uint8Array, offset: number) => void;

/** The gaps between spans, in order, within [0, length). */
export function gapsOf(spans: readonly Span[], lengthBytes: number): { start: number; end: number }[] {
  const gaps: { start: number; end: number }[] = [];
  let at = 0;
  for (const { start, end } of spans) {
    if (start > at) gaps.push({ start: at, end: start });
    at = end;
  }
  if (at < lengthBytes) gaps.push({ start: at, end: lengthBytes });
  return gaps;
}
