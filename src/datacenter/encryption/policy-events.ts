import type { Transaction } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../vcenter.ts';
import type { RewritePlan } from './encryption-plan.ts';

/**
 * What the log says when a policy takes the place of those that a VM's home and disks had. The datastore's default is
 * the lack of a policy: it is neither associated nor dissociated.
 */
export function reportPolicy(tx: Transaction, { vm, assigned, policy }: RewritePlan): void {
  const parts = [
    ...(assigned.home ? [{ label: 'VM Home', storagePolicyId: vm.storagePolicyId }] : []),
    ...vm.disks.filter(({ key }) => assigned.disks.includes(key)),
  ];
  const tell = (eventTypeId: EventTypeId, id: string, verb: string, told: typeof parts): void => {
    if (id === DATASTORE_DEFAULT_POLICY_ID) return;
    const name = tx.get('storagePolicies', id)?.name ?? id;
    tx.event({
      eventTypeId,
      message: `Storage policy ${name} was ${verb} ${vm.name} (${told.map(({ label }) => label).join(', ')}).`,
      vm: { id: vm.id, name: vm.name },
      arguments: { profile: name },
    });
  };
  for (const id of new Set(parts.map(({ storagePolicyId }) => storagePolicyId))) {
    if (id === policy.id) continue;
    const left = parts.filter(({ storagePolicyId }) => storagePolicyId === id);
    tell('com.vmware.pbm.profile.dissociate', id, 'dissociated from', left);
  }
  tell('com.vmware.pbm.profile.associate', policy.id, 'associated with', parts);
}
