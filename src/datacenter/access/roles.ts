import { fail, ok, type Result } from '../../base/result.ts';
import { vcenterRelease } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { checkName } from '../inventory/inventory-tree.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { Release } from '../releases.ts';
import type { RoleRow } from '../rows.ts';
import { entityOf, requireAll, requirePrivilege, rootFolder } from './authorization.ts';
import { removePermissions } from './permissions.ts';
import { builtInRoles, privilegesOf } from './privileges.ts';

/** Custom roles. Nobody puts into a role what he has not himself on the root folder. */

const MODIFY = 'Authorization.ModifyRoles';
/** vCenter puts these into every role that it makes. */
const ALWAYS = ['System.Anonymous', 'System.Read', 'System.View'];
/** Custom roles count up from here. */
const FIRST_ROLE_ID = 100;

export function createRole(
  datacenter: Datacenter,
  caller: Caller,
  wanted: { readonly name: string; readonly privileges: readonly string[] },
): PlannedChange<RoleRow> {
  const create = (tx: Transaction): Result<RoleRow, Fault> => {
    const privileges = [...new Set([...ALWAYS, ...wanted.privileges])];
    const allowed = checkMayPut(datacenter, caller, tx, wanted.privileges);
    if (!allowed.ok) return allowed;
    const free = checkFree(datacenter, wanted.name);
    if (!free.ok) return free;
    const roleId = 1 + Math.max(FIRST_ROLE_ID, ...[...datacenter.rows('roles')].map((role) => role.roleId));
    const role: RoleRow = {
      id: `role${roleId}`,
      roleId,
      name: wanted.name,
      label: wanted.name,
      isSystem: false,
      privileges,
    };
    tx.put('roles', role);
    tx.event({
      eventTypeId: 'RoleAddedEvent',
      message: `New role ${role.name} created`,
      arguments: { role: role.name, privileges: privileges.join(', ') },
    });
    return ok(role);
  };
  return planChange(datacenter, caller, { operation: 'create a role', change: create });
}

export interface RoleChange {
  readonly name?: string;
  readonly add?: readonly string[];
  readonly remove?: readonly string[];
}

export function changeRole(
  datacenter: Datacenter,
  caller: Caller,
  id: string,
  change: RoleChange,
): PlannedChange<RoleRow> {
  const replace = (tx: Transaction): Result<RoleRow, Fault> => {
    const checked = customRole(tx, id);
    if (!checked.ok) return checked;
    const before = checked.value;
    const allowed = checkMayPut(datacenter, caller, tx, change.add ?? []);
    if (!allowed.ok) return allowed;
    const name = change.name ?? before.name;
    const free =
      name.toLowerCase() === before.name.toLowerCase() ? ok(undefined) : checkFree(datacenter, name);
    if (!free.ok) return free;
    const removed = new Set((change.remove ?? []).filter((privilege) => !ALWAYS.includes(privilege)));
    const privileges = [...new Set([...before.privileges, ...(change.add ?? [])])].filter(
      (privilege) => !removed.has(privilege),
    );
    const after: RoleRow = { ...before, name, label: name, privileges };
    tx.put('roles', after);
    tx.event({
      eventTypeId: 'RoleUpdatedEvent',
      message: `Role modified: ${after.name}`,
      arguments: {
        role: after.name,
        added: (change.add ?? []).join(', '),
        removed: [...removed].join(', '),
      },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'change a role', change: replace });
}

/** With `force` the permissions that grant the role go with it. */
export function removeRole(
  datacenter: Datacenter,
  caller: Caller,
  id: string,
  force: boolean,
): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const checked = customRole(tx, id);
    if (!checked.ok) return checked;
    const role = checked.value;
    const allowed = checkMayPut(datacenter, caller, tx, []);
    if (!allowed.ok) return allowed;
    const uses = [...datacenter.rows('permissions')].filter(({ roleId }) => roleId === role.roleId);
    if (uses.length > 0 && !force) {
      const where = uses.map(
        ({ principal, entityId }) => `${principal} on ${entityOf(tx, entityId)?.name ?? entityId}`,
      );
      return fail({ kind: 'RoleInUse', role: role.name, uses: where });
    }
    const revoked = removePermissions(datacenter, tx, uses, `Removing the role ${role.name}`);
    if (!revoked.ok) return revoked;
    tx.remove('roles', id);
    tx.event({
      eventTypeId: 'RoleRemovedEvent',
      message: `Role ${role.name} removed`,
      arguments: { role: role.name },
    });
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'remove a role', change: remove });
}

/** Brings the system roles to what a release has. A role that it has not must not be granted to anybody. */
export function putSystemRoles(
  datacenter: Datacenter,
  tx: Transaction,
  release: Release,
): Result<void, Fault> {
  const roles = builtInRoles(release);
  for (const role of datacenter.rows('roles')) {
    if (!role.isSystem || roles.some(({ roleId }) => roleId === role.roleId)) continue;
    const uses = [...datacenter.rows('permissions')].filter(({ roleId }) => roleId === role.roleId);
    if (uses.length > 0) {
      return fail({
        kind: 'InvalidArgument',
        parameter: 'Version',
        rule: `vSphere ${release} has no role ${role.name}, which ${uses[0]?.principal ?? 'somebody'} has here.`,
        remedy: 'Get-VIPermission | Where-Object Role -like *TrustedAdmin | Remove-VIPermission',
      });
    }
    tx.remove('roles', role.id);
  }
  for (const role of roles) tx.put('roles', { ...role, id: `role${role.roleId}`, isSystem: true });
  return ok(undefined);
}

function checkMayPut(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  privileges: readonly string[],
): Result<void, Fault> {
  const root = rootFolder(tx);
  const allowed = requirePrivilege(datacenter, caller, MODIFY, root);
  if (!allowed.ok) return allowed;
  const known = new Set(privilegesOf(vcenterRelease(tx)));
  const unknown = privileges.find((privilege) => !known.has(privilege));
  if (unknown !== undefined) return fail({ kind: 'NotFound', type: 'VIPrivilege', name: unknown });
  return requireAll(datacenter, caller, privileges, root);
}

function checkFree(datacenter: Datacenter, name: string): Result<void, Fault> {
  const valid = checkName(name);
  if (!valid.ok) return valid;
  const taken = datacenter.find('roles', 'name', name.toLowerCase()).length > 0;
  return taken ? fail({ kind: 'DuplicateName', type: 'VIRole', name }) : ok(undefined);
}

function customRole(tx: Transaction, id: string): Result<RoleRow, Fault> {
  const role = tx.get('roles', id);
  if (role === undefined) return fail({ kind: 'NotFound', type: 'VIRole', name: id });
  return role.isSystem ? fail({ kind: 'SystemRole', role: role.name }) : ok(role);
}
