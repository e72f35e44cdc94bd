import { fail, ok, type Result } from '../../base/result.ts';
import { formatBytes, MiB } from '../../base/units.ts';
import { demandPrivilege, type Entity, entityOf, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import { newestHardwareOf } from '../releases.ts';
import type { VmRow } from '../rows.ts';
import { checkGuestId } from './guest-ids.ts';
import { advancedChange, advancedRemoval } from './vm-advanced.ts';
import { vmAllocationOf } from './vm-allocation.ts';
import { syncVmx } from './vm-files.ts';
import { checkHardware } from './vm-hardware.ts';

/** What of a VM can be set by itself. */
export type VmSettings = Partial<
  Pick<
    VmRow,
    | 'name'
    | 'notes'
    | 'numCpu'
    | 'coresPerSocket'
    | 'memoryBytes'
    | 'guestId'
    | 'alternateGuestName'
    | 'hardwareVersion'
    | 'migrateEncryption'
    | 'haRestartPriority'
    | 'haIsolationResponse'
    | 'drsAutomationLevel'
    | 'swapfilePolicy'
    | 'resourcePoolId'
    | 'networkIds'
    | 'workload'
    | 'guestLoad'
    | 'extraConfig'
  >
>;

/** Which privilege each setting needs. */
const PRIVILEGES: Readonly<Record<keyof VmSettings, string>> = {
  name: 'VirtualMachine.Config.Rename',
  notes: 'VirtualMachine.Config.Annotation',
  numCpu: 'VirtualMachine.Config.CPUCount',
  coresPerSocket: 'VirtualMachine.Config.CPUCount',
  memoryBytes: 'VirtualMachine.Config.Memory',
  guestId: 'VirtualMachine.Config.Settings',
  alternateGuestName: 'VirtualMachine.Config.Settings',
  hardwareVersion: 'VirtualMachine.Config.UpgradeVirtualHardware',
  haRestartPriority: 'Host.Inventory.EditCluster',
  haIsolationResponse: 'Host.Inventory.EditCluster',
  drsAutomationLevel: 'Host.Inventory.EditCluster',
  swapfilePolicy: 'VirtualMachine.Config.SwapPlacement',
  resourcePoolId: 'Resource.AssignVMToPool',
  networkIds: 'VirtualMachine.Config.EditDevice',
  migrateEncryption: 'VirtualMachine.Config.Settings',
  workload: 'VirtualMachine.Config.AdvancedConfig',
  guestLoad: 'VirtualMachine.Config.AdvancedConfig',
  extraConfig: 'VirtualMachine.Config.AdvancedConfig',
};

/**
 * What must hold before work that a change of settings follows: the rights to it, on the VM, or on the folder that a new
 * one comes to. What is the cluster's to allow is asked of it with the change.
 */
export function mayReconfigure(
  datacenter: Datacenter,
  caller: Caller,
  entityId: string,
  settings: VmSettings,
): Result<void, Fault> {
  const entity = entityOf(datacenter, entityId);
  if (entity === undefined) return ok(undefined);
  for (const setting of Object.keys(settings) as (keyof VmSettings)[]) {
    if (isOfCluster(setting)) continue;
    const allowed = demandPrivilege(datacenter, caller, PRIVILEGES[setting], entity);
    if (!allowed.ok) return allowed;
  }
  return ok(undefined);
}

/** Changes settings of a VM: row first, then the VMX that repeats them. */
export function reconfigureVm(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  settings: VmSettings,
): Result<VmRow, Fault> {
  return reconfigure(datacenter, caller, vmId, () => ok(settings));
}

/** Changes settings and advanced settings together; an empty value takes an advanced setting away. */
export function reconfigureVmWith(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  settings: VmSettings,
  advanced: ReadonlyMap<string, string>,
): Result<VmRow, Fault> {
  return reconfigure(datacenter, caller, vmId, (vm) => {
    let wanted = settings;
    for (const [name, value] of advanced) {
      const now = { ...vm, ...wanted };
      const change = value === '' ? advancedRemoval(now, name) : advancedChange(now, name, value);
      if (!change.ok) return change;
      wanted = { ...wanted, ...change.value };
    }
    return ok(wanted);
  });
}

/** Gives an advanced setting a value; what it means to the VM is decided on the VM as it is then. */
export function setVmAdvanced(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  name: string,
  value: string,
): Result<VmRow, Fault> {
  return reconfigure(datacenter, caller, vmId, (vm) => advancedChange(vm, name, value));
}

export function removeVmAdvanced(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  name: string,
): Result<VmRow, Fault> {
  return reconfigure(datacenter, caller, vmId, (vm) => advancedRemoval(vm, name));
}

function reconfigure(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  settingsOf: (vm: VmRow) => Result<VmSettings, Fault>,
): Result<VmRow, Fault> {
  const changed = datacenter.commit<VmRow>(caller, 'reconfigure a VM', (tx) => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const wanted = settingsOf(vm);
    if (!wanted.ok) return wanted;
    const settings = wanted.value;
    for (const setting of Object.keys(settings) as (keyof VmSettings)[]) {
      const allowed = requirePrivilege(datacenter, caller, PRIVILEGES[setting], ownerOf(tx, vm, setting));
      if (!allowed.ok) return allowed;
    }
    const open = refuseLocked(vm);
    if (!open.ok) return open;
    const checked = checkSettings(datacenter, vm, settings);
    if (!checked.ok) return checked;
    const after: VmRow = { ...vm, ...settings };
    tx.put('vms', after);
    const changes = Object.keys(settings).filter((name) => name !== 'name');
    if (after.name !== vm.name) {
      tx.event({
        eventTypeId: 'VmRenamedEvent',
        message: `Renamed ${vm.name} to ${after.name}`,
        vm: { id: vm.id, name: after.name },
      });
    }
    if (changes.length > 0) {
      tx.event({
        eventTypeId: 'VmReconfiguredEvent',
        message: `Reconfigured ${after.name}`,
        vm: { id: vm.id, name: after.name },
        arguments: { changed: changes.join(', ') },
      });
    }
    return ok(after);
  });
  if (!changed.ok) return changed;
  const written = syncVmx(datacenter, caller, changed.value);
  return written.ok ? changed : written;
}

