import { closeSync, constants, fsyncSync, openSync } from 'node:fs';
import { basename } from 'node:path';
import { faultPoint } from '../base/fault-point.ts';
import { fail, type Result } from '../base/result.ts';
import type { ConversionResult } from './conversion.ts';
import {
  type ConversionControl,
  closeToAssistants,
  failure,
  hasFailed,
  isCancelled,
  join,
  leave,
  markFailed,
  openForAssistants,
  readProgress,
} from './conversion-control.ts';
import { copySegments, openSource } from './conversion-copy.ts';
import type { ConversionFaultPoint } from './conversion-fault-points.ts';
import type { ConversionJob } from './conversion-job.ts';
import { removeMarker, undoConversion, writeMarker } from './conversion-marker.ts';
import { readDescriptor, writeDescriptor } from './descriptor-file.ts';
import { createFlatExtent, exists, flatDescriptor, inspectDisk } from './disk-file.ts';
import { withDataKey } from './disk-key.ts';
import { createEarlySync, type EarlySync } from './early-sync.ts';
import { attempt, fileFault, orThrow, StorageError, type StorageFault } from './storage-fault.ts';
import type { VmdkDescriptor } from './vmdk-descriptor.ts';

type Outcome = Result<ConversionResult, StorageFault>;

/** The thread that makes the files, shares the work, and writes the descriptor last. Undoes all of it on a fault. */
export async function leadConversion(job: ConversionJob): Promise<Outcome> {
  const early = createEarlySync(job.targetExtent);
  let done: Attempt;
  try {
    done = tryConversion(job, early.written);
  } finally {
    await early.close();
  }
  return undoUnlessDone(job, done);
}

/** The same on the caller's own thread, for so little data that handing it over costs more than the work. */
export function convertHere(job: ConversionJob): Outcome {
  return undoUnlessDone(
    job,
    tryConversion(job, () => undefined),
  );
}

interface Attempt {
  readonly outcome: Outcome;
  /** False while nothing was written. */
  readonly hasBegun: boolean;
}

/** Whatever happens, no assistant is under way any more when this returns. */
function tryConversion(job: ConversionJob, written: EarlySync['written']): Attempt {
  const files = [job.target, job.targetExtent];
  const taken = files.find(exists);
  try {
    if (taken !== undefined)
      return { outcome: fail({ kind: 'FileAlreadyExists', path: taken }), hasBegun: false };
    const outcome = attempt(job.target, 'convert', () => writeDisk(job, files, written));
    return { outcome, hasBegun: true };
  } finally {
    markFailed(job.control, undefined);
    closeToAssistants(job.control);
  }
}

function undoUnlessDone({ target }: ConversionJob, { outcome, hasBegun }: Attempt): Outcome {
  if (outcome.ok || !hasBegun) return outcome;
  // Somebody has made a file of that name meanwhile: it is theirs, and the note names nothing that was made.
  const undone = outcome.fault.kind === 'FileAlreadyExists' ? removeMarker(target) : undoConversion(target);
  return undone.ok ? outcome : undone;
}

/** A further thread on the same data: joins when the extent exists, leaves when no segment is left. */
export function assistConversion(job: ConversionJob): void {
  const { control, target } = job;
  if (!join(control)) return;
  try {
    const fd = openSync(job.targetExtent, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      copySegments(job, fd);
    } finally {
      closeSync(fd);
    }
  } catch (error) {
    markFailed(control, faultOrBug(target, error, control));
  } finally {
    leave(control);
  }
}

/** The fault of an error. A bug is thrown on, but first the lead is told not to take the disk for whole. */
function faultOrBug(path: string, error: unknown, control: ConversionControl): StorageFault {
  try {
    return fileFault(path, 'convert', error);
  } catch (bug) {
    markFailed(control, undefined);
    throw bug;
  }
}

function writeDisk(
  job: ConversionJob,
  files: readonly string[],
  written: EarlySync['written'],
): ConversionResult {
  const { target, control } = job;
  const { capacityBytes, lengthBytes } = sizesOf(job);
  const descriptor = descriptorOf(job, capacityBytes);
  stopIfAsked(job);
  pass('convert.started');
  orThrow(writeMarker(target, { creates: files.map((file) => basename(file)), replaces: job.replaces }));
  pass('convert.marker-written');
  const fd = createFlatExtent(job.targetExtent, lengthBytes);
  try {
    pass('convert.extent-created');
    openForAssistants(control);
    copySegments(job, fd, written);
    closeToAssistants(control);
    stopIfAsked(job);
    pass('convert.data-written');
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  pass('convert.extent-synced');
  stopIfAsked(job);
  orThrow(writeDescriptor(target, descriptor, job));
  pass('convert.descriptor-written');
  return { disk: orThrow(inspectDisk(target)), copiedBytes: readProgress(control).doneBytes };
}

/** The disk's capacity, and the length of the new extent: for a copied delta that of its file. */
function sizesOf(job: ConversionJob): { capacityBytes: number; lengthBytes: number } {
  const { capacityBytes } = job;
  if (job.parentName === undefined) return { capacityBytes, lengthBytes: capacityBytes };
  const layers = openSource(job);
  for (const layer of layers) layer.close();
  return { capacityBytes, lengthBytes: layers[0].capacityBytes };
}

/** The new disk's descriptor. A raw copy keeps the wrapped data key, the content's identity and the parent. */
function descriptorOf(job: ConversionJob, capacityBytes: number): VmdkDescriptor {
  const fresh = flatDescriptor(job.target, capacityBytes, job.isThin);
  if (job.view === 'guest' || job.view === 'blank') return withDataKey(fresh, job.targetKey);
  const source = orThrow(readDescriptor(job.source));
  if (job.parentName === undefined) {
    const ddb = new Map(source.ddb);
    if (job.isThin) ddb.set('thinProvisioned', '1');
    else ddb.delete('thinProvisioned');
    return { ...source, ddb, createType: fresh.createType, extents: fresh.extents };
  }
  const extents = source.extents.map((extent) => ({ ...extent, fileName: basename(job.targetExtent) }));
  return { ...source, extents, parentFileNameHint: job.parentName };
}

function stopIfAsked({ control, target }: ConversionJob): void {
  if (isCancelled(control)) throw new StorageError({ kind: 'Cancelled', path: target });
  if (!hasFailed(control)) return;
  const fault = failure(control);
  if (fault === undefined) throw new Error('The assisting data thread failed.');
  throw new StorageError(fault);
}

function pass(point: ConversionFaultPoint): void {
  faultPoint(point);
}
