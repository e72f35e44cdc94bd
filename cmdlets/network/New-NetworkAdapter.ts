import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addNetworkAdapter } from '../../src/datacenter/vm/network-adapters.ts';
import { networkAdapterOf, networkAdapterType, portGroupType } from '../../src/inventory/network-adapter.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'New-NetworkAdapter',
  synopsis: 'Gives virtual machines another network adapter.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    NetworkName: {
      type: portGroupType,
      aliases: ['Portgroup'],
      mandatory: true,
      help: 'The network that it connects to: see Get-VirtualPortGroup.',
    },
    Type: { type: 'string', validateSet: ['Vmxnet3'], help: 'Vmxnet3.' },
    StartConnected: { type: 'switch', help: 'Accepted: adapters are always connected.' },
    WakeOnLan: { type: 'switch', help: 'Accepted: always so.' },
    Server: serverParameter,
  },
  output: [networkAdapterType],
  impact: 'low',
  privileges: ['VirtualMachine.Config.AddRemoveDevice', 'Network.Assign'],
  examples: [{ title: 'A second adapter', code: "New-NetworkAdapter app-01 -NetworkName 'VM Network'" }],
  process(args, invocation) {
    const network = args.NetworkName.data.row;
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const change = addNetworkAdapter(connection.datacenter, connection.caller, {
        vmId: row.id,
        networkId: network.id,
      });
      if (reportRefusal(invocation, change.check(), vm)) continue;
      if (!invocation.shouldProcess(row.name, `Add a network adapter in ${network.name}`)) continue;
      const added = change.make();
      if (added.ok)
        invocation.write(networkAdapterOf(connection, added.value, added.value.networkIds.length - 1));
      else reportFault(invocation, added.fault, vm);
    }
  },
});
