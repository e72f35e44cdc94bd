import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { portGroupType } from '../../src/inventory/network-adapter.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-VirtualPortGroup',
  synopsis: 'Gets the networks that adapters can be connected to.',
  parameters: {
    VMHost: {
      type: vmHostType,
      array: true,
      pipeline: 'value',
      position: 0,
      help: 'Accepted: every host has every network.',
    },
    VM: { type: virtualMachineType, array: true, pipeline: 'value', help: 'Only networks of these VMs.' },
    Name: { type: 'string', array: true, wildcard: true, help: 'Names, with wildcards.' },
    Server: serverParameter,
  },
  output: [portGroupType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All networks', code: 'Get-VirtualPortGroup' }],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'networks',
      typeName: 'VirtualPortGroup',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: undefined,
      where: ({ row }) => args.VM?.some((vm) => vm.data.row.networkIds.includes(row.id)) ?? true,
    });
    for (const item of items) invocation.write(objectOf(portGroupType, item));
  },
});
