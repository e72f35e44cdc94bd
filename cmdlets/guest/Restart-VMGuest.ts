import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { restartGuest } from '../../src/datacenter/vm/guest-power.ts';
import { guestType } from '../../src/inventory/guest.ts';
import { forEachGuest, guestParameters } from '../../src/inventory/guest-targets.ts';

export default defineCmdlet({
  name: 'Restart-VMGuest',
  synopsis: 'Asks the guests of running virtual machines to start again.',
  parameters: guestParameters,
  defaultParameterSet: 'Vm',
  output: [guestType],
  impact: 'high',
  privileges: ['VirtualMachine.Interact.Reset'],
  examples: [
    { title: 'Restart a guest', before: 'Start-VM app-01', code: 'Restart-VMGuest app-01 -Confirm:$false' },
  ],
  process(args, invocation) {
    forEachGuest(invocation, args, 'Restart guest', ({ connection, row }) =>
      restartGuest(connection.datacenter, connection.caller, row.id),
    );
  },
});
