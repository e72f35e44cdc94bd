import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { revertToSnapshot } from '../../src/datacenter/disks/snapshots.ts';
import { planDecryption, planPolicy } from '../../src/datacenter/encryption/encryption-plan.ts';
import { applyPolicy, decryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import type {
  KeyProviderRow,
  MigrateEncryption,
  StoragePolicyRow,
  VmRow,
} from '../../src/datacenter/rows.ts';
import { VM_ENCRYPTION_POLICY_ID } from '../../src/datacenter/vcenter.ts';
import { mayReconfigure, reconfigureVm, type VmSettings } from '../../src/datacenter/vm/vm-settings.ts';
import { markAsTemplate } from '../../src/datacenter/vm/vm-template.ts';
import type { Item } from '../../src/inventory/connection.ts';
import { migrationEncryption, vmVersion } from '../../src/inventory/enums.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runRekey } from '../../src/inventory/run-rekey.ts';
import { runRewrite } from '../../src/inventory/run-rewrite.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { type SnapshotItem, snapshotType } from '../../src/inventory/snapshot.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { templateType, templateValue } from '../../src/inventory/template.ts';
import { type VmItem, virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import {
  clusterOptions,
  configured,
  guestIdParameter,
  hardwareVersionOf,
  type OptionArguments,
  optionsOf,
  reportAbsent,
  swapfilePolicyParameter,
} from '../../src/inventory/vm-options.ts';
import type { TypedObject } from '../../src/values/object-type.ts';

const MB = 1024 ** 2;
const GB = 1024 ** 3;

export default defineCmdlet({
  name: 'Set-VM',
  synopsis: 'Changes virtual machines: name, size, notes, encrypted vMotion, encryption.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Name: {
      type: 'string',
      sets: ['DefaultSet', 'SnapshotSet', 'TemplateParameterSet'],
      help: 'A new name.',
    },
    Version: {
      type: vmVersion,
      sets: ['DefaultSet'],
      help: 'A newer hardware version, such as v14; the VM must be off.',
    },
    HardwareVersion: { type: 'string', sets: ['DefaultSet'], help: 'The same as vSphere writes it: vmx-14.' },
    MemoryGB: { type: 'double', sets: ['DefaultSet'], help: 'Memory; the VM must be off.' },
    MemoryMB: { type: 'long', sets: ['DefaultSet'], help: 'Memory in MB; the VM must be off.' },
    NumCpu: { type: 'int', sets: ['DefaultSet'], help: 'Virtual CPUs; the VM must be off.' },
    CoresPerSocket: {
      type: 'int',
      sets: ['DefaultSet'],
      help: 'Cores of each virtual socket; the VM must be off.',
    },
    GuestId: { ...guestIdParameter, sets: ['DefaultSet'] },
    AlternateGuestName: {
      type: 'string',
      sets: ['DefaultSet'],
      help: 'Its name where the id does not tell it.',
    },
    OSCustomizationSpec: {
      type: 'string',
      sets: ['DefaultSet', 'SnapshotSet'],
      help: 'A customization specification, by name; there are none here.',
    },
    ...clusterOptions(['DefaultSet', 'SnapshotSet']),
    VMSwapFilePolicy: { ...swapfilePolicyParameter, sets: ['DefaultSet', 'SnapshotSet'] },
    Notes: {
      type: 'string',
      aliases: ['Description'],
      allowEmpty: true,
      sets: ['DefaultSet'],
      help: 'A note.',
    },
    MigrationEncryption: {
      type: migrationEncryption,
      sets: ['DefaultSet'],
      help: 'Disabled, Opportunistic or Required.',
    },
    KmsCluster: {
      ...keyProviderParameter,
      aliases: ['KeyProvider'],
      sets: ['EncryptParameterSet'],
      help: 'Encrypts with a key from this provider; an encrypted VM gets a new key (shallow), at any power state.',
    },
    StoragePolicy: {
      type: storagePolicyType,
      sets: ['EncryptParameterSet'],
      help: 'For VM Home and all disks: one that encrypts, or Datastore Default to decrypt.',
    },
    SkipHardDisks: { type: 'switch', sets: ['EncryptParameterSet'], help: 'VM Home only.' },
    DisableEncryption: {
      type: 'switch',
      sets: ['DecryptParameterSet'],
      mandatory: ['DecryptParameterSet'],
      help: 'Decrypts home and disks.',
    },
    Snapshot: {
      type: snapshotType,
      pipeline: 'value',
      sets: ['SnapshotSet'],
      mandatory: ['SnapshotSet'],
      help: 'Puts the disks back to this snapshot; the VM is off afterwards.',
    },
    ToTemplate: {
      type: 'switch',
      sets: ['TemplateParameterSet'],
      mandatory: ['TemplateParameterSet'],
      help: 'Makes the VM a template; it must be off.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'DefaultSet',
  output: [virtualMachineType, templateType],
  impact: 'high',
  privileges: ['VirtualMachine.Config.Settings', 'Cryptographer.Encrypt', 'Cryptographer.Decrypt'],
  examples: [
    { title: 'More memory', code: 'Set-VM app-01 -MemoryGB 4 -Confirm:$false' },
    { title: 'Encrypt with a named key provider', code: 'Set-VM app-02 -KmsCluster lab-kms -Confirm:$false' },
  ],
  process(args, invocation) {
    if (reportAbsent(invocation, { OSCustomizationSpec: args.OSCustomizationSpec })) return;
    for (const vm of args.VM) {
      switch (invocation.parameterSet) {
        case 'EncryptParameterSet':
          encrypt(invocation, vm, args);
          break;
        case 'DecryptParameterSet': {
          const { connection, row } = vm.data;
          const request = { vmId: row.id };
          runRewrite(invocation, {
            connection,
            plan: planDecryption(connection.datacenter, connection.caller, request),
            operation: () => decryptVm(connection.datacenter, connection.caller, request),
            toValue: (after) => vmValue(connection, after),
            runAsync: args.RunAsync,
            target: vm,
          });
          break;
        }
        case 'SnapshotSet':
          if (args.Snapshot !== undefined) revert(invocation, vm, args.Snapshot, args);
          break;
        case 'TemplateParameterSet':
          toTemplate(invocation, vm, args.Name);
          break;
        default:
          reconfigure(invocation, vm, settingsOf(args), args.RunAsync);
      }
    }
  },
});

type VmObject = TypedObject<VmItem>;

function encrypt(
  invocation: Invocation,
  vm: VmObject,
  args: {
    readonly KmsCluster: TypedObject<Item<KeyProviderRow>> | undefined;
    readonly StoragePolicy: TypedObject<Item<StoragePolicyRow>> | undefined;
    readonly SkipHardDisks: boolean;
    readonly RunAsync: boolean;
  },
): void {
  const { connection, row } = vm.data;
  const { datacenter, caller } = connection;
  const provider = args.KmsCluster && { providerName: providerNameOf(args.KmsCluster) };
  const disks = args.SkipHardDisks ? [] : ('all' as const);
  const request = { vmId: row.id, home: true, disks, ...provider };
  const common = {
    connection,
    toValue: (after: VmRow) => vmValue(connection, after),
    runAsync: args.RunAsync,
    target: vm,
  };
  const isEncrypted = (datacenter.get('vms', row.id) ?? row).keyId !== null;
  if (isEncrypted && args.StoragePolicy === undefined) {
    runRekey(invocation, { ...common, request: { ...request, deep: false } });
    return;
  }
  const policyId = args.StoragePolicy?.data.row.id ?? VM_ENCRYPTION_POLICY_ID;
  runRewrite(invocation, {
    ...common,
    plan: planPolicy(datacenter, caller, { ...request, policyId }),
    operation: () => applyPolicy(datacenter, caller, { ...request, policyId }),
  });
}

function revert(
  invocation: Invocation,
  vm: VmObject,
  snapshot: TypedObject<SnapshotItem>,
  args: SettingArguments & { readonly RunAsync: boolean },
): void {
  const { connection, row } = vm.data;
  const { id, name } = snapshot.data.row;
  const settings = settingsOf(args);
  const allowed = mayReconfigure(connection.datacenter, connection.caller, row.id, settings);
  if (!allowed.ok) {
    reportFault(invocation, allowed.fault, vm);
    return;
  }
  if (!invocation.shouldProcess(row.name, `Revert to snapshot ${name}`)) return;
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.revertToSnapshot',
      name: 'RevertToSnapshot_Task',
      entity: { id: row.id, name: row.name },
    },
    activity: `Reverting ${row.name} to ${name}`,
    operation: configured(
      connection.datacenter,
      connection.caller,
      revertToSnapshot(connection.datacenter, connection.caller, { vmId: row.id, snapshotId: id }),
      settings,
    ),
    toValue: (after) => vmValue(connection, after),
    runAsync: args.RunAsync,
    target: vm,
  });
}

