import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { networkAdaptersOf, networkAdapterType } from '../../src/inventory/network-adapter.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-NetworkAdapter',
  synopsis: 'Gets the network adapters of virtual machines.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The VMs; all unless given.',
    },
    Name: { type: 'string', array: true, wildcard: true, help: 'Names, with wildcards.' },
    Id: { type: 'string', array: true, help: 'Ids of adapters.' },
    Server: serverParameter,
  },
  output: [networkAdapterType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Which VM is in which network',
      code: 'Get-VM | Get-NetworkAdapter | Select-Object Parent, Name, NetworkName',
    },
  ],
  process(args, invocation) {
    const vms =
      args.VM?.map((vm) => vm.data) ??
      serversOf(invocation.session, args.Server).flatMap((connection) => visibleItems(connection, 'vms'));
    for (const item of vms) {
      const row = item.connection.datacenter.get('vms', item.row.id) ?? item.row;
      for (const adapter of networkAdaptersOf({ ...item, row })) {
        const { id, name } = adapter.data.row;
        const isWanted = args.Name?.some((pattern) => matchesWildcard(name, pattern)) ?? true;
        if (isWanted && (args.Id?.includes(id) ?? true)) invocation.write(adapter);
      }
    }
  },
});
