import { fail, ok, type Result } from '../../base/result.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { type PermissionRow, ROOT_FOLDER_ID, type RoleRow } from '../rows.ts';

/**
 * Permissions: a role for a principal on an entity, inherited by what is below it when it propagates. As in
 * vCenter the nearest entity with a permission for the user or a group of his decides, and a permission further
 * down overrides. On one entity the user's own permission wins; without one, those of all his groups add up.
 */

export interface Entity {
  readonly id: string;
  readonly name: string;
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

type Reader = Pick<Datacenter, 'get'>;

/** The entity with this managed-object id, where it is one that permissions can be set on. */
export function entityOf(reader: Reader, id: string): Entity | undefined {
  const table = TABLE_OF_PREFIX[id.slice(0, id.indexOf('-')) as keyof typeof TABLE_OF_PREFIX] as
    | (typeof TABLE_OF_PREFIX)[keyof typeof TABLE_OF_PREFIX]
    | undefined;
  return table === undefined ? undefined : reader.get(table, id);
}

/** What an entity lies in. A VM lies in its folder and in its resource pool at once, and inherits from both. */
export function parentsOf(reader: Reader, id: string): readonly string[] {
  if (id === ROOT_FOLDER_ID) return [];
  const row = entityOf(reader, id);
  if (row === undefined) return [ROOT_FOLDER_ID];
  if ('folderId' in row && 'resourcePoolId' in row)
    return [row.folderId as string, row.resourcePoolId as string];
  return ['parentId' in row && typeof row.parentId === 'string' ? row.parentId : ROOT_FOLDER_ID];
}

/** The entity and everything above it, nearest first; of a VM's parents, the folder. */
export function ancestry(reader: Reader, entityId: string): string[] {
  const path: string[] = [];
  for (let id: string | undefined = entityId; id !== undefined; [id] = parentsOf(reader, id)) path.push(id);
  return path;
}

/** The entity and all that it lies in, by whichever of its parents. */
export function allAbove(reader: Reader, entityId: string): string[] {
  return [entityId, ...parentsOf(reader, entityId).flatMap((id) => allAbove(reader, id))];
}

/** True when the entity is `ancestorId` or lies under it, by whichever of its parents. */
export function isWithin(reader: Reader, entityId: string, ancestorId: string): boolean {
  return allAbove(reader, entityId).includes(ancestorId);
}

/** A user and the groups he is in, directly or by way of other groups; lower case, the user first. */
export function principalsOf(datacenter: Datacenter, user: string): readonly string[] {
  const principals = [user.toLowerCase()];
  for (const principal of principals) {
    for (const group of datacenter.find('groups', 'member', principal)) {
      const name = group.name.toLowerCase();
      if (!principals.includes(name)) principals.push(name);
    }
  }
  return principals;
}

/** The privileges a user has on an entity. */
export function privilegesOn(datacenter: Datacenter, user: string, entityId: string): ReadonlySet<string> {
  return inForce(datacenter, principalsOf(datacenter, user), entityId, false);
}

/**
 * What the permission's user or group can do on its entity once it is gone, and could not before: it may have stood
 * in the way of more, inherited from above.
 */
export function gainedWithout(datacenter: Datacenter, permission: PermissionRow): string[] {
  const { id: removedId, principal, isGroup, entityId } = permission;
  const principals = isGroup ? [principal.toLowerCase()] : principalsOf(datacenter, principal);
  const without: PermissionReader = {
    find: (table, index, key) => datacenter.find(table, index, key),
    get: (table, id) => (table === 'permissions' && id === removedId ? undefined : datacenter.get(table, id)),
  };
  const before = inForce(datacenter, principals, entityId, false);
  return [...inForce(without, principals, entityId, false)].filter((privilege) => !before.has(privilege));
}

type PermissionReader = Pick<Datacenter, 'get' | 'find'>;

function inForce(
  datacenter: PermissionReader,
  principals: readonly string[],
  entityId: string,
  inherited: boolean,
): ReadonlySet<string> {
  const here = principals.flatMap((principal) => {
    const permission = datacenter.get('permissions', permissionId(entityId, principal));
    return permission !== undefined && (permission.propagate || !inherited) ? [permission] : [];
  });
  const [own] = here;
  if (own !== undefined) {
    const decisive = own.principal.toLowerCase() === principals[0] ? [own] : here;
    return union(decisive.map((permission) => privilegesOfRole(datacenter, permission)));
  }
  return union(parentsOf(datacenter, entityId).map((id) => inForce(datacenter, principals, id, true)));
}

export function permissionId(entityId: string, principal: string): string {
  return `${entityId}:${principal.toLowerCase()}`;
}

const NOTHING: ReadonlySet<string> = new Set();
const sets = new WeakMap<RoleRow, ReadonlySet<string>>();

function privilegesOfRole(datacenter: PermissionReader, { roleId }: PermissionRow): ReadonlySet<string> {
  const [role] = datacenter.find('roles', 'roleId', String(roleId));
  if (role === undefined) return NOTHING;
  let set = sets.get(role);
  if (set === undefined) {
    set = new Set(role.privileges);
    sets.set(role, set);
  }
  return set;
}

function union(parts: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  const [first = NOTHING, ...others] = parts.filter((part) => part.size > 0);
  return others.every((other) => other === first)
    ? first
    : new Set([...first, ...others.flatMap((other) => [...other])]);
}

/** Refuses a caller without the privilege on the entity. */
export function requirePrivilege(
  datacenter: Datacenter,
  caller: Caller,
  privilege: string,
  entity: Entity,
): Result<void, Fault> {
  if (privilegesOn(datacenter, caller.user, entity.id).has(privilege)) return ok(undefined);
  return fail({
    kind: 'NoPermission',
    user: caller.user,
    privilege,
    entity: entity.name,
    entityId: entity.id,
  });
}

/** Refuses, and records the refusal, before work that commits much later begins. */
export function demandPrivilege(
  datacenter: Datacenter,
  caller: Caller,
  privilege: string,
  entity: Entity,
): Result<void, Fault> {
  const held = requirePrivilege(datacenter, caller, privilege, entity);
  if (held.ok) return held;
  return datacenter.commit(caller, 'denied', () => held);
}

/** Nobody hands on what he has not: refuses a caller who lacks one of the privileges on the entity. */
export function requireAll(
  datacenter: Datacenter,
  caller: Caller,
  privileges: Iterable<string>,
  entity: Entity,
): Result<void, Fault> {
  for (const privilege of privileges) {
    const held = requirePrivilege(datacenter, caller, privilege, entity);
    if (!held.ok) return held;
  }
  return ok(undefined);
}

/** What a user may not even see does not exist for that user. */
export function isVisible(datacenter: Datacenter, caller: Caller, entityId: string): boolean {
  return privilegesOn(datacenter, caller.user, entityId).has('System.Read');
}

export function rootFolder(reader: Pick<Transaction, 'get'>): Entity {
  return reader.get('folders', ROOT_FOLDER_ID) ?? { id: ROOT_FOLDER_ID, name: 'Datacenters' };
}
