import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { holdsOneOf, locationParameter, placedIn } from '../../src/inventory/location.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-ResourcePool',
  synopsis: 'Gets the resource pools of the connected servers.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default', 'ByChildVm'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only what lies in the location itself.' },
    VM: {
      type: virtualMachineType,
      array: true,
      pipeline: 'value',
      sets: ['ByChildVm'],
      mandatory: ['ByChildVm'],
      help: 'Only those that these VMs lie in.',
    },
    Tag: { ...tagParameter, sets: ['Default', 'ByChildVm'] },
    RelatedObject: relatedObjectParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [resourcePoolType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All resource pools', code: 'Get-ResourcePool' }],
  process(args, invocation) {
    const isRelated = relationTo(args.RelatedObject);
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const items = selectItems(invocation, {
      table: 'resourcePools',
      typeName: 'ResourcePool',
      connections: serversOf(invocation.session, args.Server, args.Location, args.VM, args.RelatedObject),
      names: args.Name,
      ids: args.Id,
      where: (item) =>
        isRelated(item) && isPlaced(item) && holdsOneOf(item, args.VM) && hasTag(item, args.Tag),
    });
    for (const item of items) invocation.write(objectOf(resourcePoolType, item));
  },
});
