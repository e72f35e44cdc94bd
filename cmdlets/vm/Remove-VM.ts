import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import { removeVm } from '../../src/datacenter/vm/vm-remove.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Remove-VM',
  synopsis: 'Removes virtual machines from the inventory, with -DeletePermanently their files too.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs; they must be off.',
    },
    DeletePermanently: {
      type: 'switch',
      aliases: ['DeleteFromDisk'],
      help: 'Removes the files from the datastore.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Inventory.Unregister', 'VirtualMachine.Inventory.Delete'],
  examples: [
    {
      title: 'Remove a VM and its files',
      before: 'New-VM old-01 -DiskGB 1',
      code: 'Remove-VM old-01 -DeletePermanently -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const { data } of args.VM) {
      const { connection, row } = data;
      const action = args.DeletePermanently
        ? 'Remove VM and delete its files'
        : 'Remove VM from the inventory';
      if (!invocation.shouldProcess(row.name, action)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.destroy',
          name: 'Destroy_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Removing ${row.name}`,
        operation: atOnce(() =>
          removeVm(connection.datacenter, connection.caller, {
            vmId: row.id,
            deletePermanently: args.DeletePermanently,
          }),
        ),
        toValue: () => undefined,
        runAsync: args.RunAsync,
        target: row.name,
      });
    }
  },
});
