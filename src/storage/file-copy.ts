import { closeSync, constants, fstatSync, fsyncSync, ftruncateSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { createPrivateFile, removeIfPresent, syncFolder, writeAll } from './durable-file.ts';
import { dataRanges } from './extent-map.ts';
import { attempt, type StorageFault } from './storage-fault.ts';

const BUFFER_BYTES = 1024 * 1024;

/** Copies a file byte by byte, holes as holes; gives its size. The copy is new: an existing file is refused. */
export function copyFile(from: string, to: string): Result<number, StorageFault> {
  const copied = attempt(to, 'copy', () => {
    // A link or a device in a datastore's folder is not what the path says.
    const source = openSync(from, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const stat = fstatSync(source);
      if (!stat.isFile()) return undefined;
      const target = createPrivateFile(to);
      try {
        ftruncateSync(target, stat.size);
        const buffer = Buffer.alloc(BUFFER_BYTES);
        for (const { offset, lengthBytes } of dataRanges(source, 0, stat.size)) {
          for (let done = 0; done < lengthBytes; ) {
            const got = readSync(
              source,
              buffer,
              0,
              Math.min(BUFFER_BYTES, lengthBytes - done),
              offset + done,
            );
            if (got === 0) break;
            writeAll(target, buffer.subarray(0, got), offset + done);
            done += got;
          }
        }
        fsyncSync(target);
      } finally {
        closeSync(target);
      }
      syncFolder(dirname(to));
      return stat.size;
    } finally {
      closeSync(source);
    }
  });
  if (!copied.ok) {
    if (copied.fault.kind !== 'FileAlreadyExists') removeIfPresent(to);
    return copied;
  }
  return copied.value === undefined
    ? fail({ kind: 'InvalidDiskRequest', path: from, reason: 'it is not a file' })
    : ok(copied.value);
}
