import { basename } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { extractCoreDump } from '../../src/datacenter/hosts/host-core-dump.ts';
import { coreDumpType } from '../../src/inventory/core-dump.ts';
import { runTask } from '../../src/inventory/run-task.ts';

export default defineCmdlet({
  name: 'Export-VMHostCoreDump',
  module: 'vSeal',
  synopsis: 'Copies core dumps of hosts to this machine, in clear.',
  description:
    'An encrypted dump is opened with the host key that it was made under, which its key provider must have when the host holds it no more; it needs Cryptographer.Access. An existing file is not replaced.',
  parameters: {
    CoreDump: {
      type: coreDumpType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The core dumps.',
    },
    Destination: { type: 'string', position: 1, help: 'A file; the name of the dump here unless given.' },
  },
  output: [coreDumpType],
  impact: 'low',
  privileges: ['Global.Diagnostics', 'Cryptographer.Access'],
  examples: [
    {
      title: 'Read the dump of a host',
      before: 'New-VMHostCoreDump esx-01* | Out-Null',
      code: 'Get-VMHostCoreDump esx-01* | Export-VMHostCoreDump -Destination core.bin',
    },
  ],
  links: ['Get-VMHostCoreDump', 'New-VMHostCoreDump'],
  process(args, invocation) {
    for (const dump of args.CoreDump) {
      const { connection, host, row } = dump.data;
      const target = invocation.session.resolvePath(args.Destination ?? basename(row.name));
      if (!invocation.shouldProcess(`${row.name} of ${host.name}`, `Copy to ${target}`)) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'HostDiagnosticSystem.extract',
          name: 'ExtractCoreDump_Task',
          entity: { id: host.id, name: host.name },
        },
        activity: `Reading ${row.name}`,
        operation: extractCoreDump(connection.datacenter, connection.caller, {
          hostId: host.id,
          name: row.name,
          target,
        }),
        toValue: () => dump,
        runAsync: false,
        target: dump,
      });
    }
  },
});
