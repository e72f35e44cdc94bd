import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeNetworkAdapter } from '../../src/datacenter/vm/network-adapters.ts';
import { type AdapterItem, networkAdapterType } from '../../src/inventory/network-adapter.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
import type { TypedObject } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Remove-NetworkAdapter',
  synopsis: 'Removes network adapters of virtual machines.',
  parameters: {
    NetworkAdapter: {
      type: networkAdapterType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'What Get-NetworkAdapter gives.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['VirtualMachine.Config.AddRemoveDevice'],
  examples: [
    {
      title: 'Off the network',
      code: 'Get-NetworkAdapter app-01 | Remove-NetworkAdapter -Confirm:$false',
    },
  ],
  begin: (): TypedObject<AdapterItem>[] => [],
  process(args, _invocation, adapters) {
    adapters.push(...args.NetworkAdapter);
  },
  /** The last of a VM first, so that those before keep their numbers. */
  end(_args, invocation, adapters) {
    for (const adapter of adapters.toSorted((a, b) => b.data.index - a.data.index)) {
      const { connection, vm, index, row } = adapter.data;
      const request = { vmId: vm.id, index };
      const change = removeNetworkAdapter(connection.datacenter, connection.caller, request);
      if (reportRefusal(invocation, change.check(), adapter)) continue;
      if (!invocation.shouldProcess(`${vm.name}: ${row.name}`, 'Remove network adapter')) continue;
      const removed = change.make();
      if (!removed.ok) reportFault(invocation, removed.fault, adapter);
    }
  },
});