function toTemplate(invocation: Invocation, vm: VmObject, name: string | undefined): void {
  const { connection, row } = vm.data;
  if (!invocation.shouldProcess(row.name, 'Make it a template')) return;
  const renamed =
    name === undefined
      ? undefined
      : reconfigureVm(connection.datacenter, connection.caller, row.id, { name });
  if (renamed?.ok === false) {
    reportFault(invocation, renamed.fault, vm);
    return;
  }
  const marked = markAsTemplate(connection.datacenter, connection.caller, row.id);
  if (marked.ok) invocation.write(templateValue(connection, marked.value));
  else reportFault(invocation, marked.fault, vm);
}

function reconfigure(invocation: Invocation, vm: VmObject, settings: VmSettings, runAsync: boolean): void {
  const { connection, row } = vm.data;
  if (Object.keys(settings).length === 0) {
    invocation.write(vm);
    return;
  }
  if (!invocation.shouldProcess(row.name, `Set ${Object.keys(settings).join(', ')}`)) return;
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.reconfigure',
      name: 'ReconfigVM_Task',
      entity: { id: row.id, name: row.name },
    },
    activity: `Reconfiguring ${row.name}`,
    operation: atOnce(() => reconfigureVm(connection.datacenter, connection.caller, row.id, settings)),
    toValue: (after) => vmValue(connection, after),
    runAsync,
    target: vm,
  });
}

