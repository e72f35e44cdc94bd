import { closeSync, fdatasync } from 'node:fs';
import { promisify } from 'node:util';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { KiB, SECTOR_BYTES } from '../base/units.ts';
import { allocateXtsBuffer } from '../crypto/aes-xts.ts';
import { type ConversionControl, isCancelled, setDone } from './conversion-control.ts';
import { createPace } from './conversion-copy.ts';
import { readDescriptor, writeDescriptor } from './descriptor-file.ts';
import { openExtentFiles } from './disk-chain.ts';
import { type KeyEncryptionKey, keyRing } from './disk-key.ts';
import { writeAll } from './durable-file.ts';
import {
  type JournalNote,
  type JournalSlot,
  openJournal,
  readJournalNote,
  readSlots,
  removeJournal,
  writeSlot,
} from './in-place-journal.ts';
import { createSectorChange, type SectorChange } from './in-place-sectors.ts';
import { settleZone } from './in-place-settle.ts';
import { fillZone, type Zone } from './in-place-zone.ts';
import { fileFault, orThrow, StorageError, type StorageFault } from './storage-fault.ts';

/** What the data thread is told; survives structured cloning (keys are KeyObjects). */
export interface InPlaceJob {
  /** The disk's descriptor; its journal lies beside it. */
  readonly path: string;
  /** The KEKs that the present and the next descriptor name. */
  readonly keys: readonly KeyEncryptionKey[];
  readonly maxBytesPerSecond: number | undefined;
  readonly control: ConversionControl;
}

export interface InPlaceResult {
  /** Bytes that were transformed and written by this run. */
  readonly convertedBytes: number;
}

/** Where a conversion in place may be killed: at each, the journal says how it goes on. */
export const IN_PLACE_FAULT_POINTS = [
  'in-place.started',
  'in-place.slot-written',
  'in-place.slot-synced',
  'in-place.chunk-written',
  'in-place.zone-written',
  'in-place.data-synced',
  'in-place.descriptor-written',
  'in-place.journal-removed',
] as const;
export type InPlaceFaultPoint = (typeof IN_PLACE_FAULT_POINTS)[number];

/** Written at a time. */
const CHUNK_BYTES = 256 * KiB;

/**
 * Converts what the journal says is not converted yet, from its newest zones on. Cut or cancelled at any moment, the
 * disk and its journal are there to be taken up again; when it returns well, the disk has its next descriptor, all
 * of it is durable and the journal is gone.
 */
export async function runInPlace(job: InPlaceJob): Promise<Result<InPlaceResult, StorageFault>> {
  try {
    return ok({ convertedBytes: await convert(job) });
  } catch (error) {
    return fail(fileFault(job.path, 'convert', error));
  }
}

async function convert(job: InPlaceJob): Promise<number> {
  const { path } = job;
  const note = orThrow(readJournalNote(path));
  if (note === undefined) {
    throw new StorageError({ kind: 'InvalidDiskRequest', path, reason: 'no conversion of it is under way' });
  }
  const descriptor = orThrow(readDescriptor(path));
  const [file, ...more] = orThrow(openExtentFiles({ path, descriptor }, 'write'));
  const journal = openJournal(path, 'write');
  try {
    if (file === undefined || more.length > 0 || file.extent.fileName !== note.extent) {
      throw new StorageError({ kind: 'InvalidDiskRequest', path, reason: 'its journal is another disk’s' });
    }
    pass('in-place.started');
    const change = createSectorChange(path, descriptor, note, keyRing(job.keys));
    const limitBytes = file.extent.sectors * SECTOR_BYTES;
    try {
      const sum = await convertZones(job, { note, change, journal, fd: file.fd, limitBytes });
      await sync(file.fd);
      pass('in-place.data-synced');
      orThrow(writeDescriptor(path, note.next));
      pass('in-place.descriptor-written');
      orThrow(removeJournal(path));
      pass('in-place.journal-removed');
      return sum;
    } finally {
      change.dispose();
    }
  } finally {
    closeSync(journal);
    for (const { fd } of file === undefined ? more : [file, ...more]) closeSync(fd);
  }
}

