import { MiB, SECTOR_BYTES } from '../base/units.ts';
import { readFully, writeAll } from './durable-file.ts';
import { type JournalSlot, TAG_BYTES } from './in-place-journal.ts';
import type { SectorChange } from './in-place-sectors.ts';

const PIECE_BYTES = MiB;

/**
 * Brings a zone that was cut to its end. Each sector's tag gives one of three verdicts: it is converted; it is as it
 * was and is converted now; or neither, and then the work stops. A sector is written whole or not at all, as disks
 * do; the chance that a tag fits by accident is 2^-128.
 */
export function settleZone(
  fd: number,
  { offset, lengthBytes, tags }: JournalSlot,
  change: SectorChange,
): { readonly convertedBytes: number } | { readonly tornSector: number } {
  let convertedBytes = 0;
  for (let at = 0; at < lengthBytes; at += PIECE_BYTES) {
    const pieceBytes = Math.min(PIECE_BYTES, lengthBytes - at);
    const pieceTags = tags.subarray((at / SECTOR_BYTES) * TAG_BYTES);
    const settled = settlePiece(
      fd,
      { offset: offset + at, lengthBytes: pieceBytes, tags: pieceTags },
      change,
    );
    if ('tornSector' in settled) return settled;
    convertedBytes += settled.convertedBytes;
  }
  return { convertedBytes };
}

function settlePiece(
  fd: number,
  { offset, lengthBytes, tags }: Omit<JournalSlot, 'sequence'>,
  change: SectorChange,
): ReturnType<typeof settleZone> {
  const present = new Uint8Array(lengthBytes);
  readFully(fd, present, offset);
  const converted = present.slice();
  change.apply(converted, offset);
  // The sectors whose ciphertext is the tag: when they are still to be converted, and when they are done.
  const [pendingTags, doneTags] =
    change.tagged === 'after' ? [converted, present] : [present, undone(present, offset, change)];
  const pending: number[] = [];
  for (let sector = 0; sector < lengthBytes / SECTOR_BYTES; sector++) {
    const tag = tags.subarray(sector * TAG_BYTES, (sector + 1) * TAG_BYTES);
    if (tag.every((byte) => byte === 0)) continue;
    if (hasHead(pendingTags, sector, tag)) pending.push(sector);
    else if (!hasHead(doneTags, sector, tag)) return { tornSector: offset / SECTOR_BYTES + sector };
  }
  for (const sector of pending) {
    const at = sector * SECTOR_BYTES;
    writeAll(fd, converted.subarray(at, at + SECTOR_BYTES), offset + at);
  }
  return { convertedBytes: pending.length * SECTOR_BYTES };
}

function undone(present: Uint8Array, offset: number, change: SectorChange): Uint8Array {
  const bytes = present.slice();
  change.undo?.(bytes, offset);
  return bytes;
}

function hasHead(bytes: Uint8Array, sector: number, tag: Uint8Array): boolean {
  const at = sector * SECTOR_BYTES;
  return Buffer.compare(bytes.subarray(at, at + TAG_BYTES), tag) === 0;
}
