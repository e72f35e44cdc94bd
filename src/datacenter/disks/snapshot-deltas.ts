import { basename, dirname } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { createDelta, skipParent } from '../../storage/delta.ts';
import { readDescriptor } from '../../storage/descriptor-file.ts';
import { readChain } from '../../storage/disk-chain.ts';
import { filesOf } from '../../storage/disk-file.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { nextDeltaPath } from '../../storage/disk-name.ts';
import { startMerge } from '../../storage/merge.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { FileOperation } from '../file-operations.ts';
import { datastoreNameOf } from '../indexes.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import { type Wait, waitFor } from '../operation.ts';
import { datastoreByName, fileOf, fromStorage, pathIn, siblingOf } from '../places.ts';
import type { CryptoKeyId, DiskRow, SnapshotRow, VmRow } from '../rows.ts';

/**
 * The deltas of a VM's disks: planned and made over the disks of a snapshot, merged into them when it goes. A delta
 * over an encrypted disk is sealed from its first byte, under a data key of its own and the disk's key.
 */

export interface Delta {
  readonly key: number;
  readonly keyId: CryptoKeyId | null;
  readonly parentFile: string;
  readonly file: string;
  readonly fileName: string;
  readonly newFiles: readonly string[];
}

export function planDeltas(datacenter: Datacenter, disks: readonly DiskRow[]): Result<Delta[], Fault> {
  const deltas: Delta[] = [];
  for (const disk of disks) {
    const parent = fileOf(datacenter, disk.fileName);
    if (!parent.ok) return parent;
    const store = datastoreByName(datacenter, datastoreNameOf(disk.fileName));
    if (!store.ok) return store;
    const file = nextDeltaPath(parent.value);
    const fileName = pathIn(datacenter, store.value, file);
    const extent = fileName.replace(/\.vmdk$/, '-delta.vmdk');
    const { key, keyId } = disk;
    deltas.push({ key, keyId, parentFile: parent.value, file, fileName, newFiles: [fileName, extent] });
  }
  return ok(deltas);
}

/** `files` is the operation whose new files they are. */
export function makeDeltas(
  files: FileOperation,
  deltas: readonly Delta[],
  keys: readonly KeyEncryptionKey[],
): Result<void, Fault> {
  for (const [index, { file, parentFile, keyId }] of deltas.entries()) {
    const kek = keyNamed(keys, keyId);
    const made = createDelta({ path: file, parentPath: parentFile, ...(kek && { kek }) });
    if (made.ok) continue;
    if (made.fault.kind === 'FileAlreadyExists')
      files.disown(deltas.slice(index).flatMap(({ newFiles }) => newFiles));
    return fail(fromStorage(made.fault));
  }
  return ok(undefined);
}

export function overDeltas(disks: readonly DiskRow[], deltas: readonly Delta[]): DiskRow[] {
  return disks.map((disk) => {
    const delta = deltas.find((candidate) => candidate.key === disk.key);
    return delta === undefined ? disk : { ...disk, fileName: delta.fileName };
  });
}

/** Merges the one delta over each of the snapshot's disks into it; gives which file each merged delta became. */
export function* mergeOver(
  datacenter: Datacenter,
  vm: VmRow,
  snapshot: SnapshotRow,
  keys: readonly KeyEncryptionKey[],
): Generator<Wait, Result<Map<string, string>, Fault>, void> {
  const became = new Map<string, string>();
  const children = vm.snapshots.filter((candidate) => candidate.parentId === snapshot.id);
  const isCurrent = vm.currentSnapshotId === snapshot.id;
  // Two branches need the disks as they are.
  if (children.length + (isCurrent ? 1 : 0) !== 1) return ok(became);
  const [child] = children;
  for (const { key, fileName: parent } of snapshot.disks) {
    const delta = (child?.disks ?? vm.disks).find((disk) => disk.key === key)?.fileName;
    if (delta === undefined || delta === parent) continue;
    const deltaFile = fileOf(datacenter, delta);
    if (!deltaFile.ok) return deltaFile;
    const started = startMerge(deltaFile.value, keys);
    if (!started.ok) return fail(fromStorage(started.fault));
    const merged = yield* waitFor(started.value);
    if (!merged.ok) return fail(fromStorage(merged.fault));
    const parentFile = fileOf(datacenter, parent);
    if (!parentFile.ok) return parentFile;
    for (const over of child === undefined ? [] : layersOver(vm, child, key)) {
      const overFile = fileOf(datacenter, over);
      if (!overFile.ok) return overFile;
      const skipped = skipParent(overFile.value, parentFile.value);
      if (!skipped.ok) return fail(fromStorage(skipped.fault));
    }
    became.set(delta, parent);
  }
  return ok(became);
}

