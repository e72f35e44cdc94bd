import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makePrivateFolder } from '../../base/private-folder.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import type { StateFault } from '../../state/fault.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { nbdUri } from '../../storage/nbd/disk-server.ts';
import type { NbdAddress, NbdExportSpec, NbdReport } from '../../storage/nbd/nbd-server.ts';
import { attempt, type StorageFault } from '../../storage/storage-fault.ts';
import { type Pending, startWorker, type WorkerHandle } from '../../worker/worker.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import { type Caller, type Datacenter, stateFault } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { holderOf, inUse } from '../holder.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import { lockPathOf } from '../lock-path.ts';
import { type Operation, waitFor } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import { type DiskRow, type HostRow, VCENTER_ID, type VmRow } from '../rows.ts';
import type { HoldCall, LetGo, ServeCall } from './disk-holder.ts';
import { tellEnd, tellLostEnd, tellOfLost } from './disk-server-end.ts';

/**
 * A powered-on VM's disks, served over NBD: each read and write goes through the host's encryption module, and any
 * NBD client can be the guest. The server is a worker that holds the VM's lock for as long as the disks are open.
 */
export interface DiskServerRequest {
  readonly vmId: string;
  /** Keys of the disks to serve; all of them unless given. */
  readonly diskKeys?: readonly number[];
  readonly isReadOnly: boolean;
  /** Unless given, a socket in the runtime folder. A port is on the loopback address and under TLS. */
  readonly listen?: { readonly socket: string } | { readonly port: number };
}

export interface DiskServerReport extends NbdReport {
  readonly pid: number;
  readonly isReadOnly: boolean;
  readonly address: NbdAddress;
}

/** A disk server as `Get-VMDiskServer` shows it. */
export interface DiskServerInfo extends DiskServerReport {
  readonly vm: VmRow;
  /** One for each disk, in order. */
  readonly uris: readonly string[];
  /** The certificate that clients of a port trust; undefined for a socket. */
  readonly certificateFile: string | undefined;
}

const PURPOSE = 'serve the disks of';

/** The servers that this process runs, so that their workers are not collected and -Wait can wait. */
const running = new Map<string, Pending<Result<void, StorageFault>>>();

export function* startDiskServer(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskServerRequest,
): Operation<DiskServerInfo> {
  const checked = checkServable(datacenter, caller, request);
  if (!checked.ok) return checked;
  const worker = startWorker('disk-server');
  const started = yield* startUnderLock(datacenter, caller, request, checked.value.vm, worker);
  if (!started.ok) {
    yield* waitFor(worker.call('stop', {}));
    worker.terminate();
    return started;
  }
  running.set(request.vmId, worker.call('ended', {}));
  return diskServerOf(datacenter, started.value);
}

function* startUnderLock(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskServerRequest,
  vm: VmRow,
  worker: WorkerHandle,
): Operation<VmRow> {
  const lockPath = fileOf(datacenter, lockPathOf(vm));
  if (!lockPath.ok) return lockPath;
  const hold: HoldCall = { lockPath: lockPath.value, purpose: `${PURPOSE} ${vm.name}` };
  const held = yield* waitFor(worker.call<Result<void, StateFault>>('hold', hold));
  if (!held.ok) {
    return fail(held.fault.kind === 'StateLocked' ? inUse(vm, held.fault.holder) : stateFault(held.fault));
  }
  const fresh = datacenter.refresh();
  if (!fresh.ok) return fresh;
  const checked = checkServable(datacenter, caller, request);
  if (!checked.ok) return checked;
  const { vm: current, host, disks } = checked.value;
  const keys = yield* keysOfVm(datacenter, caller, current, host);
  if (!keys.ok) return keys;
  const call = serveCall(datacenter, current, disks, request, keys.value);
  if (!call.ok) return call;
  // Told before the first byte can leave: what cannot be recorded is not served.
  const recorded = recordStart(datacenter, caller, current, disks, request);
  if (!recorded.ok) return recorded;
  const served = yield* waitFor(worker.call<Result<NbdAddress, StorageFault>>('serve', call.value));
  return served.ok ? ok(current) : fail(fromStorage(served.fault));
}

interface Servable {
  readonly vm: VmRow;
  readonly host: HostRow;
  readonly disks: readonly DiskRow[];
}

function checkServable(
  datacenter: Datacenter,
  caller: Caller,
  request: DiskServerRequest,
): Result<Servable, Fault> {
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  for (const privilege of privilegesFor(vm, request)) {
    const allowed = demandPrivilege(datacenter, caller, privilege, vm);
    if (!allowed.ok) return allowed;
  }
  if (vm.locked) return fail({ kind: 'InvalidState', reason: 'Locked', entity: vm.name });
  if (vm.powerState !== 'PoweredOn') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Serving its disks',
      requestedState: 'PoweredOn',
      existingState: vm.powerState,
    });
  }
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const { diskKeys } = request;
  const disks = vm.disks.filter(({ key }) => diskKeys === undefined || diskKeys.includes(key));
  if (disks.length === 0) return fail({ kind: 'NotFound', type: 'HardDisk', name: vm.name });
  return ok({ vm, host, disks });
}

/** vSphere's own for access to a VM's disks; plaintext of an encrypted VM leaves, so it needs Access too. */
function privilegesFor(vm: VmRow, { isReadOnly }: DiskServerRequest): string[] {
  const access = `VirtualMachine.Provisioning.${isReadOnly ? 'DiskRandomRead' : 'DiskRandomAccess'}`;
  const isEncrypted = vm.keyId !== null || vm.disks.some(({ keyId }) => keyId !== null);
  return isEncrypted ? [access, 'Cryptographer.Access'] : [access];
}

