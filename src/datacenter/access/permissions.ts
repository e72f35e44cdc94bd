import { fail, ok, type Result } from '../../base/result.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import { type PermissionRow, ROOT_FOLDER_ID, type RoleRow } from '../rows.ts';
import {
  type Entity,
  entityOf,
  gainedWithout,
  permissionId,
  requireAll,
  requirePrivilege,
} from './authorization.ts';
import { accountNamed } from './principals.ts';

/** Grants, changes and revokes permissions. Nobody grants what he has not himself on the entity, nor takes it away. */

const MODIFY = 'Authorization.ModifyPermissions';
const ADMIN_ROLE_ID = -1;

export interface NewPermission {
  readonly entity: Entity;
  readonly principal: string;
  readonly roleId: number;
  readonly propagate: boolean;
}

/** A role for a principal on an entity; a permission that he has there already is replaced, as in vCenter. */
export function grantPermission(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewPermission,
): PlannedChange<PermissionRow> {
  const grant = (tx: Transaction): Result<PermissionRow, Fault> => {
    const account = accountNamed(datacenter, wanted.principal);
    if (account === undefined) return fail({ kind: 'NotFound', type: 'VIAccount', name: wanted.principal });
    const { entity, roleId, propagate } = wanted;
    if (entityOf(tx, entity.id) === undefined)
      return fail({ kind: 'NotFound', type: 'Inventory', name: entity.name });
    const { isGroup, row } = account;
    const id = permissionId(entity.id, row.name);
    const before = tx.get('permissions', id);
    const after: PermissionRow = { id, entityId: entity.id, principal: row.name, isGroup, roleId, propagate };
    const eventTypeId = before === undefined ? 'PermissionAddedEvent' : 'PermissionUpdatedEvent';
    return replace(datacenter, caller, tx, { before, after, eventTypeId });
  };
  return planChange(datacenter, caller, { operation: 'grant a permission', change: grant });
}

export function changePermission(
  datacenter: Datacenter,
  caller: Caller,
  id: string,
  change: { readonly roleId?: number; readonly propagate?: boolean },
): PlannedChange<PermissionRow> {
  const replaced = (tx: Transaction): Result<PermissionRow, Fault> => {
    const before = tx.get('permissions', id);
    if (before === undefined) return fail({ kind: 'NotFound', type: 'VIPermission', name: id });
    return replace(datacenter, caller, tx, {
      before,
      after: { ...before, ...change },
      eventTypeId: 'PermissionUpdatedEvent',
    });
  };
  return planChange(datacenter, caller, { operation: 'change a permission', change: replaced });
}

export function revokePermission(datacenter: Datacenter, caller: Caller, id: string): PlannedChange<void> {
  const revoke = (tx: Transaction): Result<void, Fault> => {
    const before = tx.get('permissions', id);
    if (before === undefined) return fail({ kind: 'NotFound', type: 'VIPermission', name: id });
    const entity = entityOf(tx, before.entityId) ?? { id: before.entityId, name: before.entityId };
    const allowed = checkMayHandOn(datacenter, caller, entity, [before.roleId]);
    if (!allowed.ok) return allowed;
    const gained = checkMayMakeWay(datacenter, caller, entity, before);
    if (!gained.ok) return gained;
    return removePermissions(datacenter, tx, [before], `Removing the permission of ${before.principal}`);
  };
  return planChange(datacenter, caller, { operation: 'revoke a permission', change: revoke });
}

function replace(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  change: {
    readonly before: PermissionRow | undefined;
    readonly after: PermissionRow;
    readonly eventTypeId: EventTypeId;
  },
): Result<PermissionRow, Fault> {
  const { before, after, eventTypeId } = change;
  const entity = entityOf(tx, after.entityId);
  if (entity === undefined) return fail({ kind: 'NotFound', type: 'Inventory', name: after.entityId });
  const roleIds = before === undefined ? [after.roleId] : [before.roleId, after.roleId];
  const allowed = checkMayHandOn(datacenter, caller, entity, roleIds);
  if (!allowed.ok) return allowed;
  const gained =
    before?.propagate === true && !after.propagate
      ? checkMayMakeWay(datacenter, caller, entity, before)
      : ok(undefined);
  if (!gained.ok) return gained;
  if (before !== undefined && !isRootAdmin(after)) {
    const left = checkAdminLeft(datacenter, [before], `Changing the permission of ${before.principal}`);
    if (!left.ok) return left;
  }
  const role = roleWithId(datacenter, after.roleId);
  tx.put('permissions', after);
  tx.event({
    eventTypeId,
    message: `Permission of ${after.principal} on ${entity.name}: role ${role?.name ?? after.roleId}, ${after.propagate ? 'propagating' : 'not propagating'}`,
    entity,
    arguments: { principal: after.principal, role: role?.name ?? '', propagate: String(after.propagate) },
  });
  return ok(after);
}

/** Inside a commit that has checked the caller's rights; refused when no administrator would be left. */
export function removePermissions(
  datacenter: Datacenter,
  tx: Transaction,
  removed: readonly PermissionRow[],
  change: string,
): Result<undefined, Fault> {
  const left = checkAdminLeft(datacenter, removed, change);
  if (!left.ok) return left;
  for (const permission of removed) {
    const entity = entityOf(tx, permission.entityId) ?? {
      id: permission.entityId,
      name: permission.entityId,
    };
    tx.remove('permissions', permission.id);
    tx.event({
      eventTypeId: 'PermissionRemovedEvent',
      message: `Permission of ${permission.principal} on ${entity.name} was removed`,
      entity,
      arguments: { principal: permission.principal },
    });
  }
  return ok(undefined);
}

/** Nobody makes way for privileges that he lacks: the permission may stand before more that is inherited. */
function checkMayMakeWay(
  datacenter: Datacenter,
  caller: Caller,
  entity: Entity,
  permission: PermissionRow,
): Result<void, Fault> {
  return requireAll(datacenter, caller, gainedWithout(datacenter, permission), entity);
}

function checkMayHandOn(
  datacenter: Datacenter,
  caller: Caller,
  entity: Entity,
  roleIds: readonly number[],
): Result<void, Fault> {
  const allowed = requirePrivilege(datacenter, caller, MODIFY, entity);
  if (!allowed.ok) return allowed;
  for (const roleId of roleIds) {
    const role = roleWithId(datacenter, roleId);
    if (role === undefined) return fail({ kind: 'NotFound', type: 'VIRole', name: String(roleId) });
    const held = requireAll(datacenter, caller, role.privileges, entity);
    if (!held.ok) return held;
  }
  return ok(undefined);
}

function isRootAdmin(permission: PermissionRow): boolean {
  return (
    permission.entityId === ROOT_FOLDER_ID && permission.roleId === ADMIN_ROLE_ID && permission.propagate
  );
}

/** vCenter keeps one administrator of everything: a user, since a group may be empty. */
function checkAdminLeft(
  datacenter: Datacenter,
  removed: readonly PermissionRow[],
  change: string,
): Result<void, Fault> {
  if (!removed.some(isRootAdmin)) return ok(undefined);
  const gone = new Set(removed.map((permission) => permission.id));
  const left = datacenter
    .find('permissions', 'entity', ROOT_FOLDER_ID)
    .some((other) => isRootAdmin(other) && !other.isGroup && !gone.has(other.id));
  return left ? ok(undefined) : fail({ kind: 'AuthMinimumAdminPermission', change });
}

function roleWithId(datacenter: Datacenter, roleId: number): RoleRow | undefined {
  return datacenter.find('roles', 'roleId', String(roleId))[0];
}
