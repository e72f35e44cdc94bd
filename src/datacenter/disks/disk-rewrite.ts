import { basename, dirname } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import {
  type ConversionPlan,
  type ConversionProgress,
  planConversion,
  startConversion,
} from '../../storage/conversion.ts';
import { conversionTo, type DiskFormat } from '../../storage/disk-format.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { prepareInPlace, startInPlace } from '../../storage/in-place.ts';
import { hasSpaceAfterRelease } from '../../storage/space-release.ts';
import { type StorageFault, storageFaultText } from '../../storage/storage-fault.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { Waiting } from '../keys/key-service.ts';
import { waitFor } from '../operation.ts';
import {
  datastoreByName,
  datastoreSpace,
  fileOf,
  folderOf,
  fromStorage,
  fromStorageWork,
  pathIn,
} from '../places.ts';
import type { DiskRow, VmRow } from '../rows.ts';

/** Disks that are written anew under new names: the part that encrypting, decrypting and rekeying share. */
export interface PlannedDisk {
  readonly disk: DiskRow;
  readonly plan: ConversionPlan;
}

/** How the data of disks is rewritten. */
export interface RewriteOptions {
  /** Over the old data, for datastores without room for a second copy. */
  readonly inPlace?: boolean;
  readonly maxBytesPerSecond?: number;
}

interface ConvertOptions extends RewriteOptions {
  /** A folder, as a datastore path, in which the caller writes more: it makes the names durable before its commit. */
  readonly folderSyncedLater?: string;
}

/** Plans for disks that are written anew on their own datastores, and whether there is room for all of them. */
export function planDisks(
  datacenter: Datacenter,
  disks: readonly DiskRow[],
  kind: 'encrypt' | 'decrypt' | 're-encrypt',
  { inPlace = false }: RewriteOptions = {},
): Result<readonly PlannedDisk[], Fault> {
  const planned: PlannedDisk[] = [];
  const reserved = new Set<string>();
  for (const disk of disks) {
    const source = fileOf(datacenter, disk.fileName);
    if (!source.ok) return source;
    const plan = planConversion({ kind, source: source.value, reserved, replacesSource: true, inPlace });
    if (!plan.ok) return fail(fromStorage(plan.fault, datastoreNameOf(disk.fileName)));
    reserved.add(basename(plan.value.target));
    planned.push({ disk, plan: plan.value });
  }
  return checkSpace(datacenter, planned);
}

function checkSpace(
  datacenter: Datacenter,
  planned: readonly PlannedDisk[],
): Result<readonly PlannedDisk[], Fault> {
  const neededBytes = new Map<string, number>();
  for (const { disk, plan } of planned) {
    const datastore = datastoreNameOf(disk.fileName);
    neededBytes.set(datastore, (neededBytes.get(datastore) ?? 0) + plan.neededBytes);
  }
  for (const [datastore, needed] of neededBytes) {
    const row = datastoreByName(datacenter, datastore);
    if (!row.ok) return row;
    const { folder, capacityBytes, freeBytes } = datastoreSpace(datacenter, row.value);
    if (freeBytes < needed && !(capacityBytes >= needed && hasSpaceAfterRelease(folder, needed))) {
      return fail({ kind: 'InsufficientStorageSpace', datastore, neededBytes: needed, freeBytes });
    }
  }
  return ok(planned);
}

/** How much is written anew, and how much free space that needs. */
export function bytesOf(planned: readonly PlannedDisk[]): {
  readonly dataBytes: number;
  readonly neededBytes: number;
} {
  return {
    dataBytes: planned.reduce((sum, { plan }) => sum + plan.dataBytes, 0),
    neededBytes: planned.reduce((sum, { plan }) => sum + plan.neededBytes, 0),
  };
}

/**
 * Plans for copies of disks under other names: `targets` says where each goes, in the order of the sources. As their
 * sources unless a format is given.
 */
export function planCopies(
  datacenter: Datacenter,
  sources: readonly DiskRow[],
  targets: readonly DiskRow[],
  format?: DiskFormat,
): Result<readonly PlannedDisk[], Fault> {
  const planned: PlannedDisk[] = [];
  for (const disk of targets) {
    const from = sources.find(({ key }) => key === disk.key);
    if (from === undefined) continue;
    const source = fileOf(datacenter, from.fileName);
    if (!source.ok) return source;
    const target = fileOf(datacenter, disk.fileName);
    if (!target.ok) return target;
    const plan = planConversion({
      kind: 'clone',
      source: source.value,
      targetFolder: dirname(target.value),
      targetName: basename(target.value),
      ...(format !== undefined && conversionTo(format)),
      replacesSource: false,
    });
    if (!plan.ok) return fail(fromStorage(plan.fault, datastoreNameOf(disk.fileName)));
    planned.push({ disk, plan: plan.value });
  }
  return checkSpace(datacenter, planned);
}

