import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeCoreDump } from '../../src/datacenter/hosts/host-core-dump.ts';
import { coreDumpType } from '../../src/inventory/core-dump.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Remove-VMHostCoreDump',
  module: 'vSeal',
  synopsis: 'Removes core dumps of hosts with their files.',
  parameters: {
    CoreDump: {
      type: coreDumpType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The core dumps.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['Global.Diagnostics'],
  examples: [
    {
      title: 'All of a host',
      code: 'Get-VMHostCoreDump esx-01* | Remove-VMHostCoreDump -Confirm:$false',
    },
  ],
  links: ['Get-VMHostCoreDump'],
  process(args, invocation) {
    for (const dump of args.CoreDump) {
      const { connection, host, row } = dump.data;
      if (!invocation.shouldProcess(`${row.name} of ${host.name}`, 'Remove core dump')) continue;
      const removed = removeCoreDump(connection.datacenter, connection.caller, {
        hostId: host.id,
        name: row.name,
      });
      if (!removed.ok) reportFault(invocation, removed.fault, dump);
    }
  },
});
