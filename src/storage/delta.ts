import { closeSync, fsyncSync, ftruncateSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { SECTOR_BYTES } from '../base/units.ts';
import { randomUuid } from '../crypto/random.ts';
import { createDescriptor, readDescriptor, writeDescriptor } from './descriptor-file.ts';
import { parentHint, readChain } from './disk-chain.ts';
import { type DiskInfo, exists, inspectDisk, newContentId } from './disk-file.ts';
import { generateDataKey, type KeyEncryptionKey, withDataKey } from './disk-key.ts';
import { deltaExtentName } from './disk-name.ts';
import { createPrivateFile, removeIfPresent, writeAll } from './durable-file.ts';
import { formatSparseHeader, type SparseHeader, TABLE_ENTRIES } from './sparse-header.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import { capacityBytesOf, newDiskDatabase } from './vmdk-descriptor.ts';

export interface NewDelta {
  /** Where the delta's descriptor goes: beside its parent's, or for a linked clone in another VM's folder. */
  readonly path: string;
  readonly parentPath: string;
  /** Needed when the parent is encrypted: the delta gets a data key of its own. */
  readonly kek?: KeyEncryptionKey;
}

/** The grain of hosted products: 64 KiB. */
const GRAIN_SECTORS = 128;

/**
 * Makes an empty delta over a disk, as a snapshot does: a hosted sparse extent whose every grain is the parent's.
 * From then on the parent must not be written. Durable when it returns; a fault leaves nothing of it, and a file that
 * was there already as it was.
 */
export function createDelta({ path, parentPath, kek }: NewDelta): Result<DiskInfo, StorageFault> {
  const refused = (reason: string) => fail({ kind: 'InvalidDiskRequest', path, reason } as const);
  const hint = parentHint(path, parentPath);
  if (hint === undefined)
    return refused("a delta lies beside its parent, or in a folder beside its parent's");
  if (exists(path)) return fail({ kind: 'FileAlreadyExists', path });
  const chain = readChain(parentPath);
  if (!chain.ok) return chain;
  const [{ descriptor: parent }] = chain.value;
  if (parent.encryptionKeys !== undefined && kek === undefined) {
    return refused('its parent is encrypted, so it needs a key too');
  }
  const sectors = capacityBytesOf(parent) / SECTOR_BYTES;
  const fileName = deltaExtentName(basename(path));
  const extent = createDeltaExtent(join(dirname(path), fileName), sectors);
  if (!extent.ok) return extent;
  const plain = {
    createType: 'twoGbMaxExtentSparse',
    cid: newContentId(),
    parentCid: parent.cid,
    parentFileNameHint: hint,
    extents: [{ access: 'RW', sectors, type: 'SPARSE', fileName, offsetSectors: 0 }],
    ddb: newDiskDatabase(sectors, randomUuid()),
  } as const;
  const descriptor = withDataKey(plain, kek === undefined ? undefined : { kek, dek: generateDataKey() });
  const written = createDescriptor(path, descriptor);
  if (written.ok) return inspectDisk(path);
  removeIfPresent(join(dirname(path), fileName));
  return written;
}

/**
 * Points a delta at its grandparent, whose content has become its parent's (`startMerge`). One atomic step; the
 * parent can be removed afterwards. Repeating it is harmless.
 */
export function skipParent(path: string, mergedPath: string): Result<void, StorageFault> {
  const descriptor = readDescriptor(path);
  if (!descriptor.ok) return descriptor;
  const merged = readDescriptor(mergedPath);
  if (!merged.ok) return merged;
  const hint = parentHint(path, mergedPath);
  if (hint === undefined) {
    return fail({ kind: 'InvalidDiskRequest', path, reason: `${mergedPath} cannot be its parent` });
  }
  if (descriptor.value.parentFileNameHint === hint) return ok(undefined);
  const parentCid = merged.value.cid;
  return writeDescriptor(path, { ...descriptor.value, parentCid, parentFileNameHint: hint });
}

/** Header, directory, and tables that are all hole: every product has them in place before the first grain. */
function createDeltaExtent(path: string, capacitySectors: number): Result<void, StorageFault> {
  const tables = Math.ceil(Math.ceil(capacitySectors / GRAIN_SECTORS) / TABLE_ENTRIES);
  const tableSectors = (TABLE_ENTRIES * 4) / SECTOR_BYTES;
  const directorySectors = Math.ceil((tables * 4) / SECTOR_BYTES);
  const firstTable = 1 + directorySectors;
  const overheadSectors = Math.ceil((firstTable + tables * tableSectors) / GRAIN_SECTORS) * GRAIN_SECTORS;
  const header: SparseHeader = {
    version: 2,
    capacitySectors,
    grainSectors: GRAIN_SECTORS,
    descriptorOffset: 0,
    descriptorSectors: 0,
    grainDirectoryOffset: 1,
    redundantDirectoryOffset: undefined,
    overheadSectors,
    hasZeroGrains: true,
    isCompressed: false,
  };
  const directory = Buffer.alloc(directorySectors * SECTOR_BYTES);
  for (let table = 0; table < tables; table++) {
    directory.writeUInt32LE(firstTable + table * tableSectors, table * 4);
  }
  const opened = attempt(path, 'create', () => createPrivateFile(path));
  if (!opened.ok) return opened;
  const fd = opened.value;
  const written = attempt(path, 'write', () => {
    try {
      writeAll(fd, formatSparseHeader(header), 0);
      writeAll(fd, directory, SECTOR_BYTES);
      ftruncateSync(fd, overheadSectors * SECTOR_BYTES);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
  if (!written.ok) removeIfPresent(path);
  return written;
}
