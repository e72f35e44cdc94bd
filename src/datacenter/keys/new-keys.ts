import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { randomUuid } from '../../crypto/random.ts';
import { type HeldLock, tryLock } from '../../state/lock.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import { type Datacenter, stateFault, type Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { CryptoKeyId, KeyProviderRow, NewKeyRow } from '../rows.ts';
import { ADMINISTRATOR } from '../vcenter.ts';
import { keyRowId } from './held-keys.ts';
import type { Waiting } from './key-service.ts';
import { usersOfKey } from './key-users.ts';

/**
 * A key is made on the server before anything needs it. Were the work cut or refused in between, the key would
 * stay there for nothing. So each new key is noted with the process that made it, before it is fetched and activated; the
 * commit that puts it to use takes the note away, and a noted key whose work has failed, or whose process is gone, is
 * destroyed. A process that dies between the server's making it and the note leaves a Pre-Active key that nobody has
 * seen. It has no name to find it by, as vCenter's have none, and others may have such keys under the same client.
 */
export interface NewKeys {
  note(id: CryptoKeyId, entity: string): Result<void, Fault>;
  /** Destroys the noted keys for `entity`, or those that processes which are gone have left. */
  discard(provider: KeyProviderRow, which: { readonly entity?: string }, destroy: Destroy): Waiting<void>;
  close(): void;
}

type Destroy = (keyId: string) => Waiting<void>;

/** In the commit that puts a new key to use. */
export function settleNewKey(tx: Transaction, id: CryptoKeyId): void {
  tx.remove('newKeys', keyRowId(id));
}

export function createNewKeys(datacenter: Datacenter, folder: string): NewKeys {
  const caller = { user: ADMINISTRATOR };
  const maker = `${process.pid}-${randomUuid()}.maker`;
  let held: HeldLock | undefined;

  const forget = ({ id }: NewKeyRow): Result<void, Fault> =>
    datacenter.commit(caller, 'settle a new key', (tx) => {
      tx.remove('newKeys', id);
      return ok(undefined);
    });

  return {
    note(id, entity) {
      if (held === undefined) {
        const lock = tryLock(join(folder, maker), { pid: process.pid, purpose: 'making keys' });
        if (!lock.ok) return fail(stateFault(lock.fault));
        held = lock.value;
      }
      return datacenter.commit(caller, 'note a new key', (tx) => {
        tx.put('newKeys', { id: keyRowId(id), keyId: id, entity, maker });
        return ok(undefined);
      });
    },
    *discard(provider, { entity }, destroy) {
      for (const row of [...datacenter.rows('newKeys')]) {
        if (row.keyId.providerId !== provider.name) continue;
        const isMeant =
          entity === undefined ? row.maker !== maker : row.maker === maker && row.entity === entity;
        if (!isMeant || (entity === undefined && isAlive(folder, row.maker))) continue;
        // What decides is the model as it is now: a key that something needs is never destroyed.
        const fresh = datacenter.refresh();
        if (!fresh.ok) return fresh;
        const isNeeded = usersOfKey(datacenter, row.keyId.keyId).some(({ key }) => sameKeyId(key, row.keyId));
        const destroyed = isNeeded ? ok(undefined) : yield* destroy(row.keyId.keyId);
        if (!destroyed.ok) return destroyed;
        const forgotten = forget(row);
        if (!forgotten.ok) return forgotten;
      }
      return ok(undefined);
    },
    close: () => held?.release({ remove: true }),
  };
}

/** A maker's lock is free when its process is gone; then its file goes too. */
function isAlive(folder: string, maker: string): boolean {
  const path = join(folder, maker);
  const lock = tryLock(path, { pid: process.pid, purpose: 'looking after keys' });
  if (!lock.ok) return true;
  lock.value.release();
  rmSync(path, { force: true });
  return false;
}
