import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveHost } from '../../src/datacenter/hosts/host-inventory.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import { hostFolderOf, hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Move-VMHost',
  synopsis: 'Moves hosts into another cluster, or out of theirs.',
  description: 'The host must be in maintenance mode. It keeps its host key, and the keys that it holds.',
  parameters: {
    VMHost: vmHostsParameter,
    Destination: {
      type: viContainer,
      position: 1,
      mandatory: true,
      help: 'A cluster, a datacenter or a folder for hosts.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Host.Inventory.MoveHost'],
  examples: [
    {
      title: 'Take a host out of its cluster',
      code: 'Set-VMHost esx-02* -State Maintenance | Move-VMHost -Destination Lab | Select-Object Name, IsStandalone',
    },
  ],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      const { datacenter, caller } = connection;
      const target = args.Destination.data.row;
      if (!invocation.shouldProcess(row.name, 'Move VMHost', `to ${target.name}`)) continue;
      const parentId = hostFolderOf(datacenter, target.id);
      runTask(invocation, {
        ...hostTask(host, { descriptionId: 'Folder.moveIntoFolder', name: 'MoveIntoFolder_Task' }),
        activity: `Moving ${row.name}`,
        operation: atOnce(() => moveHost(datacenter, caller, { hostId: row.id, parentId })),
        toValue: hostValueAgain(connection),
        runAsync: args.RunAsync,
      });
    }
  },
});
