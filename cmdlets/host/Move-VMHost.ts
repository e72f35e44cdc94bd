import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { moveHost } from '../../src/datacenter/host-inventory.ts';
import { hostFolderOf, hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
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
    for (const { data } of args.VMHost) {
      const { connection, row } = data;
      const { datacenter, caller } = connection;
      const target = args.Destination.data.row;
      if (!invocation.shouldProcess(row.name, 'Move VMHost', `to ${target.name}`)) continue;
      const parentId = hostFolderOf(datacenter, target.id);
      const moved = moveHost(datacenter, caller, { hostId: row.id, parentId });
      if (moved.ok) invocation.write(hostValueAgain(connection)(moved.value));
      else reportFault(invocation, moved.fault, row.name);
    }
  },
});
