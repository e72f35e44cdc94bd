import { fail, ok, type Result } from '../../base/result.ts';
import { openDisk } from '../../storage/disk.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { keyRing } from '../../storage/disk-key.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { releaseDisks } from '../disks/disk-server.ts';
import { openCheckpoint, removeCheckpoint } from '../disks/vm-checkpoint.ts';
import { lockForMissingKey, unlockedEvent } from '../encryption/vm-lock.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import { hostForPowerOn } from '../hosts/initial-placement.ts';
import { type Admission, admit } from '../hosts/reservations.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import { atOnce, type Operation } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { HostRow, PowerState, VmRow } from '../rows.ts';
import { type OpenHome, readHome, seedOf } from './vm-files.ts';
import { createSwap, removeSwap } from './vm-swap.ts';
import { checkVtpmIn } from './vtpm.ts';

/**
 * Powers a VM on. For an encrypted one the keys come from the host's encryption module or, when it does not hold
 * them, from the key provider; home and every disk are then opened with them, as the host would, before the VM
 * counts as on.
 */
export function* powerOnVm(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  const checked = checkPowerOn(datacenter, caller, vmId);
  if (!checked.ok) return checked;
  return yield* startVmOn(datacenter, caller, checked.value, 'VirtualMachine.Interact.PowerOn');
}

/** Starts a VM on a host, its own or another; `privilege` is what the caller must have for it, if anything. */
export function* startVmOn(
  datacenter: Datacenter,
  caller: Caller,
  admission: Admission,
  privilege?: string,
): Operation<VmRow> {
  const { vm: before, host } = admission;
  const admitted = admit(datacenter, admission);
  if (!admitted.ok) return admitted;
  const lock = lockVm(datacenter, before, 'power on');
  if (!lock.ok) return lock;
  try {
    const current = asBefore(datacenter, before, 'PoweredOn');
    if (!current.ok) return current;
    const vm = current.value;
    const keys = yield* keysOfVm(datacenter, caller, vm, host);
    if (!keys.ok) {
      const locked = lockForMissingKey(datacenter, caller, vm, keys.fault);
      return locked.ok ? keys : locked;
    }
    const opened = openEverything(datacenter, vm, keys.value);
    if (!opened.ok) return opened;
    const resumed =
      vm.powerState === 'Suspended' ? openCheckpoint(datacenter, vm, opened.value) : ok(undefined);
    if (!resumed.ok) return resumed;
    const seed = seedOf(opened.value.secrets) ?? 0;
    const swap = createSwap(datacenter, { ...vm, hostId: host.id }, seed);
    if (!swap.ok) return swap;
    const started = setPowerState(datacenter, caller, vm, {
      powerState: 'PoweredOn',
      precondition: (current) => admit(datacenter, { ...admission, vm: current }),
      also: { locked: false, hostId: host.id },
      privilege,
      event: { eventTypeId: 'VmPoweredOnEvent', message: `${vm.name} on ${host.name} is powered on` },
    });
    if (!started.ok) removeSwap(datacenter, { ...vm, hostId: host.id });
    else if (vm.powerState === 'Suspended') removeCheckpoint(datacenter, vm);
    return started;
  } finally {
    lock.value.release({ remove: true });
  }
}

function checkPowerOn(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
): Result<{ vm: VmRow; host: HostRow }, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, 'VirtualMachine.Interact.PowerOn', vm);
  if (!allowed.ok) return allowed;
  if (vm.isTemplate) return fail({ kind: 'InvalidState', reason: 'IsTemplate', entity: vm.name });
  if (vm.powerState === 'PoweredOn') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Powering on',
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const placed = hostForPowerOn(datacenter, vm, host);
  return placed.ok ? ok({ vm, host: placed.value }) : placed;
}

/** The host opens VM Home and unwraps each disk's data key: a wrong key or a missing file shows here. */
function openEverything(
  datacenter: Datacenter,
  vm: VmRow,
  keys: readonly KeyEncryptionKey[],
): Result<OpenHome, Fault> {
  const kek = keyNamed(keys, vm.keyId);
  const home = readHome(datacenter, vm, kek);
  if (!home.ok) return home;
  const vtpm = checkVtpmIn(vm, home.value.nvram);
  if (!vtpm.ok) return vtpm;
  for (const disk of vm.disks) {
    const file = fileOf(datacenter, disk.fileName);
    if (!file.ok) return file;
    const opened = openDisk(file.value, {
      access: 'read',
      keys: keyRing(keys),
    });
    if (!opened.ok) return fail(fromStorage(opened.fault));
    opened.value.close();
  }
  return home;
}

