import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { diskServerOf } from '../../src/datacenter/disks/disk-server.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { diskServerType, diskServerValue } from '../../src/inventory/disk-server.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Get-VMDiskServer',
  synopsis: 'Lists the disk servers of VMs, whichever process runs them.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'both',
      help: 'The VMs; all that are on unless given.',
    },
    Server: serverParameter,
  },
  output: [diskServerType],
  impact: 'none',
  examples: [
    {
      title: 'What is served, and how much goes through',
      before: 'Start-VMDiskServer db-01',
      code: 'Get-VMDiskServer | Select-Object VM, Connections, ReadBytes, WriteBytes',
    },
  ],
  process(args, invocation) {
    const show = (connection: Connection, row: VmRow): void => {
      const served = diskServerOf(connection.datacenter, row);
      if (served.ok) invocation.write(diskServerValue(connection, served.value));
      else if (served.fault.kind !== 'NotFound') reportFault(invocation, served.fault);
    };
    if (args.VM !== undefined) {
      for (const { data } of args.VM) show(data.connection, data.row);
      return;
    }
    const items = serversOf(invocation.session, args.Server).flatMap((server) => visibleItems(server, 'vms'));
    for (const { connection, row } of items) if (row.powerState === 'PoweredOn') show(connection, row);
  },
});
