import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { renameDatastore } from '../../src/datacenter/disks/datastores.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-Datastore',
  synopsis: 'Renames a datastore that nothing lies on.',
  description:
    'Files are known by the name of their datastore, so one that VMs, content libraries or core dumps lie on keeps its name.',
  parameters: {
    Datastore: {
      type: datastoreType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The datastores.',
    },
    Name: { type: 'string', mandatory: true, help: 'The new name.' },
    Server: serverParameter,
  },
  output: [datastoreType],
  impact: 'medium',
  privileges: ['Datastore.Rename'],
  examples: [
    {
      title: 'Another name',
      before: 'New-Datastore -Name datastore9 -VMHost (Get-VMHost)',
      code: 'Set-Datastore datastore9 -Name archive -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const datastore of args.Datastore) {
      const { connection, row } = datastore.data;
      if (!invocation.shouldProcess(row.name, 'Rename datastore', `to ${args.Name}`)) continue;
      const renamed = renameDatastore(connection.datacenter, connection.caller, {
        id: row.id,
        name: args.Name,
      });
      if (renamed.ok) invocation.write(objectOf(datastoreType, { connection, row: renamed.value }));
      else reportFault(invocation, renamed.fault, datastore);
    }
  },
});
