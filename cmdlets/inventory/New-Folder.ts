import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createFolder } from '../../src/datacenter/inventory/inventory-change.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { newLocationParameter } from '../../src/inventory/location.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
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
    const change = createFolder(connection.datacenter, connection.caller, {
      name: args.Name,
      parentId: parent.id,
    });
    makeChange(invocation, change, {
      name: args.Name,
      action: 'Create folder',
      toValue: (row) => objectOf(folderObjectType, { connection, row }),
    });
  },
});
