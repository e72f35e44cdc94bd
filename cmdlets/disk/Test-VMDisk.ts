import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { testDisks } from '../../src/datacenter/disks/disk-repair.ts';
import { diskCheckType, diskCheckValue } from '../../src/inventory/disk-state.ts';
import { disksOfVms, vmOrDisksParameters } from '../../src/inventory/disks-by-vm.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';

export default defineCmdlet({
  name: 'Test-VMDisk',
  synopsis: 'Checks the disks of VMs without changing them.',
  description:
    'For each layer of a disk, snapshots included: the descriptor and its parent, the extents, that the key unwraps the data key, that samples of an encrypted extent look like ciphertext, and that the guest’s data can be read. Keys are checked where the host or its key provider has them and you have Cryptographer.Access.',
  parameters: { ...vmOrDisksParameters, RunAsync: runAsyncParameter, Server: serverParameter },
  output: [diskCheckType],
  impact: 'none',
  privileges: ['VirtualMachine.Provisioning.DiskRandomRead', 'Cryptographer.Access'],
  examples: [
    { title: 'Check the disks of a VM', code: 'Test-VMDisk db-01' },
    { title: 'Find disks that are not sound', code: 'Get-VM | Test-VMDisk | Where-Object { -not $_.Sound }' },
  ],
  process(args, invocation) {
    for (const { connection, vm, diskKeys, target } of disksOfVms(invocation, args.VM, args.HardDisk)) {
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.testDisks',
          name: 'TestDisks_Task',
          entity: { id: vm.id, name: vm.name },
        },
        activity: `Checking the disks of ${vm.name}`,
        operation: testDisks(connection.datacenter, connection.caller, { vmId: vm.id, ...diskKeys }),
        toValue: (checked) => checked.map((disk) => diskCheckValue(connection, disk)),
        runAsync: args.RunAsync,
        target,
      });
    }
  },
});