/**
 * Powers a VM off: the plug is pulled, as Stop-VM does. Whoever serves its disks, in whichever process, is asked to
 * let go of them first; anything else that holds the VM refuses.
 */
export function powerOffVm(datacenter: Datacenter, caller: Caller, vmId: string): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  if (vm.powerState === 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Powering off',
      requestedState: 'PoweredOn',
      existingState: vm.powerState,
    });
  }
  const allowed = demandPrivilege(datacenter, caller, 'VirtualMachine.Interact.PowerOff', vm);
  if (!allowed.ok) return allowed;
  const released = releaseDisks(datacenter, caller, vm);
  if (!released.ok) return released;
  // Who starts it at once waits until its files are gone.
  const lock = lockVm(datacenter, vm, 'power off');
  if (!lock.ok) return lock;
  try {
    const current = asBefore(datacenter, vm, 'PoweredOff');
    if (!current.ok) return current;
    const off = setPowerState(datacenter, caller, current.value, {
      powerState: 'PoweredOff',
      privilege: 'VirtualMachine.Interact.PowerOff',
      event: { eventTypeId: 'VmPoweredOffEvent', message: `${vm.name} is powered off` },
    });
    if (!off.ok) return off;
    removeSwap(datacenter, vm);
    if (vm.powerState === 'Suspended') removeCheckpoint(datacenter, vm);
    return off;
  } finally {
    lock.value.release({ remove: true });
  }
}

/** The VM under its lock, where nobody has started, stopped or moved it since it was looked at. */
function asBefore(
  datacenter: Datacenter,
  before: VmRow,
  wanted: 'PoweredOn' | 'PoweredOff',
): Result<VmRow, Fault> {
  const fresh = datacenter.refresh();
  if (!fresh.ok) return fresh;
  const current = datacenter.get('vms', before.id);
  if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: before.name });
  if (current.vmxPath !== before.vmxPath || current.hostId !== before.hostId)
    return fail({ kind: 'ConcurrentAccess', entity: before.name });
  return current.powerState === before.powerState
    ? ok(current)
    : fail(wrongPowerState(before, current.powerState, wanted));
}

function wrongPowerState({ name, powerState }: VmRow, existingState: PowerState, wanted: PowerState): Fault {
  const operation = wanted === 'PoweredOn' ? 'Powering on' : 'Powering off';
  return { kind: 'InvalidPowerState', entity: name, operation, requestedState: powerState, existingState };
}

function setPowerState(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  change: {
    readonly powerState: PowerState;
    /** What must still hold of the VM, and of who runs beside it. */
    readonly precondition?: (current: VmRow) => Result<void, Fault>;
    /** What else is so of a VM that starts. */
    readonly also?: Pick<VmRow, 'locked' | 'hostId'>;
    readonly privilege: string | undefined;
    readonly event: { readonly eventTypeId: EventTypeId; readonly message: string };
  },
): Result<VmRow, Fault> {
  const { powerState, also, privilege, event } = change;
  return datacenter.commit(caller, `power state ${powerState}`, (tx) => {
    const current = tx.get('vms', vm.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vm.name });
    const allowed =
      privilege === undefined ? ok(undefined) : requirePrivilege(datacenter, caller, privilege, current);
    if (!allowed.ok) return allowed;
    if (current.powerState !== vm.powerState)
      return fail(wrongPowerState(vm, current.powerState, powerState));
    const holds = change.precondition?.(current) ?? ok(undefined);
    if (!holds.ok) return holds;
    const after: VmRow = { ...current, ...also, powerState };
    tx.put('vms', after);
    if (current.locked && !after.locked) tx.event(unlockedEvent(after));
    tx.event({ ...event, vm: { id: vm.id, name: vm.name }, host: hostReference(datacenter, after) });
    return ok(after);
  });
}

/** The VMs that run on a host. */
export function runningVmsOf(datacenter: Datacenter, hostId: string): VmRow[] {
  return datacenter.find('vms', 'host', hostId).filter((vm) => vm.powerState === 'PoweredOn');
}

function hostReference(datacenter: Datacenter, vm: VmRow): { id: string; name: string } {
  return { id: vm.hostId, name: datacenter.get('hosts', vm.hostId)?.name ?? vm.hostId };
}

/** `powerOffVm` as a task's operation; it never waits. */
export function powerOffOperation(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  return atOnce(() => powerOffVm(datacenter, caller, vmId));
}
