import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createFolder } from '../../src/datacenter/inventory/inventory-change.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { newLocationParameter } from '../../src/inventory/location.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Folder',
  synopsis: 'Makes a folder in the inventory.',
  description:
    'It holds what its location holds: VMs, hosts and clusters, datastores or datacenters. A datacenter as the location means its folder for VMs.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Location: newLocationParameter,
    Server: serverParameter,
  },
  output: [folderObjectType],
  impact: 'medium',
  privileges: ['Folder.Create'],
  examples: [{ title: 'A folder for VMs', code: 'New-Folder example -Location vm' }],
  process(args, invocation) {
    const { connection, row: parent } = args.Location.data;
    if (!invocation.shouldProcess(args.Name, 'Create folder')) return;
    const made = createFolder(connection.datacenter, connection.caller, {
      name: args.Name,
      parentId: parent.id,
    });
    if (made.ok) invocation.write(objectOf(folderObjectType, { connection, row: made.value }));
    else reportFault(invocation, made.fault, args.Name);
  },
});
