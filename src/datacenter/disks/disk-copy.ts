import { basename, dirname } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ConversionProgress, planConversion, startConversion } from '../../storage/conversion.ts';
import { finishConversion, markerPath } from '../../storage/conversion-marker.ts';
import { requireFreeSpace } from '../../storage/datastore.ts';
import { exists, removeDisk } from '../../storage/disk-file.ts';
import { conversionTo, type DiskFormat } from '../../storage/disk-format.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { flatExtentName, isDiskFileName } from '../../storage/disk-name.ts';
import { type ImageFormat, startImage } from '../../storage/image.ts';
import { demandPrivilege } from '../access/authorization.ts';
import { checkOffForCopy } from '../content/vm-copy-out.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation, type FileOperation } from '../file-operations.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { datastoreByName, fileOf, fromStorage, siblingOf } from '../places.ts';
import type { DiskRow, VmRow } from '../rows.ts';
import { vmOfFile } from './datastore-items.ts';

/**
 * One disk copied beside its VM, snapshots flattened. A VMDK on a datastore stays as encrypted as its source is, under
 * a data key of its own; an image (raw, streamOptimized) is for other tools, which have no key: it is plain.
 */
export interface DiskCopy {
  readonly vmId: string;
  /** The device key. */
  readonly key: number;
  /** `[datastore1] folder/copy.vmdk`; an image may also be a file of this machine, absolute. */
  readonly target: { readonly datastorePath: string } | { readonly file: string };
  readonly format: 'vmdk' | ImageFormat;
  /** Of a VMDK; as the source's unless given. */
  readonly storageFormat?: DiskFormat;
  readonly overwrites: boolean;
}

export interface CopiedTo {
  readonly path: string;
  /** An encrypted disk's content lies there in plain. */
  readonly isDecrypted: boolean;
}

export function* copyDisk(datacenter: Datacenter, caller: Caller, request: DiskCopy): Operation<CopiedTo> {
  const first = checkCopy(datacenter, caller, request);
  if (!first.ok) return first;
  const files = beginFileOperation(datacenter, caller, first.value.vm, 'copy a disk of', () => {
    const planned = checkCopy(datacenter, caller, request);
    return planned.ok ? ok({ newFiles: newFilesOf(request), isPlannedAnew: true }) : planned;
  });
  if (!files.ok) return files;
  const copied = yield* writeAndRecord(datacenter, caller, request, files.value);
  if (copied.ok) {
    const finished = files.value.finish();
    return finished.ok ? copied : finished;
  }
  // What was begun was undone where it was begun.
  files.value.disown();
  files.value.abandon();
  return copied;
}

/** What a copy that is killed is to be undone by: the disk, and storage's note of it. An image is whole or not there. */
function newFilesOf({ target, format }: DiskCopy): string[] {
  if (format !== 'vmdk' || 'file' in target) return [];
  const { datastorePath } = target;
  const extent = siblingOf(datastorePath, flatExtentName(basename(datastorePath)));
  return [extent, datastorePath, markerPath(datastorePath)];
}

function* writeAndRecord(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskCopy,
  files: FileOperation,
): Operation<CopiedTo> {
  const checked = checkCopy(datacenter, caller, request);
  if (!checked.ok) return checked;
  const { vm, disk, file } = checked.value;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host);
  if (!keys.ok) return keys;
  const source = fileOf(datacenter, disk.fileName);
  if (!source.ok) return source;
  const work = request.format === 'vmdk' ? writeVmdk : writeImage;
  const written = yield* work({ ...request, source: source.value, file, vm, disk, keys: keys.value });
  return written.ok ? recordCopy(datacenter, caller, checked.value, { request, files }) : written;
}

interface Checked {
  readonly vm: VmRow;
  readonly disk: DiskRow;
  /** The target on this machine. */
  readonly file: string;
}

function checkCopy(datacenter: Datacenter, caller: Caller, request: DiskCopy): Result<Checked, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const disk = vm.disks.find(({ key }) => key === request.key);
  if (disk === undefined) return fail({ kind: 'NotFound', type: 'HardDisk', name: String(request.key) });
  for (const privilege of [
    'VirtualMachine.Provisioning.DiskRandomRead',
    ...cryptoPrivileges(disk, request),
  ]) {
    const allowed = demandPrivilege(datacenter, caller, privilege, vm);
    if (!allowed.ok) return allowed;
  }
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  const off = checkOffForCopy(vm, 'Copying a disk');
  if (!off.ok) return off;
  const file = checkTarget(datacenter, caller, request);
  return file.ok ? ok({ vm, disk, file: file.value }) : file;
}

/** An encrypted copy is a clone; a plain one is a decryption that leaves the VM. */
function cryptoPrivileges({ keyId }: DiskRow, { format }: DiskCopy): readonly string[] {
  if (keyId === null) return [];
  return format === 'vmdk' ? ['Cryptographer.Clone'] : ['Cryptographer.Access', 'Cryptographer.Decrypt'];
}

