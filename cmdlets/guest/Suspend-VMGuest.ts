import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { standByGuest } from '../../src/datacenter/vm/guest-power.ts';
import { guestOf, guestType } from '../../src/inventory/guest.ts';
import { guestParameters } from '../../src/inventory/guest-targets.ts';
import { runTask } from '../../src/inventory/run-task.ts';

export default defineCmdlet({
  name: 'Suspend-VMGuest',
  synopsis: 'Asks the guests of running virtual machines to go to standby, which suspends the VMs.',
  description: 'What holds for Suspend-VM holds here: vSphere 6.5 does not suspend encrypted VMs.',
  parameters: guestParameters,
  defaultParameterSet: 'Vm',
  output: [guestType],
  impact: 'high',
  privileges: ['VirtualMachine.Interact.Suspend'],
  examples: [
    {
      title: 'Send a guest to standby',
      before: 'Start-VM app-01',
      code: 'Suspend-VMGuest app-01 -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const target of args.Guest ?? args.VM ?? []) {
      const { connection, row } = target.data;
      if (!invocation.shouldProcess(row.name, 'Suspend guest')) continue;
      runTask(invocation, {
        connection,
        description: {
          descriptionId: 'VirtualMachine.standbyGuest',
          name: 'StandbyGuest',
          entity: { id: row.id, name: row.name },
        },
        activity: `Suspending the guest of ${row.name}`,
        operation: standByGuest(connection.datacenter, connection.caller, row.id),
        toValue: (after) => guestOf({ connection, row: after }),
        runAsync: false,
        target,
      });
    }
  },
});
