import { fail, ok, type Result } from '../../base/result.ts';
import { hashPassword, verifyPassword } from '../../crypto/password.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { UserRow } from '../rows.ts';
import { accountNamed } from './principals.ts';

/** Checks a user's password and records the log-in, or its failure. */
export function logIn(datacenter: Datacenter, user: string, password: string): Result<Caller, Fault> {
  const row = userNamed(datacenter, user);
  const caller: Caller = { user: row?.name ?? user };
  if (row === undefined || !verifyPassword(password, row.passwordHash)) {
    datacenter.commit(caller, 'log in', (tx) => {
      tx.event({
        eventTypeId: 'BadUsernameSessionEvent',
        severity: 'error',
        message: `Cannot login ${user}: incorrect user name or password`,
      });
      return ok(undefined);
    });
    return fail({ kind: 'InvalidLogin', user });
  }
  return openSession(datacenter, caller);
}

/** A session without a password, for who may read the state file anyway: the operating system's user. */
export function openSession(datacenter: Datacenter, caller: Caller): Result<Caller, Fault> {
  const row = userNamed(datacenter, caller.user);
  return row === undefined ? fail({ kind: 'InvalidLogin', user: caller.user }) : ok({ user: row.name });
}

/** A salted scrypt hash: all that the state keeps of a password. */
export function hashUserPassword(password: string): string {
  return hashPassword(password);
}

function userNamed(datacenter: Datacenter, name: string): UserRow | undefined {
  const account = accountNamed(datacenter, name);
  return account?.isGroup === false ? account.row : undefined;
}
