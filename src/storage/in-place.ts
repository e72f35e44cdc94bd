import { assert } from '../base/assert.ts';
import { ok, type Result } from '../base/result.ts';
import type { ConversionKeys, ConversionOptions, ConversionPlan } from './conversion.ts';
import { createControl } from './conversion-control.ts';
import { type PendingData, runInDataThreads } from './data-threads.ts';
import { readDescriptor } from './descriptor-file.ts';
import { diskKeyId, generateDataKey, type KeyEncryptionKey, withDataKey } from './disk-key.ts';
import {
  createJournal,
  type InPlaceKind,
  readJournalNote,
  removeJournal,
  zoneBytesFor,
} from './in-place-journal.ts';
import type { InPlaceJob, InPlaceResult } from './in-place-run.ts';
import type { KeyId } from './key-id.ts';
import type { StorageFault } from './storage-fault.ts';
import { capacityBytesOf } from './vmdk-descriptor.ts';

/**
 * A conversion in place writes over the disk that it converts, for datastores that have no room for a second one. The
 * order is: plan (`planConversion` with `inPlace`) → `prepareInPlace`, which changes nothing but puts the journal
 * down → the caller commits that the disk is what it is to be → start, wait. From the journal on until the end the
 * disk opens for nothing else. Cut at any moment after the commit, `startInPlace` takes it up where it was; before
 * it, `undoInPlace` takes the journal away.
 */
export function prepareInPlace(plan: ConversionPlan, keys: ConversionKeys): Result<void, StorageFault> {
  const { kind, source } = plan;
  assert(isInPlaceKind(kind), `a ${kind} is not done in place`);
  const descriptor = readDescriptor(source.path);
  if (!descriptor.ok) return descriptor;
  const [extent] = descriptor.value.extents;
  assert(extent !== undefined, 'the plan has looked for an extent');
  const encryption = keys.target === undefined ? undefined : { kek: keys.target, dek: generateDataKey() };
  return createJournal(source.path, {
    kind,
    extent: extent.fileName,
    zoneBytes: zoneBytesFor(source.capacityBytes),
    next: withDataKey(descriptor.value, encryption),
  });
}

/** Takes a journal away whose conversion was never started. */
export function undoInPlace(path: string): Result<void, StorageFault> {
  return removeJournal(path);
}

/** A conversion in place that was begun and is not finished. */
export interface UnfinishedInPlace {
  readonly kind: InPlaceKind;
  /** The KEKs that going on takes. */
  readonly keyIds: readonly KeyId[];
}

/** What is under way, or was cut, on the disk of a descriptor; undefined for nothing. */
export function unfinishedInPlace(path: string): Result<UnfinishedInPlace | undefined, StorageFault> {
  const note = readJournalNote(path);
  if (!note.ok || note.value === undefined) return note.ok ? ok(undefined) : note;
  const present = readDescriptor(path);
  if (!present.ok) return present;
  const keyIds: KeyId[] = [];
  for (const descriptor of [present.value, note.value.next]) {
    const keyId = diskKeyId(descriptor, path);
    if (!keyId.ok) return keyId;
    if (keyId.value !== undefined) keyIds.push(keyId.value);
  }
  return ok({ kind: note.value.kind, keyIds });
}

/**
 * Converts what is not converted yet, in a worker thread. It settles when all of it is durable and the journal gone,
 * or with a fault (`Cancelled` too) and the journal there, to be started again.
 */
export function startInPlace(
  path: string,
  keys: readonly KeyEncryptionKey[],
  options: ConversionOptions = {},
): PendingData<Result<InPlaceResult, StorageFault>> {
  const descriptor = readDescriptor(path);
  const job: InPlaceJob = {
    path,
    keys,
    maxBytesPerSecond: options.maxBytesPerSecond,
    control: createControl(descriptor.ok ? capacityBytesOf(descriptor.value) : 0),
  };
  return runInDataThreads('convert-in-place', job, false);
}

function isInPlaceKind(kind: string): kind is InPlaceKind {
  return kind === 'encrypt' || kind === 'decrypt' || kind === 're-encrypt';
}
