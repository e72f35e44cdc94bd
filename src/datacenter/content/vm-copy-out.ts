import { basename, dirname, join } from 'node:path';
import { makeFolder } from '../../base/make-folder.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ConversionProgress, planConversion, startConversion } from '../../storage/conversion.ts';
import { finishConversion } from '../../storage/conversion-marker.ts';
import { removeFolderIfEmpty } from '../../storage/datastore.ts';
import { exists, unlinkDisk } from '../../storage/disk-file.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { flatExtentName } from '../../storage/disk-name.ts';
import { createPrivateFolder } from '../../storage/durable-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation, lockVm } from '../file-operations.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { fileOf, fromStorage, fromStorageWork } from '../places.ts';
import type { DiskRow, VmRow } from '../rows.ts';

/** What exports share; and copies of a VM's disks in a new folder of their own, for a sealed export, a replica and a library item. */

export interface CopiedDisk {
  readonly disk: DiskRow;
  /** Base names of the descriptor and its extent, in the folder. */
  readonly files: readonly [string, string];
}

export interface CopyOut {
  readonly vm: VmRow;
  /** A folder that does not exist yet. */
  readonly folder: string;
  /**
   * `kept`: encrypted disks stay encrypted, under a data key of their own and the disk's key, and plain ones plain.
   * With a key every copy is encrypted, under a data key of its own and that key.
   */
  readonly sealing: 'kept' | KeyEncryptionKey;
}

/**
 * Does `work` under the VM's lock. `check` finds the VM, and is asked again under the lock: somebody may have worked on
 * it until then.
 */
export function* exportUnderLock<T>(
  datacenter: Datacenter,
  check: () => Result<VmRow, Fault>,
  work: (vm: VmRow) => Operation<T>,
): Operation<T> {
  const known = check();
  if (!known.ok) return known;
  const lock = lockVm(datacenter, known.value, 'export');
  if (!lock.ok) return lock;
  try {
    const fresh = datacenter.refresh();
    if (!fresh.ok) return fresh;
    const vm = check();
    return vm.ok ? yield* work(vm.value) : vm;
  } finally {
    lock.value.release({ remove: true });
  }
}

/**
 * Copies every disk, snapshots flattened; what was made is removed again when one fails or is cancelled. For who holds
 * the VM's lock.
 */
export function* copyDisksUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  copy: CopyOut,
): Waiting<readonly CopiedDisk[]> {
  const { vm, folder } = copy;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host);
  if (!keys.ok) return keys;
  const made = attempt(folder, 'mkdir', () => {
    makeFolder(dirname(folder));
    createPrivateFolder(folder);
  });
  if (!made.ok) return fail(fromStorage(made.fault));
  const copied: CopiedDisk[] = [];
  for (const [index, disk] of vm.disks.entries()) {
    const one = yield* copyDisk(datacenter, copy, disk, index, keys.value);
    if (!one.ok) {
      for (const { files } of copied) unlinkDisk(join(folder, files[0]));
      removeFolderIfEmpty(folder);
      return one;
    }
    copied.push(one.value);
  }
  return ok(copied);
}

/**
 * Begins a copy of the VM's disks into a folder of a datastore that does not exist yet, with `others` beside them:
 * killed before its commit, it leaves nothing.
 */
export function beginCopyOut(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  purpose: string,
  { folderPath, others = [] }: { readonly folderPath: string; readonly others?: readonly string[] },
): Result<FileOperation, Fault> {
  const folder = fileOf(datacenter, folderPath);
  if (!folder.ok) return folder;
  return beginFileOperation(datacenter, caller, vm, purpose, (current) => {
    if (exists(folder.value)) return fail(fromStorage({ kind: 'FileAlreadyExists', path: folder.value }));
    const names = [
      ...current.disks.flatMap((_, index) => [copyName(index), flatExtentName(copyName(index))]),
      ...others,
    ];
    return ok({ diskFolders: [folderPath], newFiles: names.map((name) => `${folderPath}/${name}`) });
  });
}

function copyName(index: number): string {
  return `disk-${index}.vmdk`;
}

function* copyDisk(
  datacenter: Datacenter,
  { vm, folder, sealing }: CopyOut,
  disk: DiskRow,
  index: number,
  keys: readonly KeyEncryptionKey[],
): Waiting<CopiedDisk> {
  const source = fileOf(datacenter, disk.fileName);
  if (!source.ok) return source;
  const plan = planConversion({
    kind: 'clone',
    source: source.value,
    targetFolder: folder,
    targetName: copyName(index),
    replacesSource: false,
  });
  if (!plan.ok) return fail(fromStorage(plan.fault));
  const target = targetKeyOf(disk, sealing, keys);
  const share = (progress: unknown): number =>
    (index + (progress as ConversionProgress).doneBytes / Math.max(1, plan.value.dataBytes)) /
    vm.disks.length;
  const started = startConversion(plan.value, { source: keys, ...(target && { target }) });
  const cloned = yield* waitFor(started, share);
  if (!cloned.ok) return fail(fromStorageWork(cloned.fault, vm.name));
  const finished = finishConversion(plan.value.target);
  if (!finished.ok) return fail(fromStorage(finished.fault));
  const [descriptor, extent] = plan.value.targetFiles;
  return ok({ disk, files: [basename(descriptor), basename(extent)] });
}

function targetKeyOf(
  { keyId }: DiskRow,
  sealing: CopyOut['sealing'],
  keys: readonly KeyEncryptionKey[],
): KeyEncryptionKey | undefined {
  if (typeof sealing !== 'string') return sealing;
  return keyNamed(keys, keyId);
}

/** Refuses a running VM: what its guest writes meanwhile would be in half of a copy. */
export function checkOffForCopy(vm: VmRow, operation: string): Result<void, Fault> {
  if (vm.powerState === 'PoweredOff') return ok(undefined);
  return fail({
    kind: 'InvalidPowerState',
    entity: vm.name,
    operation,
    requestedState: 'PoweredOff',
    existingState: vm.powerState,
  });
}
