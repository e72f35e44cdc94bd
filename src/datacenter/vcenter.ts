import { randomUuid } from '../crypto/random.ts';
import { builtInRoles } from './access/privileges.ts';
import type { Transaction } from './datacenter.ts';
import { ENCRYPTION_CAPABILITY } from './encryption/policy-rules.ts';
import { RELEASE_FACTS } from './releases.ts';
import { ROOT_FOLDER_ID, VCENTER_ID } from './rows.ts';

/** Storage policies that every vCenter has. The first has the vendor's own id. */
export const VM_ENCRYPTION_POLICY_ID = '4d5f673c-536f-11e6-beb8-9e71128cae77';
export const DATASTORE_DEFAULT_POLICY_ID = 'datastore-default';

/** The user that can do everything, as the installer makes it. */
export const ADMINISTRATOR = 'administrator@vsphere.local';

/** The first ids below this one belong to what every vCenter has. */
const FIRST_FREE_ID = 10;

/** What a new vCenter has before anything is added to it. `passwordHash` is the administrator's. */
export function initialiseVCenter(
  tx: Transaction,
  options: { readonly name: string; readonly isLab: boolean; readonly administratorPasswordHash: string },
): void {
  tx.put('vcenter', {
    id: VCENTER_ID,
    name: options.name,
    ...RELEASE_FACTS['6.5'].vcenter,
    instanceUuid: randomUuid(),
    nextId: FIRST_FREE_ID,
    isLab: options.isLab,
  });
  tx.put('folders', { id: ROOT_FOLDER_ID, name: 'Datacenters', type: 'Datacenter', parentId: null });
  for (const role of builtInRoles('6.5')) {
    tx.put('roles', { ...role, id: `role${role.roleId}`, isSystem: true });
  }
  tx.put('storagePolicies', {
    id: VM_ENCRYPTION_POLICY_ID,
    name: 'VM Encryption Policy',
    description: "Sample storage policy for VMware's VM and virtual disk encryption",
    isBuiltIn: true,
    commonRules: [{ capability: ENCRYPTION_CAPABILITY, value: false }],
    ruleSets: [],
  });
  tx.put('storagePolicies', {
    id: DATASTORE_DEFAULT_POLICY_ID,
    name: 'Datastore Default',
    description: 'The datastore decides; nothing is encrypted.',
    isBuiltIn: true,
    commonRules: [],
    ruleSets: [],
  });
  addUser(tx, {
    name: ADMINISTRATOR,
    description: 'Administrator',
    passwordHash: options.administratorPasswordHash,
  });
  grant(tx, { entityId: ROOT_FOLDER_ID, principal: ADMINISTRATOR, roleId: -1, propagate: true });
}

export function addUser(
  tx: Transaction,
  user: { readonly name: string; readonly description: string; readonly passwordHash: string },
): void {
  tx.put('users', { id: `user:${user.name.toLowerCase()}`, ...user });
}

export function grant(
  tx: Transaction,
  permission: {
    readonly entityId: string;
    readonly principal: string;
    readonly roleId: number;
    readonly propagate: boolean;
  },
): void {
  const id = `${permission.entityId}:${permission.principal.toLowerCase()}`;
  tx.put('permissions', { id, isGroup: false, ...permission });
}
