import { readChain } from '../../storage/disk-chain.ts';
import { inspectDisk } from '../../storage/disk-file.ts';
import { type DiskFormat, diskFormatOf } from '../../storage/disk-format.ts';
import type { Datacenter } from '../datacenter.ts';
import { fileOf } from '../places.ts';
import type { DiskRow } from '../rows.ts';

export type { DiskFormat } from '../../storage/disk-format.ts';

/** A disk's format as its files are; a delta's is that of the disk that it lies over. */
export function storageFormatOf(datacenter: Datacenter, disk: DiskRow): DiskFormat {
  if (disk.thin) return 'thin';
  if (disk.rawDevice !== undefined) return 'thick';
  const file = fileOf(datacenter, disk.fileName);
  const chain = file.ok ? readChain(file.value) : file;
  const base = chain.ok ? inspectDisk(chain.value.at(-1)?.path ?? '') : chain;
  return base.ok ? diskFormatOf({ ...base.value, isThin: false }) : 'thick';
}
