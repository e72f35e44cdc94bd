import { ok, type Result } from '../../base/result.ts';
import { startZeroedDisk } from '../../storage/conversion.ts';
import { finishConversion } from '../../storage/conversion-marker.ts';
import { createDisk, type DiskInfo, type NewDisk } from '../../storage/disk-file.ts';
import type { DiskFormat } from '../../storage/disk-format.ts';
import type { StorageFault } from '../../storage/storage-fault.ts';
import { type Wait, waitFor } from '../operation.ts';
import { partOf } from './disk-rewrite.ts';

/**
 * Makes the files of a new disk, which the caller's operation names as its new ones: an empty disk is there at once, one
 * of zeros is written out.
 */
export function* makeDisk(
  disk: Omit<NewDisk, 'isThin'>,
  format: DiskFormat,
  share: (progress: unknown) => number = partOf,
): Generator<Wait, Result<DiskInfo, StorageFault>, void> {
  if (format !== 'eagerZeroedThick') return createDisk({ ...disk, isThin: format === 'thin' });
  const started = startZeroedDisk(disk);
  if (!started.ok) return started;
  const written = yield* waitFor(started.value, share);
  if (!written.ok) return written;
  const noted = finishConversion(disk.path);
  return noted.ok ? ok(written.value.disk) : noted;
}
