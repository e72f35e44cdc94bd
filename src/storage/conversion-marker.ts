import { closeSync, fsyncSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { faultPoint } from '../base/fault-point.ts';
import { fail, ok, type Result } from '../base/result.ts';
import type { ConversionFaultPoint } from './conversion-fault-points.ts';
import { unlinkDisk } from './disk-file.ts';
import { isDiskFileName } from './disk-name.ts';
import {
  createPrivateFile,
  type FolderSync,
  isTemporaryName,
  readSmallFile,
  removeIfPresent,
  syncFolder,
  writeAll,
} from './durable-file.ts';
import { removeAndRelease } from './space-release.ts';
import { attempt, type StorageFault } from './storage-fault.ts';
import { isPlainFileName } from './vmdk-descriptor.ts';

/**
 * A note beside the new disk while it is being written and until its VM's row points at it: which files are new,
 * and which disk it replaces. With it, what a crash left can be told from a disk that merely hangs at no VM.
 */
export interface ConversionMarker {
  /** Base names in the new disk's folder: its descriptor first, then its extents. */
  readonly creates: readonly string[];
  /** The descriptor that goes when the new one is committed; undefined for a copy that leaves its source alone. */
  readonly replaces: string | undefined;
}

const SUFFIX = '.conversion';
const LIMIT_MARKER_BYTES = 64 * 1024;

export function markerPath(target: string): string {
  return target + SUFFIX;
}

/**
 * Puts the note down before the first new file. Its content is durable at once; its name is together with the new
 * descriptor's, by the same fsync of the folder.
 */
export function writeMarker(target: string, marker: ConversionMarker): Result<void, StorageFault> {
  const path = markerPath(target);
  // A conversion that was killed before it made a file may have left its note under the same name.
  const removed = removeIfPresent(path);
  if (!removed.ok) return removed;
  return attempt(path, 'create', () => {
    const fd = createPrivateFile(path);
    try {
      pass('convert.marker-created');
      writeAll(fd, Buffer.from(`${JSON.stringify(marker)}\n`));
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
  });
}

/**
 * To be called when the state points at `target` durably: removes the disk that it replaces (when that lies in
 * the same folder) and the note. Harmless to repeat, and when there is no note.
 */
export function finishConversion(target: string, folderSync: FolderSync = {}): Result<void, StorageFault> {
  const folder = dirname(target);
  const marker = readMarker(markerPath(target));
  if (!marker.ok) return marker.fault.kind === 'FileNotFound' ? ok(undefined) : marker;
  pass('convert.finish-started');
  const { replaces } = marker.value;
  if (replaces !== undefined && replaces !== basename(target)) {
    const removed = unlinkDisk(join(folder, replaces), removeAndRelease);
    if (!removed.ok) return removed;
  }
  pass('convert.old-removed');
  return removeMarker(target, folderSync);
}

/** Removes what a conversion to `target` has made so far, and its note: the way back before the commit. */
export function undoConversion(target: string, folderSync: FolderSync = {}): Result<void, StorageFault> {
  const marker = readMarker(markerPath(target));
  if (!marker.ok) return marker.fault.kind === 'FileNotFound' ? ok(undefined) : marker;
  for (const name of marker.value.creates.toReversed()) {
    const removed = removeIfPresent(join(dirname(target), name));
    if (!removed.ok) return removed;
  }
  return removeMarker(target, folderSync);
}

/** What a crash left in a VM's folder. */
export interface Leftovers {
  /** Conversions whose new disk the state points at: only `finishConversion` is due. */
  readonly committed: readonly string[];
  /** Conversions that never came to their commit: `undoConversion` is due. */
  readonly abandoned: readonly string[];
  /** Temporary files of replaced files: left by a crash, or being written by whoever needs no lock for it. */
  readonly temporaries: readonly string[];
}

/**
 * Looks for left-overs in `folder`. `referenced` are the base names of the descriptors that the state points at.
 * The caller holds the VM's lock, so nothing that is under way is taken for a left-over.
 */
export function findLeftovers(
  folder: string,
  referenced: ReadonlySet<string>,
): Result<Leftovers, StorageFault> {
  const names = attempt(folder, 'list', () => readdirSync(folder));
  if (!names.ok) return names;
  const committed: string[] = [];
  const abandoned: string[] = [];
  for (const name of names.value) {
    if (!name.endsWith(SUFFIX) || isTemporaryName(name)) continue;
    const target = name.slice(0, -SUFFIX.length);
    (referenced.has(target) ? committed : abandoned).push(join(folder, target));
  }
  const temporaries = names.value.filter(isTemporaryName).map((name) => join(folder, name));
  return ok({ committed, abandoned, temporaries });
}

/** Finishes and undoes what `findLeftovers` has found. Harmless to repeat. Temporaries are `removeTemporaries`' own. */
export function removeLeftovers(
  { committed, abandoned }: Pick<Leftovers, 'committed' | 'abandoned'>,
  folderSync: FolderSync = {},
): Result<void, StorageFault> {
  for (const target of committed) {
    const finished = finishConversion(target, folderSync);
    if (!finished.ok) return finished;
  }
  for (const target of abandoned) {
    const undone = undoConversion(target, folderSync);
    if (!undone.ok) return undone;
  }
  return ok(undefined);
}

/** Removes temporaries in `folder`. To be called when nobody can be replacing a file there. */
export function removeTemporaries(folder: string): Result<void, StorageFault> {
  const leftovers = findLeftovers(folder, new Set());
  if (!leftovers.ok) return leftovers;
  for (const temporary of leftovers.value.temporaries) {
    const removed = removeIfPresent(temporary);
    if (!removed.ok) return removed;
  }
  return ok(undefined);
}

/** What a crash left of a note that was being written, and so before the first file that it would have named. */
const NOTHING_MADE: ConversionMarker = { creates: [], replaces: undefined };
const NEWLINE = 10;

/** Reads a note. It lies where others may write, so it can only ever name disk files in its own folder. */
function readMarker(path: string): Result<ConversionMarker, StorageFault> {
  const content = readSmallFile(path, LIMIT_MARKER_BYTES);
  if (!content.ok) return content;
  if (content.value.at(-1) !== NEWLINE) return ok(NOTHING_MADE);
  const malformed = fail({
    kind: 'InvalidFileFormat',
    path,
    reason: 'it does not name the files of a conversion',
  } as const);
  let value: unknown;
  try {
    value = JSON.parse(Buffer.from(content.value).toString('utf8'));
  } catch {
    return malformed;
  }
  if (typeof value !== 'object' || value === null || !('creates' in value)) return malformed;
  const { creates } = value;
  const replaces = 'replaces' in value ? value.replaces : undefined;
  if (!Array.isArray(creates) || !creates.every(isDiskFile)) return malformed;
  if (replaces !== undefined && !isDiskFile(replaces)) return malformed;
  return ok({ creates, replaces });
}

function isDiskFile(name: unknown): name is string {
  return typeof name === 'string' && isPlainFileName(name) && isDiskFileName(name);
}

/** Takes the note away, and no file that it names. */
export function removeMarker(
  target: string,
  { syncsFolder = true }: FolderSync = {},
): Result<void, StorageFault> {
  const removed = removeIfPresent(markerPath(target));
  if (!removed.ok) return removed;
  const synced = syncsFolder
    ? attempt(dirname(target), 'fsync', () => syncFolder(dirname(target)))
    : ok(undefined);
  pass('convert.marker-removed');
  return synced;
}

function pass(point: ConversionFaultPoint): void {
  faultPoint(point);
}
