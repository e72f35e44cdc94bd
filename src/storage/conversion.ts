import { basename, dirname, join } from 'node:path';
import { assert } from '../base/assert.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { GiB, KiB } from '../base/units.ts';
import { createControl } from './conversion-control.ts';
import type { ConversionJob } from './conversion-job.ts';
import { convertHere } from './conversion-run.ts';
import { dataBytesOf, rawDataBytes } from './data-size.ts';
import {
  type DataProgress,
  type PendingData,
  runHere,
  runInDataThreads,
  startDataThreads,
} from './data-threads.ts';
import { requireFreeSpace, spaceOf } from './datastore.ts';
import { checkCapacity, type DiskInfo, inspectDisk, type NewDisk } from './disk-file.ts';
import { generateDataKey, type KeyEncryptionKey } from './disk-key.ts';
import { deltaExtentName, flatExtentName, nextDiskPath } from './disk-name.ts';
import type { FolderSync } from './durable-file.ts';
import { journalBytes } from './in-place-journal.ts';
import type { StorageFault } from './storage-fault.ts';

/**
 * Conversions write a disk anew under a new name: they encrypt it, decrypt it, re-encrypt it under a new data key
 * (deep recrypt), clone it (flattening snapshots; encrypted under a key of its own when one is given), or copy its
 * bytes as they are, ciphertext included (move). The old disk is never touched.
 *
 * The order is: plan → start, wait → the caller commits the new name → `finishConversion`. A crash before the commit
 * leaves the old disk whole and a note by which `removeLeftovers` finds the new files; one after it, the reverse.
 */
export type ConversionKind = 'encrypt' | 'decrypt' | 're-encrypt' | 'clone' | 'copy';

export interface ConversionRequest {
  readonly kind: ConversionKind;
  /** Descriptor of the disk as it is: any format that `inspectDisk` accepts, a snapshot's delta included. */
  readonly source: string;
  /** Folder of the new disk; the source's own unless the disk moves or is cloned. */
  readonly targetFolder?: string;
  /** Base name of the new descriptor; the next free of vSphere's names unless given. */
  readonly targetName?: string;
  /** Base names that other plans have taken already. */
  readonly reserved?: ReadonlySet<string>;
  /** Whether holes are written out; unless given, they stay holes. */
  readonly isThick?: boolean;
  /** Whether the new disk is called thin; as its source is unless given. */
  readonly isThin?: boolean;
  /** For a clone that is larger than its source: whole sectors; what it has more is zeros. */
  readonly capacityBytes?: number;
  /** For a clone: the new disk has zeros in place of the source's data. */
  readonly isBlank?: boolean;
  /** False for a clone: the source stays when the conversion is finished. */
  readonly replacesSource: boolean;
  /** For the copy of a snapshot's delta whose parent has another name there: that name. */
  readonly parentName?: string;
  /** Writes over the disk instead (see in-place.ts): for `encrypt`, `decrypt` and `re-encrypt`. */
  readonly inPlace?: boolean;
}

export interface ConversionPlan {
  readonly kind: ConversionKind;
  readonly source: DiskInfo;
  readonly isInPlace: boolean;
  /** Descriptor of the new disk; in place, the source's own. */
  readonly target: string;
  /** Absolute paths: the descriptor, then its extent. */
  readonly targetFiles: readonly [string, string];
  /** The parent of a copied delta, beside it; undefined for a disk of its own. */
  readonly parentName: string | undefined;
  readonly capacityBytes: number;
  readonly isThick: boolean;
  readonly isThin: boolean;
  readonly isBlank: boolean;
  /** A copy of an encrypted disk whose holes are written out: the zeros are encrypted, so it takes the source's keys. */
  readonly needsKeys: boolean;
  readonly replacesSource: boolean;
  /** Bytes that are read, transformed and written. */
  readonly dataBytes: number;
  /** Free space that the new files need; the old ones keep theirs until the end. */
  readonly neededBytes: number;
  readonly freeBytes: number;
}

/** Room for descriptors and the file system's own tables beside the data. */
const OVERHEAD_BYTES = 1024 * 1024;

/**
 * Names, sizes and the space a conversion takes; changes nothing. Whether the space is there is the caller's to
 * decide (`requireFreeSpace` over all plans on one datastore): a plan is also what -WhatIf shows.
 */
