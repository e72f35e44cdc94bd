import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { type ConversionProgress, planConversion, startConversion } from '../../storage/conversion.ts';
import { finishConversion } from '../../storage/conversion-marker.ts';
import { createFolder, createVmFolder } from '../../storage/datastore.ts';
import { exists } from '../../storage/disk-file.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { replaceFile } from '../../storage/durable-file.ts';
import { writeVmx } from '../../storage/vm-home.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { VmRow } from '../rows.ts';
import { readHome, vmxSettings } from '../vm/vm-files.ts';
import { firmwareOf } from '../vm/vtpm-nvram.ts';
import { type BackupManifest, writeManifest } from './backup-manifest.ts';

/**
 * A backup reads what the guest sees: it is plain text, whatever the VM's encryption. While it is read the VM's files
 * are held, so a running VM stands still on its disks and no snapshot is needed.
 */
export type BackupTransport = 'NBDSSL' | 'NBD' | 'HotAdd' | 'SAN';

export interface BackupRequest {
  readonly vmId: string;
  /** A folder of this machine, absolute; the backup gets a folder of its own in it. */
  readonly destination: string;
  readonly transport: BackupTransport;
  /** HotAdd: the VM that the backup program runs in. */
  readonly proxyId?: string;
}

export interface Backup {
  readonly folder: string;
  readonly manifest: BackupManifest;
  readonly isOfEncrypted: boolean;
  /** The VM has a virtual TPM, whose keys are not in the backup. */
  readonly leavesOutVtpm: boolean;
}

const PRIVILEGES = ['VirtualMachine.Provisioning.DiskRandomRead', 'VirtualMachine.Provisioning.GetVmFiles'];

export function* backUpVm(datacenter: Datacenter, caller: Caller, request: BackupRequest): Operation<Backup> {
  const checked = checkBackup(datacenter, caller, request);
  if (!checked.ok) return checked;
  const lock = lockVm(datacenter, checked.value, 'back up');
  if (!lock.ok) return lock;
  try {
    const fresh = datacenter.refresh();
    if (!fresh.ok) return fresh;
    const vm = checkBackup(datacenter, caller, request);
    if (!vm.ok) return vm;
    const host = datacenter.get('hosts', vm.value.hostId);
    if (host === undefined) return fail({ kind: 'NoHost', entity: vm.value.name });
    const keys = yield* keysOfVm(datacenter, caller, vm.value, host);
    if (!keys.ok) return keys;
    return yield* writeBackup(datacenter, caller, vm.value, { ...request, keys: keys.value });
  } finally {
    lock.value.release({ remove: true });
  }
}

function checkBackup(datacenter: Datacenter, caller: Caller, request: BackupRequest): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const isEncrypted = holdsCiphertext(vm);
  for (const privilege of [...PRIVILEGES, ...(isEncrypted ? ['Cryptographer.Access'] : [])]) {
    const allowed = demandPrivilege(datacenter, caller, privilege, vm);
    if (!allowed.ok) return allowed;
  }
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  const { transport } = request;
  if (isEncrypted && (transport === 'SAN' || transport === 'NBD'))
    return fail({ kind: 'BackupTransport', entity: vm.name, transport });
  if (transport !== 'HotAdd') return ok(vm);
  const proxy = checkProxy(datacenter, caller, vm, request.proxyId);
  return proxy.ok ? ok(vm) : proxy;
}

/** The proxy gets the VM's disks, so it must itself be what they need: on, on a host that sees them, and encrypted. */
function checkProxy(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  proxyId: string | undefined,
): Result<void, Fault> {
  const proxy = proxyId === undefined ? undefined : datacenter.get('vms', proxyId);
  if (proxy === undefined) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'Proxy',
      rule: 'HotAdd attaches the disks to the virtual machine that the backup program runs in, and none is named.',
      remedy: 'Add -Proxy with the name of that virtual machine.',
    });
  }
  if (holdsCiphertext(vm)) {
    const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.AddDisk', proxy);
    if (!allowed.ok) return allowed;
    if (proxy.keyId === null)
      return fail({ kind: 'InvalidState', reason: 'BackupProxyNotEncrypted', entity: proxy.name });
  }
  if (proxy.powerState !== 'PoweredOn') {
    return fail({
      kind: 'InvalidPowerState',
      entity: proxy.name,
      operation: 'Attaching disks to the proxy',
      requestedState: 'PoweredOn',
      existingState: proxy.powerState,
    });
  }
  return ok(undefined);
}