interface Files {
  readonly note: JournalNote;
  readonly change: SectorChange;
  readonly journal: number;
  /** Of the extent. */
  readonly fd: number;
  readonly limitBytes: number;
}

/**
 * A zone is written when its slot is durable, and its slot when the zone before the last is. While the disk makes
 * both durable, the zone that follows is read and transformed.
 */
async function convertZones(job: InPlaceJob, files: Files): Promise<number> {
  const { note, change, journal, fd, limitBytes } = files;
  const settled = settleSlots(job, files);
  let { convertedBytes } = settled;
  const pace = createPace(job.maxBytesPerSecond, job.control, () => convertedBytes);
  if (convertedBytes > 0) await sync(fd);
  const zones: [Zone, Zone] = [newZone(note.zoneBytes), newZone(note.zoneBytes)];
  const fill = (zone: Zone, from: number): boolean => fillZone(zone, { fd, change, limitBytes }, from);
  let [current, following] = zones;
  let sequence = settled.sequence;
  for (let hasData = fill(current, settled.end); hasData; ) {
    if (isCancelled(job.control)) throw new StorageError({ kind: 'Cancelled', path: job.path });
    writeSlot(journal, note.zoneBytes, slotOf(current, ++sequence));
    pass('in-place.slot-written');
    const durable = Promise.all([sync(journal), sync(fd)]);
    hasData = fill(following, current.offset + current.lengthBytes);
    await durable;
    pass('in-place.slot-synced');
    convertedBytes += writeZone(current, fd);
    pass('in-place.zone-written');
    setDone(job.control, current.offset + current.lengthBytes);
    pace();
    [current, following] = [following, current];
  }
  return convertedBytes;
}

/** Brings the zones that a crash may have left half written to their end. */
function settleSlots(
  { path, control }: InPlaceJob,
  { note, change, journal, fd, limitBytes }: Files,
): { readonly sequence: number; readonly end: number; readonly convertedBytes: number } {
  let sequence = 0;
  let end = 0;
  let convertedBytes = 0;
  for (const slot of readSlots(journal, note, limitBytes)) {
    const settled = settleZone(fd, slot, change);
    if ('tornSector' in settled) {
      throw new StorageError({
        kind: 'InvalidFileFormat',
        path,
        reason: `sector ${settled.tornSector} is neither converted nor as it was: it was changed from outside, or the disk tore it`,
      });
    }
    convertedBytes += settled.convertedBytes;
    sequence = slot.sequence;
    end = slot.offset + slot.lengthBytes;
    setDone(control, end);
  }
  return { sequence, end, convertedBytes };
}

function newZone(zoneBytes: number): Zone {
  return {
    offset: 0,
    lengthBytes: 0,
    runs: [],
    data: allocateXtsBuffer(zoneBytes),
    tags: new BigUint64Array((zoneBytes / SECTOR_BYTES) * 2),
  };
}

function slotOf({ offset, lengthBytes, tags }: Zone, sequence: number): JournalSlot {
  const bytes = new Uint8Array(tags.buffer, 0, (lengthBytes / SECTOR_BYTES) * 16);
  return { sequence, offset, lengthBytes, tags: bytes };
}

function writeZone({ offset, runs, data }: Zone, fd: number): number {
  let written = 0;
  for (const { start, end } of runs) {
    for (let at = start; at < end; at += CHUNK_BYTES) {
      const chunk = data.subarray(at, Math.min(at + CHUNK_BYTES, end));
      writeAll(fd, chunk, offset + at);
      written += chunk.length;
      pass('in-place.chunk-written');
    }
  }
  return written;
}

const sync = promisify(fdatasync);

function pass(point: InPlaceFaultPoint): void {
  faultPoint(point);
}