export function planConversion(request: ConversionRequest): Result<ConversionPlan, StorageFault> {
  const { kind, replacesSource, isThick = false, reserved } = request;
  const source = inspectDisk(request.source);
  if (!source.ok) return source;
  const wrong = wrongKind(kind, source.value);
  if (wrong !== undefined) return fail({ kind: 'InvalidDiskRequest', path: request.source, reason: wrong });
  if (request.inPlace === true) return planInPlace(kind, source.value);
  const folder = request.targetFolder ?? dirname(request.source);
  const target =
    request.targetName === undefined
      ? nextDiskPath(request.source, folder, reserved)
      : join(folder, request.targetName);
  const isDelta = kind === 'copy' && source.value.parentPath !== undefined;
  const extentName = isDelta ? deltaExtentName : flatExtentName;
  const data = kind === 'copy' ? rawDataBytes(request.source) : dataBytesOf(request.source);
  if (!data.ok) return data;
  const space = spaceOf(folder);
  if (!space.ok) return space;
  const capacityBytes = Math.max(source.value.capacityBytes, request.capacityBytes ?? 0);
  const dataBytes = isThick ? capacityBytes : data.value;
  return ok({
    kind,
    source: source.value,
    isInPlace: false,
    target,
    targetFiles: [target, join(folder, extentName(basename(target)))],
    parentName: isDelta ? (request.parentName ?? basename(source.value.parentPath)) : undefined,
    capacityBytes,
    isThick,
    isThin: (request.isThin ?? source.value.isThin) && !isThick,
    isBlank: request.isBlank === true,
    needsKeys: kind === 'copy' && isThick && !isDelta && source.value.keyId !== undefined,
    replacesSource,
    dataBytes,
    neededBytes: dataBytes + OVERHEAD_BYTES,
    freeBytes: space.value.freeBytes,
  });
}

/** The disk's own names, and space for nothing but the journal. */
function planInPlace(kind: ConversionKind, source: DiskInfo): Result<ConversionPlan, StorageFault> {
  const { path, files } = source;
  const [, extent, ...more] = files;
  const isOneFlat = source.createType === 'monolithicFlat' || source.createType.startsWith('vmfs');
  if (extent === undefined || more.length > 0 || !isOneFlat) {
    const format = `${source.createType} (in place; without it, the disk is written anew as a flat one)`;
    return fail({ kind: 'UnsupportedDiskFormat', path, format });
  }
  const data = dataBytesOf(path);
  if (!data.ok) return data;
  const space = spaceOf(dirname(path));
  if (!space.ok) return space;
  return ok({
    kind,
    source,
    isInPlace: true,
    target: path,
    targetFiles: [path, extent],
    parentName: undefined,
    capacityBytes: source.capacityBytes,
    isThick: false,
    isThin: source.isThin,
    isBlank: false,
    needsKeys: false,
    replacesSource: true,
    dataBytes: data.value,
    neededBytes: journalBytes(source.capacityBytes),
    freeBytes: space.value.freeBytes,
  });
}

/** What is wrong with converting this source in this way; undefined when it can be done. */
function wrongKind(kind: ConversionKind, source: DiskInfo): string | undefined {
  const isEncrypted = source.keyId !== undefined;
  if (source.parentPath !== undefined && kind !== 'copy' && kind !== 'clone') {
    return "the disk is a snapshot's delta; consolidate its snapshots first";
  }
  switch (kind) {
    case 'encrypt':
      return isEncrypted ? 'the disk is encrypted already' : undefined;
    case 'decrypt':
    case 're-encrypt':
      return isEncrypted ? undefined : 'the disk is not encrypted';
    case 'copy':
    case 'clone':
      return undefined;
  }
}

export interface ConversionKeys {
  /** KEKs of the source's layers, for `decrypt`, `re-encrypt` and a plan that `needsKeys`. */
  readonly source?: readonly KeyEncryptionKey[];
  /** KEK of the new disk, for `encrypt` and `re-encrypt`; its data key is made here. */
  readonly target?: KeyEncryptionKey;
}

export interface ConversionResult {
  readonly disk: DiskInfo;
  /** Bytes that were transformed and written. */
  readonly copiedBytes: number;
}

export type ConversionProgress = DataProgress;
export type PendingConversion = PendingData<Result<ConversionResult, StorageFault>>;

export interface ConversionOptions extends FolderSync {
  readonly maxBytesPerSecond?: number;
}

