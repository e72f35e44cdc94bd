import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import {
  vmResourceConfigurationOf,
  vmResourceConfigurationType,
} from '../../src/inventory/vm-resource-configuration.ts';

export default defineCmdlet({
  name: 'Get-VMResourceConfiguration',
  synopsis: 'Gets shares, reservations and limits of virtual machines and their disks.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The VMs; all unless given.',
    },
    Server: serverParameter,
  },
  output: [vmResourceConfigurationType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'What each VM gets', code: 'Get-VM | Get-VMResourceConfiguration' },
    {
      title: 'VMs with memory reserved',
      code: 'Get-VM | Get-VMResourceConfiguration | Where-Object MemReservationMB -gt 0 | Select-Object VM, MemReservationMB',
    },
  ],
  links: ['Set-VMResourceConfiguration'],
  process(args, invocation) {
    const vms =
      args.VM?.map((vm) => vm.data) ??
      serversOf(invocation.session, args.Server).flatMap((connection) => visibleItems(connection, 'vms'));
    for (const item of vms) {
      const row = item.connection.datacenter.get('vms', item.row.id) ?? item.row;
      invocation.write(vmResourceConfigurationOf({ connection: item.connection, row }));
    }
  },
});
