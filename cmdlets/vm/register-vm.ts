import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { explainFault } from '../../src/datacenter/faults.ts';
import { registerVm } from '../../src/datacenter/vm-register.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import type { Place } from '../../src/inventory/placement.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmValue } from '../../src/inventory/virtual-machine.ts';

/** New-VM -VMFilePath: registers a VM from its VMX; a key that is not to be had is a warning, for the VM is there. */
export function registerFrom(
  invocation: Invocation,
  connection: Connection,
  place: Pick<Place, 'host' | 'folderId'>,
  wanted: { readonly vmxPath: string; readonly name: string | undefined; readonly runAsync: boolean },
): void {
  const { vmxPath, name, runAsync } = wanted;
  const target = name ?? vmxPath;
  if (!invocation.shouldProcess(target, 'Register VM', `${vmxPath} on ${place.host.name}`)) return;
  runTask(invocation, {
    connection,
    description: { descriptionId: 'Folder.registerVm', name: 'RegisterVM_Task', entity: null },
    activity: `Registering ${vmxPath}`,
    operation: registerVm(connection.datacenter, connection.caller, {
      vmxPath,
      folderId: place.folderId,
      hostId: place.host.id,
      ...(name !== undefined && { name }),
    }),
    toValue: ({ vm, missingKey }) => {
      if (missingKey !== undefined) {
        const { message, why, remedy } = explainFault(missingKey);
        invocation.warning(`${message} ${why} ${remedy}`);
      }
      return vmValue(connection, vm);
    },
    runAsync,
    target,
  });
}
