import { MiB } from '../base/units.ts';
import { type FileSystem, readUpTo } from './file-system.ts';
import type { ByteRange } from './table.ts';

/** A snapshot file held open, to read rows out of. It stays whole when another takes its name. */
export interface RowSource {
  readonly path: string;
  readonly fd: number;
  /** The bytes of the range; valid until the next call. */
  bytes(range: ByteRange): Buffer;
  text(range: ByteRange): string;
}

/** A file up to this size is kept in memory whole; of a larger one, one window. */
export const WHOLE_FILE_BYTES = 64 * MiB;
const WINDOW_BYTES = 1 * MiB;

/** `whole` is the file's content where it has been read already. */
export function openRowSource(
  files: FileSystem,
  path: string,
  fd: number,
  fileBytes: number,
  whole?: Buffer,
): RowSource {
  let window = whole;
  let windowStart = 0;
  const bytes = ({ offset, lengthBytes }: ByteRange): Buffer => {
    const end = offset + lengthBytes;
    if (window === undefined || offset < windowStart || end > windowStart + window.length) {
      const small = fileBytes <= WHOLE_FILE_BYTES;
      windowStart = small ? 0 : offset;
      window = readUpTo(files, fd, windowStart, small ? fileBytes : Math.max(lengthBytes, WINDOW_BYTES));
    }
    return window.subarray(offset - windowStart, end - windowStart);
  };
  return { path, fd, bytes, text: (range) => bytes(range).toString() };
}
