import { fail, ok, type Result } from '../base/result.ts';
import type { Caller, Datacenter, Transaction } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { ROOT_FOLDER_ID, type RoleRow } from './rows.ts';

/**
 * Permissions: a role for a principal on an entity, inherited by what is below it when it propagates. The
 * nearest entity with a permission for the user decides, as in vCenter: a permission further down overrides.
 */

/** The entity and everything above it, nearest first. */
export function ancestry(datacenter: Pick<Datacenter, 'get'>, entityId: string): string[] {
  const path: string[] = [];
  let id: string | null = entityId;
  while (id !== null) {
    path.push(id);
    id = parentOf(datacenter, id);
  }
  return path;
}

const TABLE_OF_PREFIX = {
  vm: 'vms',
  group: 'folders',
  host: 'hosts',
  domain: 'clusters',
  datastore: 'datastores',
  resgroup: 'resourcePools',
  network: 'networks',
  datacenter: 'datacenters',
} as const;

function parentOf(datacenter: Pick<Datacenter, 'get'>, id: string): string | null {
  if (id === ROOT_FOLDER_ID) return null;
  const table = TABLE_OF_PREFIX[id.slice(0, id.indexOf('-')) as keyof typeof TABLE_OF_PREFIX];
  const row = datacenter.get(table, id);
  if (row === undefined) return ROOT_FOLDER_ID;
  return 'folderId' in row ? row.folderId : (row.parentId ?? ROOT_FOLDER_ID);
}

/** The privileges a user has on an entity. */
export function privilegesOn(datacenter: Datacenter, user: string, entityId: string): ReadonlySet<string> {
  const path = ancestry(datacenter, entityId);
  for (const [depth, id] of path.entries()) {
    const permission = datacenter.get('permissions', `${id}:${user.toLowerCase()}`);
    if (permission === undefined || (depth > 0 && !permission.propagate)) continue;
    return privilegeSet(roleOf(datacenter, permission.roleId));
  }
  return NOTHING;
}

const NOTHING: ReadonlySet<string> = new Set();
const sets = new WeakMap<RoleRow, ReadonlySet<string>>();

function privilegeSet(role: RoleRow | undefined): ReadonlySet<string> {
  if (role === undefined) return NOTHING;
  let set = sets.get(role);
  if (set === undefined) {
    set = new Set(role.privileges);
    sets.set(role, set);
  }
  return set;
}

function roleOf(datacenter: Datacenter, roleId: number): RoleRow | undefined {
  return datacenter.find('roles', 'roleId', String(roleId))[0];
}

/** Refuses a caller without the privilege on the entity. */
export function requirePrivilege(
  datacenter: Datacenter,
  caller: Caller,
  privilege: string,
  entity: { readonly id: string; readonly name: string },
): Result<void, Fault> {
  if (privilegesOn(datacenter, caller.user, entity.id).has(privilege)) return ok(undefined);
  return fail({ kind: 'NoPermission', user: caller.user, privilege, entity: entity.name });
}

/** Refuses, and records the refusal, before work that commits much later begins. */
export function demandPrivilege(
  datacenter: Datacenter,
  caller: Caller,
  privilege: string,
  entity: { readonly id: string; readonly name: string },
): Result<void, Fault> {
  const held = requirePrivilege(datacenter, caller, privilege, entity);
  if (held.ok) return held;
  return datacenter.commit(caller, 'denied', () => held);
}

/** What a user may not even see does not exist for that user. */
export function isVisible(datacenter: Datacenter, caller: Caller, entityId: string): boolean {
  return privilegesOn(datacenter, caller.user, entityId).has('System.Read');
}

export function rootFolder(reader: Pick<Transaction, 'get'>): { readonly id: string; readonly name: string } {
  return reader.get('folders', ROOT_FOLDER_ID) ?? { id: ROOT_FOLDER_ID, name: 'Datacenters' };
}
