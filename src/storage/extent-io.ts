import { SECTOR_BYTES } from '../base/units.ts';
import { createXts } from '../crypto/aes-xts.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { readFully, writeAll } from './durable-file.ts';
import { BLOCK_BYTES, nonZeroRuns } from './extent-map.ts';

/** A run of bytes relative to a buffer. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Reads and writes the guest's sectors in an extent's file, at `position`, where the disk's byte `offset` lies.
 * Beyond the file's end there are zeros.
 */
export interface ExtentIo {
  /** Fills the buffer and gives the runs that were ever written, as far as that can be told. */
  read(buffer: Uint8Array, position: number, offset: number): Run[];
  /** Writes whole sectors. `data` is scratch space: it may hold ciphertext afterwards. */
  write(data: Uint8Array, position: number, offset: number): void;
  /** Forgets the key. The file stays open. */
  dispose(): void;
}

/** Beyond the file's end there are zeros. */
function zeroFrom(buffer: Uint8Array, start: number): void {
  if (start < buffer.length) buffer.fill(0, start);
}

export function createPlainIo(fd: number): ExtentIo {
  return {
    read(buffer, position) {
      zeroFrom(buffer, readFully(fd, buffer, position));
      return [{ start: 0, end: buffer.length }];
    },
    write: (data, position) => writeAll(fd, data, position),
    dispose: () => undefined,
  };
}

/**
 * XTS-AES-256 in units of 512 bytes, tweak = sector number of the disk. A block of 4 KiB that is all zero was never
 * written and reads as zeros, so that holes need no key and a copy that turns them into zeros does no harm. A write
 * therefore fills whole blocks: the sectors of a never-written block that the guest does not write are encrypted
 * zeros afterwards. `limitBytes` is where the disk ends; its last block may be shorter.
 */
export function createEncryptedIo(fd: number, key: SecretKey, limitBytes: number): ExtentIo {
  const xts = createXts(key);
  const readBlocks = (buffer: Uint8Array, position: number, offset: number): Run[] => {
    zeroFrom(buffer, readFully(fd, buffer, position));
    return nonZeroRuns(buffer).map(([start, end]) => {
      xts.decrypt(buffer.subarray(start, end), (offset + start) / SECTOR_BYTES);
      return { start, end };
    });
  };
  const writeBlocks = (data: Uint8Array, position: number, offset: number): void => {
    xts.encrypt(data, offset / SECTOR_BYTES);
    writeAll(fd, data, position);
  };
  const blocksOf = (offset: number, lengthBytes: number) => ({
    before: offset % BLOCK_BYTES,
    lengthBytes:
      Math.min(Math.ceil((offset + lengthBytes) / BLOCK_BYTES) * BLOCK_BYTES, limitBytes) -
      (offset - (offset % BLOCK_BYTES)),
  });

  return {
    read(buffer, position, offset) {
      const { before, lengthBytes } = blocksOf(offset, buffer.length);
      if (lengthBytes === buffer.length) return readBlocks(buffer, position, offset);
      const whole = new Uint8Array(lengthBytes);
      const runs = readBlocks(whole, position - before, offset - before);
      buffer.set(whole.subarray(before, before + buffer.length));
      return runs
        .map(({ start, end }) => ({
          start: Math.max(start - before, 0),
          end: Math.min(end - before, buffer.length),
        }))
        .filter(({ start, end }) => end > start);
    },
    write(data, position, offset) {
      const { before, lengthBytes } = blocksOf(offset, data.length);
      if (lengthBytes === data.length) {
        writeBlocks(data, position, offset);
        return;
      }
      const whole = new Uint8Array(lengthBytes);
      readBlocks(whole, position - before, offset - before);
      whole.set(data, before);
      writeBlocks(whole, position - before, offset - before);
    },
    dispose: () => xts.dispose(),
  };
}
