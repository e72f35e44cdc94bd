import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { clusterType } from '../../src/inventory/containers.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { holdsOneOf, locationParameter, locationsBeside, placedIn } from '../../src/inventory/location.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Cluster',
  synopsis: 'Gets the clusters of the connected servers.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only what lies in the location itself.' },
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
    Tag: tagParameter,
    RelatedObject: relatedObjectParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [clusterType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All clusters', code: 'Get-Cluster' },
    { title: 'The cluster of a host', code: 'Get-VMHost esx-01* | Get-Cluster' },
  ],
  process(args, invocation) {
    const locations = locationsBeside(args.Location, args.VMHost);
    const isRelated = relationTo(args.RelatedObject);
    const isPlaced = placedIn(locations, args.NoRecursion);
    const items = selectItems(invocation, {
      table: 'clusters',
      typeName: 'Cluster',
      connections: serversOf(
        invocation.session,
        args.Server,
        args.Location,
        args.VM,
        args.VMHost,
        args.RelatedObject,
      ),
      names: args.Name,
      ids: args.Id,
      where: (item) =>
        isRelated(item) &&
        isPlaced(item) &&
        holdsOneOf(item, args.VM) &&
        holdsOneOf(item, args.VMHost) &&
        hasTag(item, args.Tag),
    });
    for (const item of items) invocation.write(objectOf(clusterType, item));
  },
});