/** Merges each disk's deltas into its base; gives the disks as they are then, and the layers that are merged. */
export function* mergeDown(
  datacenter: Datacenter,
  vm: VmRow,
  keys: readonly KeyEncryptionKey[],
): Generator<Wait, Result<{ readonly disks: DiskRow[]; readonly layers: DiskRow[] }, Fault>, void> {
  const disks: DiskRow[] = [];
  const layers: DiskRow[] = [];
  for (const disk of vm.disks) {
    const chain = chainOf(datacenter, disk.fileName);
    for (const delta of chain.slice(0, -1)) {
      const file = fileOf(datacenter, delta);
      if (!file.ok) return file;
      const started = startMerge(file.value, keys);
      if (!started.ok) return fail(fromStorage(started.fault));
      const merged = yield* waitFor(started.value);
      if (!merged.ok) return fail(fromStorage(merged.fault));
      layers.push({ ...disk, fileName: delta });
    }
    disks.push({ ...disk, fileName: chain.at(-1) ?? disk.fileName });
  }
  return ok({ disks, layers });
}

/** The deltas directly over a snapshot's disk. */
function layersOver(vm: VmRow, snapshot: SnapshotRow, key: number): string[] {
  const holders = vm.snapshots
    .filter((candidate) => candidate.parentId === snapshot.id)
    .map(({ disks }) => disks);
  if (vm.currentSnapshotId === snapshot.id) holders.push(vm.disks);
  return holders.flatMap((disks) => disks.filter((disk) => disk.key === key).map((disk) => disk.fileName));
}

export function withoutSnapshot(vm: VmRow, removed: SnapshotRow, became: ReadonlyMap<string, string>): VmRow {
  const renamed = <D extends { readonly fileName: string }>(disks: readonly D[]): D[] =>
    disks.map((disk) => ({ ...disk, fileName: became.get(disk.fileName) ?? disk.fileName }));
  return {
    ...vm,
    disks: renamed(vm.disks),
    snapshots: vm.snapshots
      .filter((snapshot) => snapshot.id !== removed.id)
      .map((snapshot) => ({
        ...snapshot,
        parentId: snapshot.parentId === removed.id ? removed.parentId : snapshot.parentId,
        disks: renamed(snapshot.disks),
      })),
    currentSnapshotId: vm.currentSnapshotId === removed.id ? removed.parentId : vm.currentSnapshotId,
  };
}

/** A disk's descriptor and those of the disks below it, as its files name them; the disk alone where they cannot be read. */
export function chainOf(datacenter: Datacenter, fileName: string): string[] {
  const file = fileOf(datacenter, fileName);
  const chain = file.ok ? readChain(file.value) : file;
  if (!file.ok || !chain.ok) return [fileName];
  const folder = dirname(file.value);
  const beside = chain.value.filter(({ path }) => dirname(path) === folder);
  return beside.map(({ path }) => siblingOf(fileName, basename(path)));
}

/**
 * Files of disks that the VM had and has no more, in no snapshot either. What a disk in use lies over is in use too,
 * also where no snapshot names it any more: two branches may stand on the disk of a snapshot that was removed.
 */
export function unusedFiles(datacenter: Datacenter, before: VmRow, after: VmRow): string[] {
  const used = new Set(
    [...after.disks, ...after.snapshots.flatMap(({ disks }) => disks)].flatMap((disk) =>
      chainOf(datacenter, disk.fileName),
    ),
  );
  return [...before.disks, ...before.snapshots.flatMap(({ disks }) => disks)]
    .map((disk) => disk.fileName)
    .filter((fileName) => !used.has(fileName))
    .flatMap((fileName) => {
      const file = fileOf(datacenter, fileName);
      const descriptor = file.ok ? readDescriptor(file.value) : file;
      if (!file.ok || !descriptor.ok) return [fileName];
      const folder = fileName.slice(0, fileName.lastIndexOf('/') + 1);
      return filesOf(file.value, descriptor.value).map(
        (path) => folder + path.slice(path.lastIndexOf('/') + 1),
      );
    });
}

/** What opens and seals the VM's disks; nothing is fetched for a VM that is not encrypted. */
export function* keysForDeltas(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
): Generator<Wait, Result<KeyEncryptionKey[], Fault>, void> {
  if (vm.keyId === null) return ok([]);
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  return yield* keysOfVm(datacenter, caller, vm, host);
}
