import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { repairDisks } from '../../src/datacenter/disks/disk-repair.ts';
import { diskRepairType, diskRepairValue } from '../../src/inventory/disk-state.ts';
import { disksOfVms, vmOrDisksParameters } from '../../src/inventory/disks-by-vm.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { maxRateParameter, rewriteOptionsOf } from '../../src/inventory/rewrite-options.ts';
import { runTask } from '../../src/inventory/run-task.ts';

export default defineCmdlet({
  name: 'Repair-VMDisk',
  synopsis: 'Finishes what was cut on the disks of VMs, or takes it back.',
  description:
    'A disk that was being written to a new name is taken back: the new files go, and it is what it was; when the new files count already, the old ones go. The next shell that starts does the same by itself. A disk that was being converted in place only goes forward: its journal says where it was, and each sector whether it is converted, and it is converted to its end. To have it as it was, let it finish and convert it back, as with Disable-VMEncryption -InPlace. A sector that is neither converted nor unconverted stops it, and nothing is written over that.',
  parameters: {
    ...vmOrDisksParameters,
    MaxMBps: maxRateParameter,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [diskRepairType],
  impact: 'medium',
  privileges: [
    'VirtualMachine.Config.Settings',
    'Cryptographer.Encrypt',
    'Cryptographer.Decrypt',
    'Cryptographer.Recrypt',
  ],
  examples: [{ title: 'Finish a conversion in place that was cut', code: 'Repair-VMDisk app-01' }],
  process(args, invocation) {
    for (const { connection, vm, diskKeys, target } of disksOfVms(invocation, args.VM, args.HardDisk)) {
      if (!invocation.shouldProcess(vm.name, 'Repair disks')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.repairDisks',
          name: 'RepairDisks_Task',
          entity: { id: vm.id, name: vm.name },
        },
        activity: `Repairing the disks of ${vm.name}`,
        operation: repairDisks(connection.datacenter, connection.caller, {
          vmId: vm.id,
          ...diskKeys,
          ...rewriteOptionsOf(args),
        }),
        toValue: (repaired) => repaired.map((disk) => diskRepairValue(connection, disk)),
        runAsync: args.RunAsync,
        target,
      });
    }
  },
});
