import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { takeCoreDump } from '../../src/datacenter/hosts/host-core-dump.ts';
import { coreDumpOf, coreDumpType } from '../../src/inventory/core-dump.ts';
import { vmHostsParameter } from '../../src/inventory/host-task.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'New-VMHostCoreDump',
  module: 'vSeal',
  synopsis: 'Lets hosts write a core dump while they go on.',
  description:
    'The dump holds memory of the VMs on the host. On a crypto-safe host it is encrypted with the host key, always.',
  parameters: { VMHost: vmHostsParameter, Server: serverParameter },
  output: [coreDumpType],
  impact: 'low',
  privileges: ['Global.Diagnostics'],
  examples: [{ title: 'One host', code: 'New-VMHostCoreDump esx-01*' }],
  links: ['Get-VMHostCoreDump', 'Export-VMHostCoreDump', 'Remove-VMHostCoreDump'],
  process(args, invocation) {
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      if (!invocation.shouldProcess(row.name, 'Write a core dump')) continue;
      const taken = takeCoreDump(connection.datacenter, connection.caller, { hostId: row.id });
      if (taken.ok) invocation.write(coreDumpOf({ connection, row: taken.value.host }, taken.value.dump));
      else reportFault(invocation, taken.fault, host);
    }
  },
});