/**
 * Starts a conversion. It settles when the new disk is durable in every file and (unless the caller makes that itself)
 * in its folder, or with a fault after it has removed what it made; a cancelled one settles with `Cancelled`. Several may be started; they run in turn.
 */
export function startConversion(
  plan: ConversionPlan,
  keys: ConversionKeys,
  options: ConversionOptions = {},
): PendingConversion {
  const makesKey = plan.kind === 'encrypt' || plan.kind === 're-encrypt';
  assert(!plan.isInPlace, 'a conversion in place is prepared, then started');
  assert(!makesKey || keys.target !== undefined, `${plan.kind} needs the KEK of the new disk`);
  assert(makesKey || plan.kind === 'clone' || keys.target === undefined, `${plan.kind} makes no data key`);
  assert(!plan.needsKeys || keys.source !== undefined, 'zeros of an encrypted disk take its key');
  const control = createControl(plan.dataBytes);
  const job: ConversionJob = {
    view: viewOf(plan),
    source: plan.source.path,
    target: plan.target,
    targetExtent: plan.targetFiles[1],
    parentName: plan.parentName,
    capacityBytes: plan.capacityBytes,
    isThick: plan.isThick,
    isThin: plan.isThin,
    replaces:
      plan.replacesSource && dirname(plan.source.path) === dirname(plan.target)
        ? basename(plan.source.path)
        : undefined,
    sourceKeys: keys.source ?? [],
    targetKey: keys.target === undefined ? undefined : { kek: keys.target, dek: generateDataKey() },
    maxBytesPerSecond: options.maxBytesPerSecond,
    syncsFolder: options.syncsFolder ?? true,
    control,
  };
  if (isLittle(plan) && options.maxBytesPerSecond === undefined) return runHere(job, convertHere);
  return runInDataThreads('convert', job, isAssisted(plan));
}

/** Starts making a disk that is written out with zeros, encrypted ones where it has a key; it settles as a conversion does. */
export function startZeroedDisk(
  { path, capacityBytes, kek }: Omit<NewDisk, 'isThin'>,
  options: FolderSync = {},
): Result<PendingConversion, StorageFault> {
  const checked = checkCapacity(path, capacityBytes);
  if (!checked.ok) return checked;
  const room = requireFreeSpace(dirname(path), capacityBytes + OVERHEAD_BYTES);
  if (!room.ok) return room;
  const job: ConversionJob = {
    view: 'blank',
    source: path,
    target: path,
    targetExtent: join(dirname(path), flatExtentName(basename(path))),
    parentName: undefined,
    capacityBytes,
    isThick: true,
    isThin: false,
    replaces: undefined,
    sourceKeys: [],
    targetKey: kek === undefined ? undefined : { kek, dek: generateDataKey() },
    maxBytesPerSecond: undefined,
    syncsFolder: options.syncsFolder ?? true,
    control: createControl(capacityBytes),
  };
  const isLarge = capacityBytes > LITTLE_BYTES;
  return ok(
    isLarge
      ? runInDataThreads('convert', job, capacityBytes > ASSISTED_FROM_BYTES)
      : runHere(job, convertHere),
  );
}

function viewOf({ kind, isBlank, needsKeys }: ConversionPlan): ConversionJob['view'] {
  if (isBlank) return 'blank';
  if (kind !== 'copy') return 'guest';
  return needsKeys ? 'filled' : 'raw';
}

/** Lets the threads load while the caller waits for something else, such as a key. */
export function prepareConversion(plans: readonly ConversionPlan[]): void {
  const large = plans.filter((plan) => !isLittle(plan));
  if (large.length > 0) startDataThreads(large.some(isAssisted));
}

/** What takes the caller no longer than a disk's answer or two, holes that are looked through included. */
function isLittle({ dataBytes, capacityBytes }: ConversionPlan): boolean {
  return dataBytes <= LITTLE_BYTES && capacityBytes <= LITTLE_CAPACITY_BYTES;
}

const LITTLE_BYTES = 256 * KiB;
const LITTLE_CAPACITY_BYTES = GiB;

function isAssisted({ dataBytes, isInPlace }: ConversionPlan): boolean {
  return !isInPlace && dataBytes > ASSISTED_FROM_BYTES;
}

/** Below this the second thread costs more than it saves. */
const ASSISTED_FROM_BYTES = 16 * 1024 * 1024;
