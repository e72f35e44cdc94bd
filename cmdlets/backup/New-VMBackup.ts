import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { backUpVm } from '../../src/datacenter/content/vm-backup.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmBackupType } from '../../src/inventory/vm-backup.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-VMBackup',
  synopsis: 'Backs virtual machines up into a folder, as plain text.',
  description:
    'A backup reads what the guest sees: it is not encrypted, whatever the VM is, so it needs Cryptographer.Access on an encrypted one. A running VM stands still on its disks while it is read; no snapshot is left. NBDSSL is the transport unless told otherwise; NBD is for plain VMs, HotAdd needs a proxy that is encrypted if the VM is, and SAN cannot read encrypted VMs.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Destination: {
      type: 'string',
      position: 1,
      mandatory: true,
      help: 'A folder; each backup gets one of its own in it.',
    },
    Transport: {
      type: 'string',
      validateSet: ['NBDSSL', 'NBD', 'HotAdd', 'SAN'],
      preset: 'NBDSSL',
      help: 'How the disks are read.',
    },
    Proxy: { type: virtualMachineType, help: 'HotAdd: the VM that the backup program runs in.' },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vmBackupType],
  impact: 'medium',
  privileges: [
    'VirtualMachine.Provisioning.DiskRandomRead',
    'VirtualMachine.Provisioning.GetVmFiles',
    'Cryptographer.Access',
    'Cryptographer.AddDisk',
  ],
  examples: [
    {
      title: 'Back a VM up',
      code: "New-VMBackup app-01 -Destination ([IO.Path]::GetTempPath() + 'vseal-backups')",
    },
  ],
  process(args, invocation) {
    const destination = invocation.session.resolvePath(args.Destination);
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      if (!invocation.shouldProcess(row.name, 'Back up VM', `to ${destination} over ${args.Transport}`))
        continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.backup',
          name: 'BackupVM_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Backing up ${row.name}`,
        operation: backUpVm(connection.datacenter, connection.caller, {
          vmId: row.id,
          destination,
          transport: args.Transport,
          ...(args.Proxy && { proxyId: args.Proxy.data.row.id }),
        }),
        toValue: (backup) => {
          if (backup.isOfEncrypted)
            invocation.warning(
              `The backup of ${row.name} is plain text: whoever can read ${backup.folder} can read the VM.`,
            );
          if (backup.leavesOutVtpm)
            invocation.warning(
              `The backup of ${row.name} is without its virtual TPM, whose keys are never plain text: what the guest sealed by it, such as a BitLocker key, needs the TPM or a recovery key.`,
            );
          return objectOf(vmBackupType, backup);
        },
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
