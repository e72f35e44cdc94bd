import { closeSync, constants, fstatSync, fsyncSync, lstatSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { KiB, MiB, SECTOR_BYTES } from '../base/units.ts';
import { sha256 } from '../crypto/digest.ts';
import { createPrivateFile, readFully, removeIfPresent, syncFolder, writeAll } from './durable-file.ts';
import { attempt, orThrow, StorageError, type StorageFault } from './storage-fault.ts';
import {
  capacityBytesOf,
  formatDescriptor,
  isPlainFileName,
  parseDescriptor,
  type VmdkDescriptor,
} from './vmdk-descriptor.ts';

/**
 * The journal of a conversion in place, a file beside the disk for as long as the conversion lasts. The extent is
 * converted zone by zone, and before a zone is written, a slot of the journal says which and holds a tag for each of
 * its sectors: the first 16 bytes of the sector's ciphertext, never plaintext. With it, a sector that a crash left is
 * told to be converted or not.
 *
 *     0        magic, length of the note, SHA-256 of the note, the note (JSON, with the disk's next descriptor)
 *     128 KiB  slot A   then slot B: zones take turns
 *
 *     slot     SHA-256 of the rest (32) | sequence (8, LE) | offset (8) | length (8) | zeros to 4 KiB | tags
 *
 * A tag of zeros stands for a sector that is left alone: a hole, or a block of an encrypted disk that was never
 * written.
 */
export interface JournalNote {
  readonly kind: InPlaceKind;
  /** Base name of the extent. */
  readonly extent: string;
  readonly zoneBytes: number;
  /** The disk's descriptor as it is to be, its new data key wrapped in it. */
  readonly next: VmdkDescriptor;
}

export type InPlaceKind = 'encrypt' | 'decrypt' | 're-encrypt';

export interface JournalSlot {
  /** Counts zones from 1. */
  readonly sequence: number;
  /** Where in the extent the zone begins, in bytes. */
  readonly offset: number;
  readonly lengthBytes: number;
  /** `TAG_BYTES` for each sector of the zone. */
  readonly tags: Uint8Array;
}

export const TAG_BYTES = 16;
const SUFFIX = '.inplace';
const MAGIC = 'vSealIP1';
const NOTE_AT = 64;
const SLOTS_AT = 128 * KiB;
const SLOT_HEADER_BYTES = 4096;
const HASH_BYTES = 32;
/** Data that is under way at a time, twice over: what is written and what is read ahead. */
const LARGEST_ZONE_BYTES = 32 * MiB;
const SMALLEST_ZONE_BYTES = 64 * KiB;
const ZONES_OF_A_SMALL_DISK = 16;

export function journalPath(descriptorPath: string): string {
  return descriptorPath + SUFFIX;
}

/** Small disks have small zones, so that little memory is taken for them. */
export function zoneBytesFor(capacityBytes: number): number {
  const wanted = Math.ceil(capacityBytes / ZONES_OF_A_SMALL_DISK / SMALLEST_ZONE_BYTES) * SMALLEST_ZONE_BYTES;
  return Math.min(LARGEST_ZONE_BYTES, wanted);
}

/** What the journal takes on the datastore. */
export function journalBytes(capacityBytes: number): number {
  return slotAt(2, zoneBytesFor(capacityBytes));
}

/** Writes a journal with empty slots: nothing is converted yet. Durable when it returns. */
export function createJournal(descriptorPath: string, note: JournalNote): Result<void, StorageFault> {
  const path = journalPath(descriptorPath);
  const text = Buffer.from(JSON.stringify({ ...note, next: formatDescriptor(note.next) }));
  const head = Buffer.alloc(NOTE_AT);
  head.write(MAGIC, 'latin1');
  head.writeUInt32LE(text.length, 8);
  head.set(sha256(text), HASH_BYTES);
  return attempt(path, 'create', () => {
    if (NOTE_AT + text.length > SLOTS_AT) throw malformed(path, 'the descriptor is too long for a journal');
    const fd = createPrivateFile(path);
    try {
      writeAll(fd, Buffer.concat([head, text]), 0);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    syncFolder(dirname(path));
  });
}

export function removeJournal(descriptorPath: string): Result<void, StorageFault> {
  const removed = removeIfPresent(journalPath(descriptorPath));
  if (!removed.ok) return removed;
  const folder = dirname(descriptorPath);
  return attempt(folder, 'fsync', () => syncFolder(folder));
}

/** Refuses a disk that is half converted: nothing but the conversion itself can make sense of it. */
export function requireWhole(descriptorPath: string): Result<void, StorageFault> {
  const isUnfinished = lstatSync(journalPath(descriptorPath), { throwIfNoEntry: false }) !== undefined;
  return isUnfinished ? fail({ kind: 'UnfinishedConversion', path: descriptorPath }) : ok(undefined);
}

/** The note of the disk's journal; undefined when no conversion of it is under way. */
export function readJournalNote(descriptorPath: string): Result<JournalNote | undefined, StorageFault> {
  const path = journalPath(descriptorPath);
  const note = attempt(path, 'read', () => {
    const fd = openJournal(descriptorPath, 'read');
    try {
      return parseNote(fd, path);
    } finally {
      closeSync(fd);
    }
  });
  return note.ok || note.fault.kind !== 'FileNotFound' ? note : ok(undefined);
}

export function openJournal(descriptorPath: string, access: 'read' | 'write'): number {
  const path = journalPath(descriptorPath);
  const mode = access === 'write' ? constants.O_RDWR : constants.O_RDONLY;
  const fd = openSync(path, mode | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  if (fstatSync(fd).isFile()) return fd;
  closeSync(fd);
  throw malformed(path, 'it is no regular file');
}

/** Writes a zone's slot over that of the zone before the last. Not yet durable. */
export function writeSlot(fd: number, zoneBytes: number, slot: JournalSlot): void {
  const header = Buffer.alloc(SLOT_HEADER_BYTES);
  for (const [index, value] of [slot.sequence, slot.offset, slot.lengthBytes].entries()) {
    header.writeBigUInt64LE(BigInt(value), HASH_BYTES + index * 8);
  }
  header.set(slotHash(header, slot.tags));
  const at = slotAt(slot.sequence % 2, zoneBytes);
  writeAll(fd, header, at);
  writeAll(fd, slot.tags, at + SLOT_HEADER_BYTES);
}

/**
 * The zones that may be half written, in order: the newest, and the one before it. A slot whose hash is wrong was cut
 * while it was written, so its zone was not begun.
 */
export function readSlots(fd: number, { zoneBytes }: JournalNote, limitBytes: number): JournalSlot[] {
  const slots: JournalSlot[] = [];
  for (const index of [0, 1]) {
    const slot = readSlot(fd, slotAt(index, zoneBytes), zoneBytes, limitBytes);
    if (slot !== undefined) slots.push(slot);
  }
  return slots.sort((left, right) => left.sequence - right.sequence);
}

function readSlot(fd: number, at: number, zoneBytes: number, limitBytes: number): JournalSlot | undefined {
  const header = Buffer.alloc(SLOT_HEADER_BYTES);
  if (readFully(fd, header, at) < header.length) return undefined;
  const field = (index: number): number => Number(header.readBigUInt64LE(HASH_BYTES + index * 8));
  const [sequence, offset, lengthBytes] = [field(0), field(1), field(2)];
  const isPlausible =
    Number.isSafeInteger(sequence) &&
    lengthBytes > 0 &&
    lengthBytes <= zoneBytes &&
    lengthBytes % SECTOR_BYTES === 0 &&
    offset % SECTOR_BYTES === 0 &&
    offset + lengthBytes <= limitBytes;
  if (!isPlausible) return undefined;
  const tags = new Uint8Array((lengthBytes / SECTOR_BYTES) * TAG_BYTES);
  if (readFully(fd, tags, at + SLOT_HEADER_BYTES) < tags.length) return undefined;
  const isWhole = slotHash(header, tags).equals(header.subarray(0, HASH_BYTES));
  return isWhole ? { sequence, offset, lengthBytes, tags } : undefined;
}

function slotHash(header: Uint8Array, tags: Uint8Array): Buffer {
  return sha256(Buffer.concat([header.subarray(HASH_BYTES), sha256(tags)]));
}

function slotAt(index: number, zoneBytes: number): number {
  return SLOTS_AT + index * (SLOT_HEADER_BYTES + (zoneBytes / SECTOR_BYTES) * TAG_BYTES);
}

/** Reads untrusted bytes: the journal lies where others may write. */
function parseNote(fd: number, path: string): JournalNote {
  const head = Buffer.alloc(NOTE_AT);
  if (readFully(fd, head, 0) < NOTE_AT || head.toString('latin1', 0, MAGIC.length) !== MAGIC) {
    throw malformed(path, 'it is no journal of a conversion in place');
  }
  const text = Buffer.alloc(Math.min(head.readUInt32LE(8), SLOTS_AT - NOTE_AT));
  const got = readFully(fd, text, NOTE_AT);
  if (got < text.length || !sha256(text).equals(head.subarray(HASH_BYTES))) {
    throw malformed(path, 'its note was cut or changed');
  }
  const value = JSON.parse(text.toString('utf8')) as Record<string, unknown>;
  const { kind, extent, zoneBytes, next } = value;
  const isKind = kind === 'encrypt' || kind === 'decrypt' || kind === 're-encrypt';
  if (!isKind || typeof extent !== 'string' || !isPlainFileName(extent) || typeof next !== 'string') {
    throw malformed(path, 'its note names no conversion of an extent');
  }
  const descriptor = orThrow(parseDescriptor(Buffer.from(next), path));
  if (zoneBytes !== zoneBytesFor(capacityBytesOf(descriptor))) {
    throw malformed(path, 'its zones do not have the size that the disk asks for');
  }
  return { kind, extent: basename(extent), zoneBytes, next: descriptor };
}

function malformed(path: string, reason: string): StorageError {
  return new StorageError({ kind: 'InvalidFileFormat', path, reason });
}
