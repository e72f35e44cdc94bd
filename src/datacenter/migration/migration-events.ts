import { ok, type Result } from '../../base/result.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { NewEvent } from '../events.ts';
import { explainFault, type Fault } from '../faults.ts';
import type { MovePlan } from './move-plan.ts';

/** What the log says when a VM begins to move and when it does not arrive; its arrival is told by its commit. */

export function reportBeginning(datacenter: Datacenter, caller: Caller, plan: MovePlan): Result<void, Fault> {
  return report(datacenter, caller, plan.isLive ? memoryLeaves(plan) : filesLeave(plan));
}

export function reportFailure(datacenter: Datacenter, caller: Caller, plan: MovePlan, fault: Fault): void {
  const { vm, source, destination, datastore, isLive } = plan;
  const { message, why } = explainFault(fault);
  report(datacenter, caller, {
    eventTypeId: isLive ? 'VmFailedMigrateEvent' : 'VmRelocateFailedEvent',
    severity: 'error',
    message: `Cannot migrate ${vm.name} from ${source.name} to ${destination.name}${datastore === undefined ? '' : `, ${datastore.name}`}: ${message} ${why}`,
    vm: { id: vm.id, name: vm.name },
    host: { id: source.id, name: source.name },
    arguments: { destHost: destination.name, fault: fault.kind },
  });
}

function memoryLeaves({ vm, source, destination, encryption }: MovePlan): NewEvent {
  return {
    eventTypeId: encryption.encrypted
      ? 'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent'
      : 'VmBeingHotMigratedEvent',
    message: `Migrating ${vm.name} from ${source.name} to ${destination.name} ${encryption.encrypted ? 'with' : 'without'} encryption. ${encryption.reason}`,
    vm: { id: vm.id, name: vm.name },
    host: { id: source.id, name: source.name },
    arguments: { destHost: destination.name, encrypted: String(encryption.encrypted) },
  };
}

function filesLeave({ vm, source, destination, datastore }: MovePlan): NewEvent {
  return {
    eventTypeId: 'VmBeingRelocatedEvent',
    message: `Relocating ${vm.name} from ${source.name} to ${destination.name}, ${datastore?.name ?? ''}`,
    vm: { id: vm.id, name: vm.name },
    host: { id: source.id, name: source.name },
    ...(datastore !== undefined && { datastore: { id: datastore.id, name: datastore.name } }),
    arguments: { destHost: destination.name, destDatastore: datastore?.name ?? '' },
  };
}

function report(datacenter: Datacenter, caller: Caller, event: NewEvent): Result<void, Fault> {
  return datacenter.commit(caller, 'report a migration', (tx) => {
    tx.event(event);
    return ok(undefined);
  });
}