interface SettingArguments extends OptionArguments {
  readonly Name: string | undefined;
  readonly Version: string | undefined;
  readonly HardwareVersion: string | undefined;
  readonly Notes: string | undefined;
  readonly NumCpu: number | undefined;
  readonly CoresPerSocket: number | undefined;
  readonly MemoryGB: number | undefined;
  readonly MemoryMB: bigint | undefined;
  readonly GuestId: string | undefined;
  readonly MigrationEncryption: string | undefined;
  readonly VMSwapFilePolicy: string | undefined;
}

function settingsOf(args: SettingArguments): VmSettings {
  const memoryBytes =
    args.MemoryMB === undefined
      ? args.MemoryGB && Math.round(args.MemoryGB * GB)
      : Number(args.MemoryMB) * MB;
  const hardwareVersion = hardwareVersionOf(args);
  return {
    ...optionsOf({ ...args, swapfilePolicy: args.VMSwapFilePolicy }),
    ...(hardwareVersion !== undefined && { hardwareVersion }),
    ...(args.Name !== undefined && { name: args.Name }),
    ...(args.Notes !== undefined && { notes: args.Notes }),
    ...(args.NumCpu !== undefined && { numCpu: args.NumCpu }),
    ...(args.CoresPerSocket !== undefined && { coresPerSocket: args.CoresPerSocket }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(args.GuestId !== undefined && { guestId: args.GuestId }),
    ...(args.MigrationEncryption !== undefined && {
      migrateEncryption: args.MigrationEncryption.toLowerCase() as MigrateEncryption,
    }),
  };
}