function serveCall(
  datacenter: Datacenter,
  vm: VmRow,
  disks: readonly DiskRow[],
  { isReadOnly, listen }: DiskServerRequest,
  keys: readonly KeyEncryptionKey[],
): Result<ServeCall, Fault> {
  const folder = socketFolder(datacenter);
  if (!folder.ok) return folder;
  const exports: NbdExportSpec[] = [];
  for (const disk of disks) {
    const path = fileOf(datacenter, disk.fileName);
    if (!path.ok) return path;
    exports.push({ name: exportName(vm, disk), description: disk.label, path: path.value, isReadOnly });
  }
  const address: NbdAddress =
    listen !== undefined && 'port' in listen
      ? { kind: 'tcp', host: '127.0.0.1', port: listen.port }
      : { kind: 'unix', path: listen?.socket ?? join(folder.value, `${vm.id}.nbd`) };
  return ok({
    spec: { address, exports, keys },
    controlSocket: join(folder.value, `${vm.id}.ctl`),
    certificateFile: address.kind === 'tcp' ? certificateFileOf(folder.value, vm) : undefined,
  });
}

/** `disk1` for the VM's first disk: a name that needs no escapes in a URI. */
function exportName(vm: VmRow, disk: DiskRow): string {
  return `disk${vm.disks.indexOf(disk) + 1}`;
}

function certificateFileOf(folder: string, vm: VmRow): string {
  return join(folder, `${vm.id}.nbd.crt`);
}

/** The user's own folder for sockets; their paths have to be short. */
function socketFolder(datacenter: Datacenter): Result<string, Fault> {
  const uuid = datacenter.get('vcenter', VCENTER_ID)?.instanceUuid ?? 'new';
  let made: Result<string, Fault> = fail({ kind: 'NotFound', type: 'Folder', name: 'runtime folder' });
  for (const runtime of [...datacenter.runtimeFolders, join(tmpdir(), `vseal-${process.getuid?.() ?? 0}`)]) {
    const created = attempt(join(runtime, uuid), 'mkdir', () => makePrivateFolder(runtime, uuid));
    if (created.ok) return created;
    made = fail(fromStorage(created.fault));
  }
  return made;
}

function recordStart(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  disks: readonly DiskRow[],
  request: DiskServerRequest,
): Result<void, Fault> {
  return datacenter.commit(caller, 'serve the disks of a VM', (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    for (const privilege of privilegesFor(current, request)) {
      const held = requirePrivilege(datacenter, caller, privilege, current);
      if (!held.ok) return held;
    }
    const before = tx.get('diskServers', vm.id);
    if (before !== undefined) tellLostEnd(tx, vm, before);
    tx.put('diskServers', { id: vm.id, pid: process.pid, keepsMemory: false });
    tx.event({
      eventTypeId: 'com.vseal.vm.DiskServerStarted',
      message: `Disks of ${vm.name} are served over NBD${request.isReadOnly ? ', read-only' : ''}: ${disks.map(({ label }) => label).join(', ')}.`,
      vm: { id: vm.id, name: vm.name },
      arguments: { encrypted: String(disks.some(({ keyId }) => keyId !== null)) },
    });
    return ok(undefined);
  });
}

/** The VM's disk server, whichever process runs it. */
export function diskServerOf(datacenter: Datacenter, vm: VmRow): Result<DiskServerInfo, Fault> {
  const none = fail({ kind: 'NotFound', type: 'VMDiskServer', name: vm.name } as const);
  const holder = holderOf(datacenter, vm);
  if (!holder.ok) return holder.fault.kind === 'ResourceInUse' ? none : holder;
  if (holder.value?.purpose.startsWith(PURPOSE) !== true) return none;
  const report = holder.value.ask<DiskServerReport>({ request: 'report' });
  holder.value.close();
  if (!report.ok) return report.fault.kind === 'ResourceInUse' ? none : report;
  const folder = socketFolder(datacenter);
  const { address, disks } = report.value;
  return ok({
    ...report.value,
    vm,
    uris: disks.map(({ name }) => nbdUri(address, name)),
    certificateFile: address.kind === 'tcp' && folder.ok ? certificateFileOf(folder.value, vm) : undefined,
  });
}

/** Ends the VM's disk server, whichever process runs it: clients are cut off, everything written is durable. */
export function stopDiskServer(datacenter: Datacenter, caller: Caller, vmId: string): Result<void, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, 'VirtualMachine.Provisioning.DiskRandomAccess', vm);
  if (!allowed.ok) return allowed;
  const served = diskServerOf(datacenter, vm);
  if (!served.ok) return served;
  return releaseDisks(datacenter, caller, vm);
}

/** Asks whoever serves the VM's disks to let go of them. Nothing to do when nobody does. */
export function releaseDisks(datacenter: Datacenter, caller: Caller, vm: VmRow): Result<void, Fault> {
  const holder = holderOf(datacenter, vm);
  if (!holder.ok) return holder;
  if (holder.value === undefined) return tellOfLost(datacenter, caller, vm.id);
  const stopped = holder.value.ask<LetGo>({ request: 'stop' });
  holder.value.close();
  running.delete(vm.id);
  if (!stopped.ok) return stopped;
  return datacenter.commit(caller, 'end the disk server of a VM', (tx) => {
    tellEnd(tx, vm, '', stopped.value.guestMemory);
    return ok(undefined);
  });
}

/** The end of a server that this process runs, to wait for; undefined when it runs none for the VM. */
export function diskServerEnd(vmId: string): Pending<Result<void, StorageFault>> | undefined {
  return running.get(vmId);
}
