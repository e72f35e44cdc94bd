import { fail, ok, type Result } from '../../base/result.ts';
import { hashPassword } from '../../crypto/password.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { GroupRow, UserRow } from '../rows.ts';
import { entityOf, principalsOf, requireAll, requirePrivilege, rootFolder } from './authorization.ts';
import { removePermissions } from './permissions.ts';
import { type Account, accountNamed, DEFAULT_DOMAIN, principalName } from './principals.ts';

/**
 * Users and groups. Who changes an account could act as it, or make another act as itself; so he must have
 * every privilege that it has, wherever it has it. A user may always change his own password.
 */

const MANAGE = 'Host.Local.ManageUserGroups';

export interface NewAccount {
  readonly name: string;
  readonly description: string;
  /** Undefined: a group. */
  readonly password: string | undefined;
  /** Groups that it joins. */
  readonly groups: readonly string[];
  /** Members, of a new group. */
  readonly members: readonly string[];
}

export function createAccount(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewAccount,
): PlannedChange<Account> {
  const name = principalName(wanted.name);
  const valid = checkNewName(name);
  const password = wanted.password === undefined ? ok(undefined) : hashNewPassword(wanted.password);
  const create = (tx: Transaction): Result<Account, Fault> => {
    if (!valid.ok) return valid;
    if (!password.ok) return password;
    const passwordHash = password.value;
    const allowed = requirePrivilege(datacenter, caller, MANAGE, rootFolder(tx));
    if (!allowed.ok) return allowed;
    if (accountNamed(datacenter, name) !== undefined)
      return fail({ kind: 'DuplicateName', type: 'VIAccount', name });
    const { description } = wanted;
    const members: string[] = [];
    for (const member of wanted.members) {
      const account = accountNamed(datacenter, member);
      if (account === undefined) return fail({ kind: 'NotFound', type: 'VIAccount', name: member });
      members.push(account.row.name.toLowerCase());
    }
    const account: Account =
      passwordHash === undefined
        ? { isGroup: true, row: { id: accountId(name), name, description, members } }
        : { isGroup: false, row: { id: accountId(name), name, description, passwordHash } };
    put(tx, account);
    const joined = setMembership(datacenter, caller, tx, name, { join: wanted.groups, leave: [] });
    if (!joined.ok) return joined;
    tx.event({
      eventTypeId: 'AccountCreatedEvent',
      message: `Account ${name} was created`,
      arguments: { account: name, group: String(account.isGroup) },
    });
    return ok(account);
  };
  return planChange(datacenter, caller, { operation: 'create an account', change: create });
}

export interface AccountChange {
  readonly description?: string;
  readonly password?: string;
  /** Groups that it joins and leaves. */
  readonly join?: readonly string[];
  readonly leave?: readonly string[];
  /** Of a group: who comes in and who goes. */
  readonly addMembers?: readonly string[];
  readonly removeMembers?: readonly string[];
}

export function changeAccount(
  datacenter: Datacenter,
  caller: Caller,
  name: string,
  change: AccountChange,
): PlannedChange<Account> {
  const password = change.password === undefined ? ok(undefined) : hashNewPassword(change.password);
  const replace = (tx: Transaction): Result<Account, Fault> => {
    if (!password.ok) return password;
    const account = accountNamed(datacenter, name);
    if (account === undefined) return fail({ kind: 'NotFound', type: 'VIAccount', name });
    const allowed = checkMayChange(datacenter, caller, tx, account, change);
    if (!allowed.ok) return allowed;
    const after = changed(account, change, password.value);
    if (!after.ok) return after;
    put(tx, after.value);
    const members = setMembers(datacenter, caller, tx, after.value, change);
    if (!members.ok) return members;
    const membership = setMembership(datacenter, caller, tx, account.row.name, {
      join: change.join ?? [],
      leave: change.leave ?? [],
    });
    if (!membership.ok) return membership;
    tx.event({
      eventTypeId: 'AccountUpdatedEvent',
      message: `Account ${account.row.name} was changed`,
      arguments: { account: account.row.name, changed: Object.keys(change).join(', ') },
    });
    return ok(accountOf(tx, account));
  };
  return planChange(datacenter, caller, { operation: 'change an account', change: replace });
}

/** An account and its permissions. */
export function removeAccount(datacenter: Datacenter, caller: Caller, name: string): PlannedChange<void> {
  const remove = (tx: Transaction): Result<void, Fault> => {
    const account = accountNamed(datacenter, name);
    if (account === undefined) return fail({ kind: 'NotFound', type: 'VIAccount', name });
    const allowed = checkMayChange(datacenter, caller, tx, account, {});
    if (!allowed.ok) return allowed;
    const key = account.row.name.toLowerCase();
    const change = `Removing ${account.row.name}`;
    const revoked = removePermissions(
      datacenter,
      tx,
      datacenter.find('permissions', 'principal', key),
      change,
    );
    if (!revoked.ok) return revoked;
    const groups = datacenter.find('groups', 'member', key).map((group) => group.name);
    const left = setMembership(datacenter, caller, tx, account.row.name, { join: [], leave: groups });
    if (!left.ok) return left;
    tx.remove(account.isGroup ? 'groups' : 'users', account.row.id);
    tx.event({
      eventTypeId: 'AccountRemovedEvent',
      message: `Account ${account.row.name} was removed`,
      arguments: { account: account.row.name },
    });
    return ok(undefined);
  };
  return planChange(datacenter, caller, { operation: 'remove an account', change: remove });
}

