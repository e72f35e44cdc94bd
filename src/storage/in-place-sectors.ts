import { SECTOR_BYTES } from '../base/units.ts';
import { createXts } from '../crypto/aes-xts.ts';
import { diskKeyId, type KeyRing, openDataKey } from './disk-key.ts';
import type { JournalNote } from './in-place-journal.ts';
import { orThrow, StorageError } from './storage-fault.ts';
import type { VmdkDescriptor } from './vmdk-descriptor.ts';

/** What a conversion in place does to sectors, and how one that it may have done is recognised. */
export interface SectorChange {
  /** Blocks of 4 KiB that are all zero were never written, and are left alone. */
  readonly leavesZeroBlocks: boolean;
  /** The tags are the ciphertext of `before` or of `after` the change: always ciphertext. */
  readonly tagged: 'before' | 'after';
  /** Old sectors to new ones, in place; `offset` is the disk's, in bytes. */
  apply(data: Uint8Array, offset: number): void;
  /** New sectors to old ones: undefined where the tags are of the new ones, and this is never needed. */
  readonly undo: ((data: Uint8Array, offset: number) => void) | undefined;
  dispose(): void;
}

export function createSectorChange(
  path: string,
  present: VmdkDescriptor,
  { kind, next }: JournalNote,
  keys: KeyRing,
): SectorChange {
  const cipherOf = (descriptor: VmdkDescriptor) => {
    const key = orThrow(diskKeyId(descriptor, path));
    const kek = key && keys(key);
    if (key !== undefined && kek === undefined)
      throw new StorageError({ kind: 'EncryptionKeyRequired', path, key });
    return kek && createXts(orThrow(openDataKey(descriptor, kek, path)));
  };
  const from = kind === 'encrypt' ? undefined : cipherOf(present);
  const to = kind === 'decrypt' ? undefined : cipherOf(next);
  if ((kind !== 'encrypt' && from === undefined) || (kind !== 'decrypt' && to === undefined)) {
    throw new StorageError({
      kind: 'InvalidFileFormat',
      path,
      reason: `its descriptor or its journal names no key to ${kind} it`,
    });
  }
  return {
    leavesZeroBlocks: from !== undefined,
    tagged: to === undefined ? 'before' : 'after',
    apply(data, offset) {
      from?.decrypt(data, offset / SECTOR_BYTES);
      to?.encrypt(data, offset / SECTOR_BYTES);
    },
    undo: to === undefined ? (data, offset) => from?.encrypt(data, offset / SECTOR_BYTES) : undefined,
    dispose() {
      from?.dispose();
      to?.dispose();
    },
  };
}
