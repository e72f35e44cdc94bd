import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setDumpCollector } from '../../src/datacenter/hosts/host-dump-collector.ts';
import { hostValueAgain, vmHostsParameter } from '../../src/inventory/host-task.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';

export default defineCmdlet({
  name: 'Set-VMHostDumpCollector',
  synopsis: 'Says where hosts send their core dumps over the network, or that they keep them.',
  description:
    'vSphere does not support the ESXi Dump Collector with encryption: a host in encryption mode gets none, and a host that has one is not turned to encryption mode.',
  parameters: {
    VMHost: vmHostsParameter,
    Address: {
      type: 'string',
      sets: ['Enable'],
      mandatory: ['Enable'],
      help: 'Name or address of the ESXi Dump Collector.',
    },
    Port: {
      type: 'int',
      validateRange: [1, 65_535],
      preset: 6500,
      sets: ['Enable'],
      help: 'Its port; 6500 unless given.',
    },
    Disable: {
      type: 'switch',
      sets: ['Disable'],
      mandatory: ['Disable'],
      help: 'The hosts keep their core dumps.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'Enable',
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Host.Config.NetService'],
  examples: [
    {
      title: 'Send core dumps away, and keep them again',
      code: 'Set-VMHostDumpCollector esx-03.lab.local -Address 192.0.2.50; Set-VMHostDumpCollector esx-03.lab.local -Disable',
    },
  ],
  process(args, invocation) {
    const collector = args.Address === undefined ? undefined : { address: args.Address, port: args.Port };
    for (const host of args.VMHost) {
      const { connection, row } = host.data;
      const request = { hostId: row.id, collector };
      makeChange(invocation, setDumpCollector(connection.datacenter, connection.caller, request), {
        name: row.name,
        action: 'Set dump collector',
        target: host,
        toValue: hostValueAgain(connection),
      });
    }
  },
});