function holdsCiphertext(vm: VmRow): boolean {
  return vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
}

function* writeBackup(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: BackupRequest & { readonly keys: readonly KeyEncryptionKey[] },
): Operation<Backup> {
  const parent = exists(request.destination) ? ok(undefined) : createFolder(request.destination);
  if (!parent.ok) return fail(fromStorage(parent.fault));
  const made = createVmFolder({ name: 'backup', folder: request.destination }, vm.name);
  if (!made.ok) return fail(fromStorage(made.fault));
  const folder = join(request.destination, made.value.name);
  const copied = yield* copyEverything(datacenter, vm, folder, request);
  const done = copied.ok ? reportBackup(datacenter, caller, vm, folder) : copied;
  if (copied.ok && done.ok)
    return ok({
      folder,
      manifest: copied.value,
      isOfEncrypted: holdsCiphertext(vm),
      leavesOutVtpm: vm.vtpm !== undefined,
    });
  rmSync(folder, { recursive: true, force: true });
  return copied.ok ? fail(done.ok ? { kind: 'RequestCanceled', entity: vm.name } : done.fault) : copied;
}

function* copyEverything(
  datacenter: Datacenter,
  vm: VmRow,
  folder: string,
  { keys, transport }: BackupRequest & { readonly keys: readonly KeyEncryptionKey[] },
): Operation<BackupManifest> {
  const home = readHome(datacenter, vm, vm.keyId === null ? undefined : keys[0]);
  if (!home.ok) return home;
  const disks: { key: number; file: string }[] = [];
  for (const [index, disk] of vm.disks.entries()) {
    const source = fileOf(datacenter, disk.fileName);
    if (!source.ok) return source;
    const file = `disk-${index + 1}.vmdk`;
    const plan = planConversion({
      kind: 'clone',
      source: source.value,
      targetFolder: folder,
      targetName: file,
      replacesSource: false,
    });
    if (!plan.ok) return fail(fromStorage(plan.fault));
    const share = (progress: unknown): number =>
      (index + (progress as ConversionProgress).doneBytes / Math.max(1, plan.value.dataBytes)) /
      vm.disks.length;
    const copied = yield* waitFor(startConversion(plan.value, { source: keys }), share);
    if (!copied.ok) return fail(fromStorage(copied.fault, vm.name));
    const finished = finishConversion(plan.value.target);
    if (!finished.ok) return fail(fromStorage(finished.fault));
    disks.push({ key: disk.key, file });
  }
  const vmx = basename(vm.vmxPath);
  const nvram = vmx.replace(/\.vmx$/, '.nvram');
  const manifest: BackupManifest = {
    format: 'vseal-backup-1',
    vm: vm.name,
    createdMs: datacenter.clock.nowMs(),
    transport,
    wasRunning: vm.powerState === 'PoweredOn',
    vmx,
    nvram,
    disks,
    policy: datacenter.get('storagePolicies', vm.storagePolicyId)?.name ?? '',
    keyId: vm.keyId,
  };
  for (const written of [
    // A backup is plain text, and a TPM's keys are never that.
    replaceFile(join(folder, nvram), firmwareOf(home.value.nvram)),
    writeVmx(join(folder, vmx), vmxSettings({ ...vm, vtpm: undefined })),
    writeManifest(folder, manifest),
  ]) {
    if (!written.ok) return fail(fromStorage(written.fault));
  }
  return ok(manifest);
}

function reportBackup(datacenter: Datacenter, caller: Caller, vm: VmRow, folder: string) {
  return datacenter.commit(caller, 'report a backup', (tx) => {
    if (holdsCiphertext(vm)) {
      tx.event({
        eventTypeId: 'com.vmware.vc.crypto.Operation',
        severity: 'warning',
        message: `The encrypted virtual machine ${vm.name} was backed up as plain text to ${folder}.`,
        vm: { id: vm.id, name: vm.name },
        arguments: { operation: 'Backup' },
      });
    }
    return ok(undefined);
  });
}
