import { ok } from '../../src/base/result.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { importVm } from '../../src/datacenter/content/vm-import.ts';
import { explainFault } from '../../src/datacenter/faults.ts';
import type { Operation } from '../../src/datacenter/operation.ts';
import { type Registered, registerVm } from '../../src/datacenter/vm/vm-register.ts';
import { reconfigureVm, type VmSettings } from '../../src/datacenter/vm/vm-settings.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import type { Place } from '../../src/inventory/placement.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { vmValue } from '../../src/inventory/virtual-machine.ts';

/** New-VM -VMFilePath: registers a VM from its VMX; a key that is not to be had is a warning, for the VM is there. */
export function registerFrom(
  invocation: Invocation,
  connection: Connection,
  place: Pick<Place, 'host' | 'folderId'>,
  wanted: {
    readonly vmxPath: string;
    readonly name: string | undefined;
    readonly settings: VmSettings;
    readonly runAsync: boolean;
    /** Protects the VMX; the key provider is for the key that then does. */
    readonly passphrase: string | undefined;
    readonly providerName: string | undefined;
  },
): void {
  const { vmxPath, name, settings, runAsync, passphrase, providerName } = wanted;
  const target = name ?? vmxPath;
  if (passphrase === undefined && providerName !== undefined) {
    const rule =
      'A VM is registered with the key that its VMX names; only one that a passphrase protects gets another.';
    const remedy = 'Register it, then: Set-VMEncryptionKey';
    reportFault(invocation, { kind: 'InvalidArgument', parameter: 'KmsCluster', rule, remedy }, target);
    return;
  }
  if (!invocation.shouldProcess(target, 'Register VM', `${vmxPath} on ${place.host.name}`)) return;
  const { datacenter, caller } = connection;
  const registration = {
    vmxPath,
    folderId: place.folderId,
    hostId: place.host.id,
    ...(name !== undefined && { name }),
  };
  runTask(invocation, {
    connection,
    description: { descriptionId: 'Folder.registerVm', name: 'RegisterVM_Task', entity: null },
    activity: `Registering ${vmxPath}`,
    operation: registered(
      connection,
      passphrase === undefined
        ? registerVm(datacenter, caller, registration)
        : importVm(datacenter, caller, {
            ...registration,
            passphrase,
            ...(providerName !== undefined && { providerName }),
          }),
      settings,
    ),
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

/** A locked VM takes no settings: it keeps what its VMX says. */
function* registered(
  { datacenter, caller }: Connection,
  registering: Operation<Registered>,
  settings: VmSettings,
): Operation<Registered> {
  const done = yield* registering;
  if (!done.ok || done.value.vm.locked || Object.keys(settings).length === 0) return done;
  const vm = reconfigureVm(datacenter, caller, done.value.vm.id, settings);
  return vm.ok ? ok({ ...done.value, vm: vm.value }) : vm;
}
