import { fail, ok, type Result } from '../base/result.ts';
import { rewriteVmxSettings } from '../storage/vm-home.ts';
import { requirePrivilege } from './authorization.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { checkName } from './inventory-tree.ts';
import { fileOf, fromStorage } from './places.ts';
import type { GuestLoad, MigrateEncryption, VmRow, WorkloadName } from './rows.ts';
import { advancedChange, advancedRemoval } from './vm-advanced.ts';
import { plainSettings, vmxSettings } from './vm-files.ts';
import { refuseLocked } from './vm-lock.ts';

export interface VmSettings {
  readonly name?: string;
  readonly notes?: string;
  readonly numCpu?: number;
  readonly memoryBytes?: number;
  readonly guestId?: string;
  readonly migrateEncryption?: MigrateEncryption;
  readonly workload?: WorkloadName;
  readonly guestLoad?: GuestLoad;
  readonly extraConfig?: Readonly<Record<string, string>>;
}

/** Which privilege each setting needs. */
const PRIVILEGES: Readonly<Record<keyof VmSettings, string>> = {
  name: 'VirtualMachine.Config.Rename',
  notes: 'VirtualMachine.Config.Annotation',
  numCpu: 'VirtualMachine.Config.CPUCount',
  memoryBytes: 'VirtualMachine.Config.Memory',
  guestId: 'VirtualMachine.Config.Settings',
  migrateEncryption: 'VirtualMachine.Config.Settings',
  workload: 'VirtualMachine.Config.AdvancedConfig',
  guestLoad: 'VirtualMachine.Config.AdvancedConfig',
  extraConfig: 'VirtualMachine.Config.AdvancedConfig',
};

/** Changes settings of a VM: row first, then the VMX that repeats them. */
export function reconfigureVm(
  datacenter: Datacenter,
  caller: Caller,
  vmId: string,
  settings: VmSettings,
): Result<VmRow, Fault> {
  return reconfigure(datacenter, caller, vmId, () => ok(settings));
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
      const allowed = requirePrivilege(datacenter, caller, PRIVILEGES[setting], vm);
      if (!allowed.ok) return allowed;
    }
    const open = refuseLocked(vm);
    if (!open.ok) return open;
    const checked = checkSettings(datacenter, vm, settings);
    if (!checked.ok) return checked;
    const after: VmRow = { ...vm, ...settings };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `Reconfigured ${after.name}`,
      vm: { id: vm.id, name: after.name },
      arguments: { changed: Object.keys(settings).join(', ') },
    });
    return ok(after);
  });
  if (!changed.ok) return changed;
  const written = syncVmx(datacenter, changed.value);
  return written.ok ? changed : written;
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
  const hardware = settings.numCpu !== undefined || settings.memoryBytes !== undefined;
  if (hardware && vm.powerState !== 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Changing CPUs or memory',
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  return ok(undefined);
}

/** Brings the clear lines of the VMX to what the state says; the sealed part stays as it is. */
export function syncVmx(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const file = fileOf(datacenter, vm.vmxPath);
  if (!file.ok) return file;
  const settings = vm.keyId === null ? plainSettings(vm) : vmxSettings(vm);
  const written = rewriteVmxSettings(file.value, settings);
  return written.ok ? written : fail(fromStorage(written.fault));
}
