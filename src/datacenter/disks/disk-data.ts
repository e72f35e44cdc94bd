import { fail, ok, type Result } from '../../base/result.ts';
import { openDisk } from '../../storage/disk.ts';
import { type KeyEncryptionKey, keyRing } from '../../storage/disk-key.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { DiskRow } from '../rows.ts';

export interface DiskWrite {
  /** Whole sectors. */
  readonly offset: number;
  readonly data: Uint8Array;
}

/** Writes sectors of a VM's disk as its guest would. An encrypted disk needs its keys. */
export function writeDiskData(
  datacenter: Datacenter,
  disk: DiskRow,
  writes: Iterable<DiskWrite>,
  keys: readonly KeyEncryptionKey[] = [],
): Result<void, Fault> {
  const file = fileOf(datacenter, disk.fileName);
  if (!file.ok) return file;
  const opened = openDisk(file.value, { access: 'write', keys: keyRing(keys) });
  if (!opened.ok) return fail(fromStorage(opened.fault));
  try {
    for (const { offset, data } of writes) {
      const written = opened.value.write(data, offset);
      if (!written.ok) return fail(fromStorage(written.fault));
    }
    const flushed = opened.value.flush();
    return flushed.ok ? ok(undefined) : fail(fromStorage(flushed.fault));
  } finally {
    opened.value.close();
  }
}
