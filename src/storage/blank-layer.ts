import type { DiskLayer } from './disk-layer.ts';

/** A layer that was never written: for a disk that is to be all zeros. */
export function createBlankLayer(capacityBytes: number): DiskLayer {
  const readOnly = (): never => {
    throw new Error('a blank layer is for reading');
  };
  return {
    capacityBytes,
    read: () => [],
    dataRanges: () => [],
    write: readOnly,
    zero: readOnly,
    flush: () => undefined,
    close: () => undefined,
  };
}
