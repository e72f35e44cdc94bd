import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { guestOf, guestType } from '../../src/inventory/guest.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';

export default defineCmdlet({
  name: 'Get-VMGuest',
  synopsis: 'Gets the guests of virtual machines, as VMware Tools tell of them.',
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
  output: [guestType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Which guests run', code: 'Get-VM | Get-VMGuest | Select-Object VmName, State' }],
  process(args, invocation) {
    const items =
      args.VM?.map((vm) => vm.data) ??
      serversOf(invocation.session, args.Server)
        .flatMap((connection) => visibleItems(connection, 'vms'))
        .filter(({ row }) => !row.isTemplate);
    for (const item of items) {
      const row = item.connection.datacenter.get('vms', item.row.id) ?? item.row;
      invocation.write(guestOf({ ...item, row }));
    }
  },
});