/**
 * Writes each planned disk anew; gives the new descriptor's datastore path by disk key. One that is converted in
 * place is prepared only: it keeps its name, and `convertInPlace` follows the commit.
 */
export function* convertDisks(
  datacenter: Datacenter,
  vm: VmRow,
  planned: readonly PlannedDisk[],
  keys: { readonly source?: readonly KeyEncryptionKey[]; readonly target?: KeyEncryptionKey },
  { maxBytesPerSecond, folderSyncedLater }: ConvertOptions = {},
): Waiting<Map<number, string>> {
  const names = new Map<number, string>();
  const totalBytes = planned.reduce((sum, { plan }) => sum + plan.dataBytes, 0);
  let doneBytes = 0;
  for (const { disk, plan: conversion } of planned) {
    if (conversion.isInPlace) {
      const prepared = prepareInPlace(conversion, keys);
      if (!prepared.ok) return fail(fromStorage(prepared.fault));
      names.set(disk.key, disk.fileName);
      continue;
    }
    const before = doneBytes;
    const share = (progress: unknown): number =>
      totalBytes === 0 ? 0 : (before + (progress as ConversionProgress).doneBytes) / totalBytes;
    const syncsFolder = folderOf(disk.fileName) !== folderSyncedLater;
    const options = { syncsFolder, ...(maxBytesPerSecond !== undefined && { maxBytesPerSecond }) };
    const converted = yield* waitFor(startConversion(conversion, keys, options), share);
    if (!converted.ok) return fail(fromStorageWork(converted.fault, vm.name));
    const store = datastoreByName(datacenter, datastoreNameOf(disk.fileName));
    if (!store.ok) return store;
    names.set(disk.key, pathIn(datacenter, store.value, conversion.target));
    doneBytes += conversion.dataBytes;
  }
  return ok(names);
}

/** Converts the disks that were prepared for it, after the commit that says what they are to be. */
export function* convertInPlace(
  vm: VmRow,
  planned: readonly PlannedDisk[],
  keys: readonly KeyEncryptionKey[],
  { maxBytesPerSecond }: RewriteOptions,
): Waiting<void> {
  const disks = planned.filter(({ plan }) => plan.isInPlace);
  for (const [index, { disk, plan }] of disks.entries()) {
    const started = startInPlace(
      plan.target,
      keys,
      maxBytesPerSecond === undefined ? {} : { maxBytesPerSecond },
    );
    const share = (progress: unknown): number => (index + partOf(progress)) / disks.length;
    const converted = yield* waitFor(started, share);
    if (!converted.ok) return fail(unfinished(vm, disk, converted.fault));
  }
  return ok(undefined);
}

/** How far a conversion has come, 0 to 1. */
export function partOf(progress: unknown): number {
  const { doneBytes, totalBytes } = progress as ConversionProgress;
  return totalBytes === 0 ? 0 : doneBytes / totalBytes;
}

/** The disk is neither what it was nor what it is to be. */
export function unfinished(vm: VmRow, disk: DiskRow, cause: StorageFault): Fault {
  const detail = cause.kind === 'Cancelled' ? 'It was cancelled.' : storageFaultText(cause).message;
  return { kind: 'UnfinishedConversion', entity: vm.name, disk: disk.label, detail };
}

/** The disks with their new descriptors and what changes with them. */
export function replaceDisks(
  disks: readonly DiskRow[],
  names: ReadonlyMap<number, string>,
  change: Partial<Pick<DiskRow, 'keyId' | 'storagePolicyId'>>,
): DiskRow[] {
  return disks.map((disk) => {
    const fileName = names.get(disk.key);
    return fileName === undefined ? disk : { ...disk, oldKeyId: undefined, ...change, fileName };
  });
}

/** The same disks, where those re-encrypted in place go on needing their old key until that is finished. */
export function keepOldKeys(disks: readonly DiskRow[], planned: readonly PlannedDisk[]): DiskRow[] {
  return disks.map((disk) => {
    const old = planned.find(({ disk: before, plan }) => plan.isInPlace && before.key === disk.key)?.disk
      .keyId;
    return old === null || old === undefined ? disk : { ...disk, oldKeyId: old };
  });
}
