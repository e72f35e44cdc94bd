import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setNetworkAdapter } from '../../src/datacenter/vm/network-adapters.ts';
import { networkAdapterOf, networkAdapterType, portGroupType } from '../../src/inventory/network-adapter.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';

export default defineCmdlet({
  name: 'Set-NetworkAdapter',
  synopsis: 'Connects network adapters to another network.',
  parameters: {
    NetworkAdapter: {
      type: networkAdapterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'What Get-NetworkAdapter gives.',
    },
    NetworkName: {
      type: portGroupType,
      aliases: ['Portgroup'],
      mandatory: true,
      help: 'The network: see Get-VirtualPortGroup.',
    },
    Server: serverParameter,
  },
  output: [networkAdapterType],
  impact: 'high',
  privileges: ['VirtualMachine.Config.EditDevice', 'Network.Assign'],
  examples: [
    {
      title: 'Another network',
      code: "Get-NetworkAdapter app-01 | Set-NetworkAdapter -NetworkName 'VM Network' -Confirm:$false",
    },
  ],
  process(args, invocation) {
    const network = args.NetworkName.data.row;
    for (const adapter of args.NetworkAdapter) {
      const { connection, vm, index, row } = adapter.data;
      const request = { vmId: vm.id, index, networkId: network.id };
      const change = setNetworkAdapter(connection.datacenter, connection.caller, request);
      if (reportRefusal(invocation, change.check(), adapter)) continue;
      if (!invocation.shouldProcess(`${vm.name}: ${row.name}`, `Connect to ${network.name}`)) continue;
      const changed = change.make();
      if (changed.ok) invocation.write(networkAdapterOf(connection, changed.value, index));
      else reportFault(invocation, changed.fault, adapter);
    }
  },
});
