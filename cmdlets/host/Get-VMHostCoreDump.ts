import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { coreDumpsOf, coreDumpType } from '../../src/inventory/core-dump.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Get-VMHostCoreDump',
  module: 'vSeal',
  synopsis: 'Gets the core dumps that hosts keep.',
  description:
    'A host that fails writes one (Invoke-VMHostCrash), and New-VMHostCoreDump asks for one. Those of a crypto-safe host are encrypted with its host key.',
  parameters: {
    VMHost: {
      type: vmHostType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The hosts; all unless given.',
    },
    Server: serverParameter,
  },
  output: [coreDumpType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All of them', before: 'New-VMHostCoreDump esx-01*', code: 'Get-VMHostCoreDump' }],
  links: ['New-VMHostCoreDump', 'Export-VMHostCoreDump', 'Remove-VMHostCoreDump'],
  process(args, invocation) {
    const hosts =
      args.VMHost?.map((host) => host.data) ??
      serversOf(invocation.session, args.Server).flatMap((connection) =>
        [...connection.datacenter.rows('hosts')]
          .filter(visibility(connection))
          .map((row) => ({ connection, row })),
      );
    for (const { connection, row } of hosts) {
      const now = connection.datacenter.get('hosts', row.id) ?? row;
      for (const dump of coreDumpsOf({ connection, row: now })) invocation.write(dump);
    }
  },
});
