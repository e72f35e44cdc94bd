import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkReplication, enableReplication } from '../../src/datacenter/content/vm-replication.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Enable-VMReplication',
  synopsis: 'Turns vSphere Replication on: a copy of the disks on another datastore.',
  description:
    'The first copy is made at once. vSphere 6.5 does not replicate encrypted VMs; since 6.7 their replica is encrypted too, under data keys of its own.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Datastore: { type: datastoreType, position: 1, mandatory: true, help: 'Where the replica goes.' },
    RpoMinutes: {
      type: 'int',
      validateRange: [5, 1440],
      preset: 60,
      help: 'How old the replica may be, in minutes; 60 unless given.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [virtualMachineType],
  impact: 'low',
  privileges: ['VirtualMachine.Hbr.ConfigureReplication', 'Datastore.AllocateSpace'],
  examples: [{ title: 'A copy on the other datastore', code: 'Enable-VMReplication app-01 datastore2' }],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const request = {
        vmId: row.id,
        datastoreId: args.Datastore.data.row.id,
        rpoMinutes: args.RpoMinutes,
      };
      if (reportRefusal(invocation, checkReplication(datacenter, caller, request), vm)) continue;
      if (!invocation.shouldProcess(row.name, `Replicate to ${args.Datastore.data.row.name}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'HbrManager.enableReplication',
          name: 'EnableReplication_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Replicating ${row.name}`,
        operation: enableReplication(datacenter, caller, request),
        toValue: (after) => vmValue(connection, after),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
