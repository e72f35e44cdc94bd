import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { shutDownGuest } from '../../src/datacenter/vm/guest-power.ts';
import { guestType } from '../../src/inventory/guest.ts';
import { forEachGuest, guestParameters } from '../../src/inventory/guest-targets.ts';

export default defineCmdlet({
  name: 'Stop-VMGuest',
  aliases: ['Shutdown-VMGuest'],
  synopsis: 'Asks the guests of running virtual machines to shut down, which powers the VMs off.',
  parameters: guestParameters,
  defaultParameterSet: 'Vm',
  output: [guestType],
  impact: 'high',
  privileges: ['VirtualMachine.Interact.PowerOff'],
  examples: [
    { title: 'Shut a guest down', before: 'Start-VM app-01', code: 'Stop-VMGuest app-01 -Confirm:$false' },
  ],
  process(args, invocation) {
    forEachGuest(invocation, args, 'Shut down guest', ({ connection, row }) =>
      shutDownGuest(connection.datacenter, connection.caller, row.id),
    );
  },
});
