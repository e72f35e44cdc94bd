import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { checkNewSnapshot, createSnapshot } from '../../src/datacenter/disks/snapshots.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { snapshotType } from '../../src/inventory/snapshot.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Snapshot',
  synopsis: 'Takes a snapshot of virtual machines.',
  description:
    'The disks stay as they are; what the VM writes from then on goes to delta files over them. Settings and NVRAM are kept in a state file (VMSN). Of an encrypted VM deltas and state are encrypted.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Name: { type: 'string', position: 1, mandatory: true, help: 'The name of the snapshot.' },
    Description: { type: 'string', help: 'A note.' },
    Memory: { type: 'switch', help: 'Keeps the memory of a running VM too; ignored when it is off.' },
    Quiesce: {
      type: 'switch',
      help: 'Brings the guest’s file systems to rest first; ignored when it is off, and with -Memory.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [snapshotType],
  impact: 'low',
  privileges: ['VirtualMachine.State.CreateSnapshot'],
  examples: [
    { title: 'Before a change', code: 'New-Snapshot app-01 -Name before-change' },
    { title: 'With the memory of a running VM', code: 'New-Snapshot db-01 -Name running -Memory' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const { datacenter, caller } = connection;
      const request = {
        vmId: row.id,
        name: args.Name,
        description: args.Description ?? '',
        memory: args.Memory,
        quiesce: args.Quiesce,
      };
      if (reportRefusal(invocation, checkNewSnapshot(datacenter, caller, request), vm)) continue;
      if (!invocation.shouldProcess(row.name, `Take snapshot ${args.Name}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.createSnapshot',
          name: 'CreateSnapshot_Task',
          entity: { id: row.id, name: row.name },
        },
        activity: `Taking snapshot ${args.Name} of ${row.name}`,
        operation: createSnapshot(datacenter, caller, request),
        toValue: (taken) => objectOf(snapshotType, { connection, vm: taken.vm, row: taken.snapshot }),
        runAsync: args.RunAsync,
        target: vm,
      });
    }
  },
});
