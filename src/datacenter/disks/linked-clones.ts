import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import type { VmRow } from '../rows.ts';

/** Linked clones: what they need stays, and their encryption is their source's. */

/** Refuses to change the encryption of a linked clone: it is the source's. */
export function refuseLinkedClone(datacenter: Pick<Datacenter, 'get'>, vm: VmRow): Result<void, Fault> {
  if (vm.linkedTo === undefined) return ok(undefined);
  const source = datacenter.get('vms', vm.linkedTo.vmId)?.name ?? vm.linkedTo.vmId;
  return fail({ kind: 'LinkedCloneKeepsKey', entity: vm.name, source });
}

/** Refuses to take the VM's files to another place: linked clones go by them, or by those of their source. */
export function refuseLinkedRelocation(
  datacenter: Pick<Datacenter, 'get' | 'find'>,
  vm: VmRow,
): Result<void, Fault> {
  if (vm.linkedTo === undefined) return requireNoLinkedClones(datacenter, vm);
  const source = datacenter.get('vms', vm.linkedTo.vmId)?.name ?? vm.linkedTo.vmId;
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Datastore',
    rule: `${vm.name} is a linked clone: it lies on the datastore of the disks of ${source} that it is over.`,
    remedy: `Make a full clone of it there: New-VM -Name full-01 -VM ${quote(vm.name)} -Datastore NAME`,
  });
}

/** Refuses to take away what linked clones are over: the VM's files, or one snapshot of it. */
export function requireNoLinkedClones(
  datacenter: Pick<Datacenter, 'find'>,
  vm: VmRow,
  {
    snapshot,
    goesWith = [],
  }: {
    readonly snapshot?: { readonly id: string; readonly name: string };
    /** VMs that are taken away too. */
    readonly goesWith?: readonly VmRow[];
  } = {},
): Result<void, Fault> {
  const clones = datacenter
    .find('vms', 'linkedTo', vm.id)
    .filter(({ linkedTo }) => snapshot === undefined || linkedTo?.snapshotId === snapshot.id)
    .filter((clone) => !goesWith.some(({ id }) => id === clone.id))
    .map(({ name }) => name);
  if (clones.length === 0) return ok(undefined);
  const entity = snapshot === undefined ? vm.name : `The snapshot ${snapshot.name} of ${vm.name}`;
  return fail({ kind: 'HasLinkedClones', entity, clones });
}

/** The row without what links it to another: all its disks are its own. */
export function withoutLink(vm: VmRow): VmRow {
  const copy: { -readonly [K in keyof VmRow]: VmRow[K] } = { ...vm };
  delete copy.linkedTo;
  return copy;
}