/** A cluster's rules for a VM are changed on the cluster. */
function isOfCluster(setting: keyof VmSettings): boolean {
  return PRIVILEGES[setting] === 'Host.Inventory.EditCluster';
}

function ownerOf(reader: Pick<Datacenter, 'get'>, vm: VmRow, setting: keyof VmSettings): Entity {
  if (!isOfCluster(setting)) return vm;
  const host = reader.get('hosts', vm.hostId);
  return (host && reader.get('clusters', host.parentId)) ?? vm;
}

function checkSettings(datacenter: Datacenter, vm: VmRow, settings: VmSettings): Result<void, Fault> {
  const { name, migrateEncryption } = settings;
  if (name !== undefined) {
    const valid = checkName(name);
    if (!valid.ok) return valid;
    const taken = datacenter
      .find('vms', 'name', name.toLowerCase())
      .some((other) => other.id !== vm.id && other.folderId === vm.folderId);
    if (taken) return fail({ kind: 'DuplicateName', type: 'VM', name });
  }
  if (migrateEncryption !== undefined && migrateEncryption !== 'required' && vm.keyId !== null) {
    return fail({ kind: 'MigrationEncryptionLocked', entity: vm.name, requested: migrateEncryption });
  }
  const guest = settings.guestId === undefined ? ok(undefined) : checkGuestId(datacenter, settings.guestId);
  if (!guest.ok) return guest;
  const isHardware = HARDWARE.some((setting) => settings[setting] !== undefined);
  if (isHardware && vm.powerState !== 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Changing CPUs, memory or the hardware version',
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  const { numCpu = vm.numCpu, coresPerSocket = vm.coresPerSocket, hardwareVersion } = settings;
  if (
    (settings.numCpu !== undefined || settings.coresPerSocket !== undefined) &&
    numCpu % coresPerSocket !== 0
  ) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'CoresPerSocket',
      rule: `${numCpu} virtual CPUs do not come in sockets of ${coresPerSocket}.`,
      remedy: 'Give a -NumCpu that is a multiple of -CoresPerSocket.',
    });
  }
  const sized = isHardware
    ? checkHardware({ numCpu, coresPerSocket, memoryBytes: settings.memoryBytes ?? vm.memoryBytes })
    : ok(undefined);
  if (!sized.ok) return sized;
  const { memoryBytes = vm.memoryBytes } = settings;
  const reserved = vmAllocationOf(vm, 'memory').reservation;
  if (reserved > memoryBytes) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'MemoryGB',
      rule: `${formatBytes(reserved)} of memory are reserved for ${vm.name}.`,
      remedy: `Reserve less: Get-VM '${vm.name}' | Get-VMResourceConfiguration | Set-VMResourceConfiguration -MemReservationMB ${memoryBytes / MiB}`,
    });
  }
  return hardwareVersion === undefined
    ? ok(undefined)
    : checkHardwareVersion(datacenter, vm, hardwareVersion);
}

const HARDWARE = ['numCpu', 'coresPerSocket', 'memoryBytes', 'hardwareVersion'] as const;

/** Hardware is upgraded only, and no further than the VM's host knows. */
function checkHardwareVersion(datacenter: Datacenter, vm: VmRow, wanted: string): Result<void, Fault> {
  const number = (version: string): number => Number(/^vmx-(\d{1,3})$/.exec(version)?.[1] ?? Number.NaN);
  const host = datacenter.get('hosts', vm.hostId);
  const newest = newestHardwareOf(host ?? { version: '6.5.0' });
  const wrong = (rule: string): Result<void, Fault> =>
    fail({
      kind: 'InvalidArgument',
      parameter: 'HardwareVersion',
      rule,
      remedy: `Give one from ${vm.hardwareVersion} to vmx-${newest}.`,
    });
  if (Number.isNaN(number(wanted))) return wrong(`${wanted} is no hardware version such as vmx-13.`);
  if (number(wanted) < number(vm.hardwareVersion))
    return wrong(`${vm.name} has ${vm.hardwareVersion}; a hardware version only goes up.`);
  if (number(wanted) > newest) return wrong(`The host of ${vm.name} knows no hardware after vmx-${newest}.`);
  return ok(undefined);
}
