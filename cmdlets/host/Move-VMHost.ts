import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveHost } from '../../src/datacenter/hosts/host-inventory.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import { hostFolderOf, hostTask, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Move-VMHost',
  synopsis: 'Moves hosts into another cluster, or out of theirs.',
  description:
    'A host of a cluster must be in maintenance mode. It keeps its host key, and the keys that it holds. The resource pools of a stand-alone host go; its VMs then lie in the root pool.',
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
      const parentId = hostFolderOf(datacenter, target.id);
      const change = moveHost(datacenter, caller, { hostId: row.id, parentId });
      if (reportRefusal(invocation, change.check(), host)) continue;
      if (!invocation.shouldProcess(row.name, 'Move VMHost', `to ${target.name}`)) continue;
      runTask(invocation, {
        ...hostTask(host, { descriptionId: 'Folder.moveIntoFolder', name: 'MoveIntoFolder_Task' }),
        activity: `Moving ${row.name}`,
        operation: atOnce(() => change.make()),
        toValue: hostValueAgain(connection),
        runAsync: args.RunAsync,
      });
    }
  },
});
