import { fail, ok, type Result } from '../../base/result.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import { demandPrivilege, requirePrivilege, rootFolder } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { Operation } from '../operation.ts';
import { type CryptoKeyId, VCENTER_ID } from '../rows.ts';
import { createKey } from './create-key.ts';
import { holdersOf, keyRowId } from './held-keys.ts';
import { keyProvider } from './key-providers.ts';
import { describeUsers, usersOfKey } from './key-users.ts';
import { settleNewKey } from './new-keys.ts';

/** Keys by themselves, as the API's key manager handles them: made ahead of their use, listed, forgotten. */

const PRIVILEGE = 'Cryptographer.ManageKeys';

/** A new key of the provider, the default one unless named. It is the caller's: nothing destroys it by itself. */
export function* generateKey(
  datacenter: Datacenter,
  caller: Caller,
  providerName: string | undefined,
): Operation<CryptoKeyId> {
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, rootFolder(datacenter));
  if (!allowed.ok) return allowed;
  const provider = keyProvider(datacenter, providerName);
  if (!provider.ok) return provider;
  const vcenter = datacenter.get('vcenter', VCENTER_ID);
  const purpose = {
    component: 'vCenter Server',
    name: vcenter?.name ?? VCENTER_ID,
    identifier: vcenter?.instanceUuid ?? VCENTER_ID,
  } as const;
  const made = yield* createKey(datacenter, caller, provider.value, purpose);
  const kept = made.ok
    ? datacenter.commit<CryptoKeyId>(caller, 'generate a key', (tx) => {
        const { id } = made.value;
        const held = requirePrivilege(datacenter, caller, PRIVILEGE, rootFolder(tx));
        if (!held.ok) return held;
        settleNewKey(tx, id);
        audit(tx, 'GenerateKey', `Key ${id.keyId} of ${id.providerId} was generated.`, id);
        return ok(id);
      })
    : made;
  if (!kept.ok) yield* datacenter.keys.discardNew(purpose.identifier);
  return kept;
}

/** The keys that the providers have for this vCenter, and those that it needs although no server shows them now. */
export function* listKeys(datacenter: Datacenter, caller: Caller): Operation<CryptoKeyId[]> {
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, rootFolder(datacenter));
  if (!allowed.ok) return allowed;
  const keys = new Map<string, CryptoKeyId>();
  const add = (id: CryptoKeyId): unknown => keys.set(JSON.stringify([id.providerId, id.keyId]), id);
  for (const provider of [...datacenter.rows('keyProviders')]) {
    const located = yield* datacenter.keys.list(provider);
    if (located.ok) for (const keyId of located.value) add({ keyId, providerId: provider.name });
  }
  for (const vm of datacenter.rows('vms'))
    for (const key of [vm.keyId, ...vm.disks.map((disk) => disk.keyId)]) if (key !== null) add(key);
  for (const host of datacenter.rows('hosts')) if (host.hostKey !== null) add(host.hostKey);
  return ok([...keys.values()]);
}

/**
 * Takes a key from the hosts that hold it; the key management server keeps it. What needs the key is told, unless
 * it is forced: then a VM gets it again from the server when it next needs it, or is locked where the server has it
 * no more.
 */
export function removeKey(
  datacenter: Datacenter,
  caller: Caller,
  key: CryptoKeyId,
  force: boolean,
): Result<void, Fault> {
  const holders = holdersOf(datacenter, key);
  const removed = datacenter.commit<undefined>(caller, 'remove a key', (tx) => {
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, rootFolder(tx));
    if (!held.ok) return held;
    const users = usersOfKey(datacenter, key.keyId).filter((user) => sameKeyId(user.key, key));
    if (users.length > 0 && !force) return fail({ kind: 'KeyInUse', key, users: describeUsers(users) });
    tx.remove('heldKeys', keyRowId(key));
    audit(tx, 'RemoveKey', `Key ${key.keyId} of ${key.providerId} was removed from the hosts.`, key);
    return ok(undefined);
  });
  if (!removed.ok) return removed;
  for (const hostId of holders) datacenter.hostKeys.remove(hostId, key);
  return ok(undefined);
}

function audit(tx: Transaction, operation: string, message: string, key: CryptoKeyId): void {
  tx.event({
    eventTypeId: 'com.vmware.vc.crypto.Operation',
    message,
    entity: rootFolder(tx),
    arguments: { operation, keyId: key.keyId, keyProvider: key.providerId },
  });
}
