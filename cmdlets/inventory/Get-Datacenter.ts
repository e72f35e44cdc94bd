import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { ROOT_FOLDER_ID } from '../../src/datacenter/rows.ts';
import { clusterType, datacenterType, folderObjectType } from '../../src/inventory/containers.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { holdsOneOf, placedIn } from '../../src/inventory/location.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Datacenter',
  synopsis: 'Gets the datacenters of the connected servers.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    Location: {
      type: folderObjectType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Folders to look in.',
    },
    NoRecursion: {
      type: 'switch',
      sets: ['Default'],
      help: 'Only what lies in the location itself; in the root folder when there is none.',
    },
    VM: {
      type: virtualMachineType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only those that these VMs lie in.',
    },
    VMHost: {
      type: vmHostType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only those that these hosts lie in.',
    },
    Cluster: {
      type: clusterType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only those that these clusters lie in.',
    },
    Tag: tagParameter,
    RelatedObject: relatedObjectParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [datacenterType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All datacenters', code: 'Get-Datacenter' },
    { title: 'The datacenter of a host', code: 'Get-VMHost esx-01* | Get-Datacenter' },
  ],
  process(args, invocation) {
    const isRelated = relationTo(args.RelatedObject);
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const isInRootOnly = args.NoRecursion && args.Location === undefined;
    const items = selectItems(invocation, {
      table: 'datacenters',
      typeName: 'Datacenter',
      connections: serversOf(
        invocation.session,
        args.Server,
        args.Location,
        args.VM,
        args.VMHost,
        args.Cluster,
        args.RelatedObject,
      ),
      names: args.Name,
      ids: args.Id,
      where: (item) =>
        isRelated(item) &&
        isPlaced(item) &&
        (!isInRootOnly || item.row.parentId === ROOT_FOLDER_ID) &&
        holdsOneOf(item, args.VM) &&
        holdsOneOf(item, args.VMHost) &&
        holdsOneOf(item, args.Cluster) &&
        hasTag(item, args.Tag),
    });
    for (const item of items) invocation.write(objectOf(datacenterType, item));
  },
});
