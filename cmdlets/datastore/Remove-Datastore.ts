import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeDatastore } from '../../src/datacenter/disks/datastores.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Remove-Datastore',
  synopsis: 'Takes datastores that nothing lies on out of the inventory.',
  description:
    'While VMs, content libraries or core dumps lie on a datastore it is refused. Files that are no part of the inventory stay in its folder; an empty folder goes.',
  parameters: {
    Datastore: {
      type: datastoreType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The datastores.',
    },
    VMHost: { type: vmHostType, array: true, help: 'Accepted: it goes from all hosts.' },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Datastore.Delete'],
  examples: [
    {
      title: 'An unused datastore',
      before: 'New-Datastore -Name datastore9 -VMHost (Get-VMHost)',
      code: 'Remove-Datastore datastore9 -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const datastore of args.Datastore) {
      const { connection, row } = datastore.data;
      if (!invocation.shouldProcess(row.name, 'Remove datastore')) continue;
      const removed = removeDatastore(connection.datacenter, connection.caller, row.id);
      if (!removed.ok) reportFault(invocation, removed.fault, datastore);
    }
  },
});
