import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { ownerOfPool } from '../../src/datacenter/inventory/resource-pools.ts';
import type { HostRow } from '../../src/datacenter/rows.ts';
import { resourcePoolType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { vmHostState } from '../../src/inventory/enums.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { locationParameter, placedIn } from '../../src/inventory/location.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { reportAbsent } from '../../src/inventory/vm-options.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-VMHost',
  synopsis: 'Gets the hosts of the connected servers.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    State: { type: vmHostState, array: true, sets: ['Default'], help: 'Only hosts in one of these states.' },
    Datastore: {
      type: datastoreType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only hosts that see these datastores.',
    },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only hosts that lie in the location itself.' },
    VM: {
      type: virtualMachineType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only the hosts of these VMs.',
    },
    ResourcePool: {
      type: resourcePoolType,
      array: true,
      sets: ['Default'],
      help: 'Only the hosts that these resource pools lie on.',
    },
    DistributedSwitch: {
      type: 'object',
      array: true,
      sets: ['Default'],
      help: 'A distributed switch, by name; there are none here.',
    },
    Tag: tagParameter,
    RelatedObject: relatedObjectParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [vmHostType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All hosts', code: 'Get-VMHost' },
    {
      title: 'Hosts that can encrypt',
      code: 'Get-VMHost | Where-Object CryptoSafeSupported | Select-Object Name, CryptoState',
    },
    { title: 'The host of a VM', code: 'Get-VM app-01 | Get-VMHost' },
  ],
  process(args, invocation) {
    if (reportAbsent(invocation, { DistributedSwitch: args.DistributedSwitch })) return;
    const isRelated = relationTo(args.RelatedObject);
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const items = selectItems(invocation, {
      table: 'hosts',
      typeName: 'VMHost',
      connections: serversOf(
        invocation.session,
        args.Server,
        args.Location,
        args.Datastore,
        args.VM,
        args.ResourcePool,
        args.RelatedObject,
      ),
      names: args.Name,
      ids: args.Id,
      where: ({ connection, row }) =>
        isRelated({ connection, row }) &&
        hasTag({ connection, row }, args.Tag) &&
        isPlaced({ connection, row }) &&
        (args.State?.includes(row.connectionState) ?? true) &&
        (args.VM?.some((vm) => vm.data.row.hostId === row.id) ?? true) &&
        (args.ResourcePool?.some((pool) => isOfPool(connection.datacenter, row, pool.data.row.id)) ?? true) &&
        (args.Datastore?.some((store) => row.datastoreIds.includes(store.data.row.id)) ?? true),
    });
    for (const item of items) invocation.write(objectOf(vmHostType, item));
  },
});

function isOfPool(datacenter: Datacenter, host: HostRow, poolId: string): boolean {
  const ownerId = ownerOfPool(datacenter, poolId);
  return ownerId === host.id || ownerId === host.parentId;
}