export function accountId(name: string): string {
  return `user:${name.toLowerCase()}`;
}

function put(tx: Transaction, account: Account): void {
  if (account.isGroup) tx.put('groups', account.row);
  else tx.put('users', account.row);
}

function accountOf(tx: Transaction, account: Account): Account {
  if (account.isGroup) return { isGroup: true, row: tx.get('groups', account.row.id) ?? account.row };
  return { isGroup: false, row: tx.get('users', account.row.id) ?? account.row };
}

function changed(
  account: Account,
  change: AccountChange,
  passwordHash: string | undefined,
): Result<Account, Fault> {
  const description = change.description ?? account.row.description;
  if (!account.isGroup) {
    const row: UserRow = { ...account.row, description, ...(passwordHash !== undefined && { passwordHash }) };
    return ok({ isGroup: false, row });
  }
  if (passwordHash === undefined) return ok({ isGroup: true, row: { ...account.row, description } });
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Password',
    rule: `${account.row.name} is a group; only users have passwords.`,
    remedy: `Set-VIAccount ${account.row.name} -Description 'A group'`,
  });
}

function checkMayChange(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  account: Account,
  change: AccountChange,
): Result<void, Fault> {
  const isOwn = account.row.name.toLowerCase() === caller.user.toLowerCase();
  if (isOwn && Object.keys(change).join() === 'password') return ok(undefined);
  const allowed = requirePrivilege(datacenter, caller, MANAGE, rootFolder(tx));
  return allowed.ok ? requireNoLess(datacenter, caller, account.row.name) : allowed;
}

/** The caller must have every privilege that the account has, by itself or by its groups. */
function requireNoLess(datacenter: Datacenter, caller: Caller, name: string): Result<void, Fault> {
  for (const principal of principalsOf(datacenter, name)) {
    for (const permission of datacenter.find('permissions', 'principal', principal)) {
      const [role] = datacenter.find('roles', 'roleId', String(permission.roleId));
      const { entityId } = permission;
      const entity = entityOf(datacenter, entityId) ?? { id: entityId, name: entityId };
      const held = requireAll(datacenter, caller, role?.privileges ?? [], entity);
      if (!held.ok) return held;
    }
  }
  return ok(undefined);
}

function setMembers(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  account: Account,
  { addMembers = [], removeMembers = [] }: AccountChange,
): Result<void, Fault> {
  for (const [members, isJoining] of [
    [addMembers, true],
    [removeMembers, false],
  ] as const) {
    for (const member of members) {
      const joining = isJoining ? [account.row.name] : [];
      const leaving = isJoining ? [] : [account.row.name];
      const set = setMembership(datacenter, caller, tx, member, { join: joining, leave: leaving });
      if (!set.ok) return set;
    }
  }
  return ok(undefined);
}

function setMembership(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  member: string,
  { join, leave }: { readonly join: readonly string[]; readonly leave: readonly string[] },
): Result<void, Fault> {
  const known = accountNamed(datacenter, member);
  const key = (known?.row.name ?? principalName(member)).toLowerCase();
  if (
    known === undefined &&
    tx.get('users', accountId(key)) === undefined &&
    tx.get('groups', accountId(key)) === undefined
  )
    return fail({ kind: 'NotFound', type: 'VIAccount', name: member });
  for (const [names, isJoining] of [
    [join, true],
    [leave, false],
  ] as const) {
    for (const name of names) {
      const group = groupNamed(tx, name);
      if (group === undefined) return fail({ kind: 'NotFound', type: 'VIAccount', name });
      const held = requireNoLess(datacenter, caller, group.name);
      if (!held.ok) return held;
      if (isJoining && holds(tx, key, group.name.toLowerCase())) return isOwnMember(key, group.name);
      const others = group.members.filter((other) => other !== key);
      tx.put('groups', { ...group, members: isJoining ? [...others, key] : others });
    }
  }
  return ok(undefined);
}

/** True when the group is the account itself, or is in it, directly or by way of other groups. */
function holds(tx: Transaction, account: string, group: string, seen = new Set<string>()): boolean {
  if (account === group) return true;
  if (seen.has(account)) return false;
  seen.add(account);
  const members = tx.get('groups', accountId(account))?.members ?? [];
  return members.some((member) => holds(tx, member, group, seen));
}

function isOwnMember(account: string, group: string): Result<never, Fault> {
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Members',
    rule: `${group} would be in itself: it is ${account}, or in it by way of its members.`,
    remedy: `Get-VIAccount ${quote(group)} | Select-Object Name, Members, Groups`,
  });
}

function groupNamed(tx: Transaction, name: string): GroupRow | undefined {
  return tx.get('groups', accountId(principalName(name)));
}

function checkNewName(name: string): Result<void, Fault> {
  const rule = `A name is letters, digits, dots, dashes and underscores, with @${DEFAULT_DOMAIN} or another domain behind it.`;
  return /^[\w.-]{1,64}@[\w.-]{1,64}$/.test(name) ? ok(undefined) : fail({ kind: 'InvalidName', name, rule });
}

/** vCenter's own policy for passwords. */
function hashNewPassword(password: string): Result<string, Fault> {
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^A-Za-z\d]/];
  if (password.length >= 8 && password.length <= 64 && classes.every((one) => one.test(password)))
    return ok(hashPassword(password));
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Password',
    rule: 'A password has 8 to 64 characters, with a lower-case and an upper-case letter, a digit and another character.',
    remedy: 'Give one that has, such as from: Read-Host -AsSecureString',
  });
}