function checkTarget(datacenter: Datacenter, caller: Caller, request: DiskCopy): Result<string, Fault> {
  const { target, format, overwrites } = request;
  const wrong = (rule: string, remedy: string) =>
    fail({ kind: 'InvalidArgument', parameter: 'DestinationPath', rule, remedy } as const);
  const name = 'file' in target ? target.file : target.datastorePath;
  if (format !== 'raw' && !isDiskFileName(name))
    return wrong('The copy is a VMDK, and its name ends in .vmdk.', 'Add the file: folder/copy.vmdk');
  if ('file' in target) {
    if (format !== 'vmdk') return ok(target.file);
    return wrong(
      'A copy that stays encrypted lies on a datastore.',
      'Name one, as in "[datastore1] folder/copy.vmdk", or take an image: -FileFormat Raw',
    );
  }
  const store = datastoreByName(datacenter, datastoreNameOf(target.datastorePath));
  if (!store.ok) return store;
  for (const privilege of ['Datastore.AllocateSpace', 'Datastore.FileManagement']) {
    const allowed = demandPrivilege(datacenter, caller, privilege, store.value);
    if (!allowed.ok) return allowed;
  }
  const file = fileOf(datacenter, target.datastorePath);
  if (!file.ok || !exists(file.value)) return file;
  if (!overwrites) return fail(fromStorage({ kind: 'FileAlreadyExists', path: file.value }));
  // Any file there may be a virtual machine's: its disk, a snapshot's, its VMX.
  const owner = vmOfFile(datacenter, target.datastorePath);
  if (owner === undefined) return file;
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Force',
    rule: `${target.datastorePath} lies in the folder of ${owner.name}; no file there is replaced.`,
    remedy: 'Take another name or folder.',
  });
}

type Work = DiskCopy & Checked & { readonly source: string; readonly keys: readonly KeyEncryptionKey[] };

function* writeImage({ source, file, format, overwrites, keys, vm }: Work): Waiting<void> {
  if (format === 'vmdk') throw new Error('a VMDK is a conversion, not an image');
  const started = startImage({ source, target: file, format, overwrites }, keys);
  if (!started.ok) return fail(fromStorage(started.fault));
  const written = yield* waitFor(started.value, shareOf);
  return written.ok ? ok(undefined) : fail(fromStorage(written.fault, vm.name));
}

function* writeVmdk({ source, file, storageFormat, overwrites, keys, vm, disk }: Work): Waiting<void> {
  const plan = planConversion({
    kind: 'clone',
    source,
    targetFolder: dirname(file),
    targetName: basename(file),
    replacesSource: false,
    ...(storageFormat !== undefined && conversionTo(storageFormat)),
  });
  if (!plan.ok) return fail(fromStorage(plan.fault));
  const room = requireFreeSpace(dirname(file), plan.value.neededBytes);
  if (!room.ok) return fail(fromStorage(room.fault));
  const target = keyNamed(keys, disk.keyId);
  const old = overwrites && exists(file) ? removeDisk(file) : ok(undefined);
  if (!old.ok) return fail(fromStorage(old.fault));
  const started = startConversion(plan.value, { source: keys, ...(target && { target }) });
  const written = yield* waitFor(started, shareOf);
  if (!written.ok) return fail(fromStorage(written.fault, vm.name));
  const finished = finishConversion(plan.value.target);
  return finished.ok ? ok(undefined) : fail(fromStorage(finished.fault));
}

function shareOf(progress: unknown): number {
  const { doneBytes, totalBytes } = progress as ConversionProgress;
  return doneBytes / Math.max(1, totalBytes);
}

function recordCopy(
  datacenter: Datacenter,
  caller: Caller,
  { vm, disk, file }: Checked,
  { request, files }: { readonly request: DiskCopy; readonly files: FileOperation },
): Result<CopiedTo, Fault> {
  const { target, format } = request;
  const isDecrypted = disk.keyId !== null && format !== 'vmdk';
  const path = 'file' in target ? file : target.datastorePath;
  const entity = { id: vm.id, name: vm.name };
  return datacenter.commit<CopiedTo>(caller, 'copy a disk', (tx) => {
    files.decide(tx, {});
    const kept = disk.keyId === null ? '' : '; it is encrypted';
    tx.event({
      eventTypeId: 'DatastoreFileCopiedEvent',
      message: `${disk.label} of ${vm.name} was copied to ${path}${isDecrypted ? '; the copy is plain' : kept}`,
      vm: entity,
    });
    if (isDecrypted) {
      tx.event({
        eventTypeId: 'com.vmware.vc.crypto.Operation',
        message: `${disk.label} of the encrypted virtual machine ${vm.name} was written as a plain image: ${path}`,
        vm: entity,
        arguments: { operation: 'Download', file: basename(file) },
      });
    }
    return ok({ path, isDecrypted });
  });
}
