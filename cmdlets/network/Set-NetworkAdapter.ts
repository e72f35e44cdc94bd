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
      help: 'The network: see Get-VirtualPortGroup.',
    },
    Type: { type: 'string', validateSet: ['Vmxnet3'], help: 'Vmxnet3, which they all are.' },
    StartConnected: { type: 'bool', help: 'True: adapters are connected when their VM is on.' },
    Connected: { type: 'bool', help: 'As -StartConnected.' },
    WakeOnLan: { type: 'bool', help: 'True: always so.' },
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
    const refused = ALWAYS.find((name) => args[name] === false);
    if (refused !== undefined) {
      reportFault(invocation, {
        kind: 'InvalidArgument',
        parameter: refused,
        rule: 'Adapters are connected when their VM is on, and wake it; nothing is sent over them.',
        remedy: 'Remove-NetworkAdapter takes one away.',
      });
      return;
    }
    const network = args.NetworkName?.data.row;
    for (const adapter of args.NetworkAdapter) {
      if (network === undefined) {
        invocation.write(adapter);
        continue;
      }
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

/** What is so of every adapter, and cannot be turned off. */
const ALWAYS = ['StartConnected', 'Connected', 'WakeOnLan'] as const;
