import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { MigrateEncryption } from '../../src/datacenter/rows.ts';
import { revertToSnapshot } from '../../src/datacenter/snapshots.ts';
import { decryptVm, encryptVm, planDecryption, planEncryption } from '../../src/datacenter/vm-encryption.ts';
import { reconfigureVm, type VmSettings } from '../../src/datacenter/vm-settings.ts';
import { migrationEncryption } from '../../src/inventory/enums.ts';
import { keyProviderParameter, providerNameOf } from '../../src/inventory/key-provider.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { describeRewrite } from '../../src/inventory/rewrite-plan.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { snapshotType } from '../../src/inventory/snapshot.ts';
import { storagePolicyType } from '../../src/inventory/storage-policy.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

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
    Name: { type: 'string', sets: ['Default'], help: 'A new name.' },
    MemoryGB: { type: 'double', sets: ['Default'], help: 'Memory; the VM must be off.' },
    MemoryMB: { type: 'long', sets: ['Default'], help: 'Memory in MB; the VM must be off.' },
    NumCpu: { type: 'int', sets: ['Default'], help: 'Virtual CPUs; the VM must be off.' },
    GuestId: { type: 'string', sets: ['Default'], help: 'The guest operating system.' },
    Notes: { type: 'string', aliases: ['Description'], allowEmpty: true, sets: ['Default'], help: 'A note.' },
    MigrationEncryption: {
      type: migrationEncryption,
      sets: ['Default'],
      help: 'Disabled, Opportunistic or Required.',
    },
    KmsCluster: {
      ...keyProviderParameter,
      aliases: ['KeyProvider'],
      sets: ['Encrypt'],
      mandatory: ['Encrypt'],
    },
    StoragePolicy: { type: storagePolicyType, sets: ['Encrypt'], help: 'An encryption policy.' },
    SkipHardDisks: { type: 'switch', sets: ['Encrypt'], help: 'Encrypts VM Home only.' },
    DisableEncryption: {
      type: 'switch',
      sets: ['Decrypt'],
      mandatory: ['Decrypt'],
      help: 'Decrypts home and disks.',
    },
    Snapshot: {
      type: snapshotType,
      sets: ['Snapshot'],
      mandatory: ['Snapshot'],
      help: 'Puts the disks back to this snapshot; the VM is off afterwards.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [virtualMachineType],
  impact: 'high',
  privileges: ['VirtualMachine.Config.Settings', 'Cryptographer.Encrypt', 'Cryptographer.Decrypt'],
  examples: [
    { title: 'More memory', code: 'Set-VM app-01 -MemoryGB 4 -Confirm:$false' },
    { title: 'Encrypt with a named key provider', code: 'Set-VM app-02 -KmsCluster lab-kms -Confirm:$false' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const common = {
        connection,
        description: {
          descriptionId: 'VirtualMachine.reconfigure',
          name: 'ReconfigVM_Task',
          entity: { id: row.id, name: row.name },
        },
        toValue: (after: typeof row) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      };
      if (args.KmsCluster !== undefined) {
        const request = {
          vmId: row.id,
          providerName: providerNameOf(args.KmsCluster),
          skipHardDisks: args.SkipHardDisks,
          ...(args.StoragePolicy && { policyId: args.StoragePolicy.data.row.id }),
        };
        const plan = planEncryption(datacenter, caller, request);
        if (!plan.ok) reportFault(invocation, plan.fault, vm);
        else if (invocation.shouldProcess(row.name, 'Encrypt VM', describeRewrite(plan.value))) {
          runTask(invocation, {
            ...common,
            activity: `Encrypting ${row.name}`,
            operation: encryptVm(datacenter, caller, request),
          });
        }
      } else if (args.Snapshot !== undefined) {
        const { id, name } = args.Snapshot.data.row;
        if (!invocation.shouldProcess(row.name, `Revert to snapshot ${name}`)) continue;
        runTask(invocation, {
          ...common,
          description: { ...common.description, name: 'RevertToSnapshot_Task' },
          activity: `Reverting ${row.name} to ${name}`,
          operation: revertToSnapshot(datacenter, caller, { vmId: row.id, snapshotId: id }),
        });
      } else if (args.DisableEncryption) {
        const plan = planDecryption(datacenter, caller, { vmId: row.id });
        if (!plan.ok) reportFault(invocation, plan.fault, vm);
        else if (invocation.shouldProcess(row.name, 'Decrypt VM', describeRewrite(plan.value))) {
          runTask(invocation, {
            ...common,
            activity: `Decrypting ${row.name}`,
            operation: decryptVm(datacenter, caller, { vmId: row.id }),
          });
        }
      } else {
        const settings = settingsOf(args);
        if (!invocation.shouldProcess(row.name, `Set ${Object.keys(settings).join(', ')}`)) continue;
        const changed = reconfigureVm(datacenter, caller, row.id, settings);
        if (changed.ok) invocation.write(vmValue(connection, changed.value));
        else reportFault(invocation, changed.fault, vm);
      }
    }
  },
});

function settingsOf(args: {
  readonly Name: string | undefined;
  readonly Notes: string | undefined;
  readonly NumCpu: number | undefined;
  readonly MemoryGB: number | undefined;
  readonly MemoryMB: bigint | undefined;
  readonly GuestId: string | undefined;
  readonly MigrationEncryption: string | undefined;
}): VmSettings {
  const memoryBytes =
    args.MemoryMB === undefined
      ? args.MemoryGB && Math.round(args.MemoryGB * GB)
      : Number(args.MemoryMB) * MB;
  return {
    ...(args.Name !== undefined && { name: args.Name }),
    ...(args.Notes !== undefined && { notes: args.Notes }),
    ...(args.NumCpu !== undefined && { numCpu: args.NumCpu }),
    ...(memoryBytes !== undefined && { memoryBytes }),
    ...(args.GuestId !== undefined && { guestId: args.GuestId }),
    ...(args.MigrationEncryption !== undefined && {
      migrateEncryption: args.MigrationEncryption.toLowerCase() as MigrateEncryption,
    }),
  };
}
