import { fail, ok } from '../base/result.ts';
import type { KeyEncryptionKey } from '../storage/disk-key.ts';
import { sameKeyId } from '../storage/key-id.ts';
import { demandPrivilege, requirePrivilege } from './authorization.ts';
import type { Caller, Datacenter, Transaction } from './datacenter.ts';
import type { Fault } from './faults.ts';
import type { Waiting } from './key-service.ts';
import type { CryptoKeyId, HostRow, KeyProviderRow } from './rows.ts';

/**
 * Host encryption mode. A host becomes crypto-safe when it is given a host key; from then on its core dumps are
 * encrypted and it may hold the keys of encrypted VMs. A reboot empties what it holds.
 */

/** Makes the host safe where it is not: a host key from the provider, kept by the host's encryption module. */
export function* ensureCryptoSafe(
  datacenter: Datacenter,
  caller: Caller,
  hostId: string,
  provider: KeyProviderRow,
  entity: string,
): Waiting<HostRow> {
  const host = datacenter.get('hosts', hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
  if (host.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: host.name, entity });
  if (host.cryptoState === 'safe') return ok(host);
  const allowed = demandPrivilege(datacenter, caller, 'Cryptographer.RegisterHost', host);
  if (!allowed.ok) return allowed;
  const made = yield* datacenter.keys.create(provider, {
    component: 'ESXi Server',
    name: host.name,
    identifier: host.id,
  });
  if (!made.ok) return made;
  const { id, key } = made.value;
  datacenter.hostKeys.put(hostId, id, key);
  return datacenter.commit(caller, 'enable host encryption mode', (tx) => {
    const current = tx.get('hosts', hostId);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    const held = requirePrivilege(datacenter, caller, 'Cryptographer.RegisterHost', current);
    if (!held.ok) return held;
    const safe: HostRow = { ...withKey(current, id), cryptoState: 'safe', hostKey: id };
    tx.put('hosts', safe);
    tx.event({
      eventTypeId: 'com.vmware.vc.host.Crypto.Enabled',
      message: `Host ${host.name} is on encryption mode.`,
      host: { id: hostId, name: host.name },
      arguments: { keyId: id.keyId, keyProvider: id.providerId },
    });
    return ok(safe);
  });
}

/** Hosts of the host's cluster that are to hold its VMs' keys: the safe ones, itself included. */
export function safeHostsAround(datacenter: Datacenter, host: HostRow): HostRow[] {
  if (!host.parentId.startsWith('domain-')) return host.cryptoState === 'safe' ? [host] : [];
  return datacenter.find('hosts', 'parent', host.parentId).filter((other) => other.cryptoState === 'safe');
}

/** Hands the key's bytes to hosts; `recordHeldKey` makes it a fact of the model. */
export function giveKeyToHosts(
  datacenter: Datacenter,
  hosts: readonly HostRow[],
  kek: KeyEncryptionKey,
): void {
  for (const host of hosts) datacenter.hostKeys.put(host.id, kek.id, kek.key);
}

export function recordHeldKey(tx: Transaction, hostIds: Iterable<string>, id: CryptoKeyId): void {
  for (const hostId of hostIds) {
    const host = tx.get('hosts', hostId);
    if (host !== undefined && !holdsKey(host, id)) tx.put('hosts', withKey(host, id));
  }
}

export function holdsKey(host: HostRow, id: CryptoKeyId): boolean {
  return host.heldKeys.some((held) => sameKeyId(held, id));
}

function withKey(host: HostRow, id: CryptoKeyId): HostRow {
  return holdsKey(host, id) ? host : { ...host, heldKeys: [...host.heldKeys, id] };
}

/** The key from the host's encryption module, where model and memory agree that it is there. */
export function keyOnHost(
  datacenter: Datacenter,
  host: HostRow,
  id: CryptoKeyId,
): KeyEncryptionKey | undefined {
  const key = holdsKey(host, id) ? datacenter.hostKeys.get(host.id, id) : undefined;
  return key === undefined ? undefined : { id, key };
}

/**
 * The key a VM needs on its host: from the host's module, else from the key provider, which also hands it to
 * the other safe hosts of the cluster. A KMS that does not answer locks nothing that a host still holds.
 */
export function* bringKeyToHost(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  id: CryptoKeyId,
  entity: string,
): Waiting<KeyEncryptionKey> {
  const held = keyOnHost(datacenter, host, id);
  if (held !== undefined) return ok(held);
  const fetched = yield* datacenter.keys.fetch(id, entity);
  if (!fetched.ok) return fail(missingKey(fetched.fault, id, entity));
  const hosts = safeHostsAround(datacenter, host);
  giveKeyToHosts(datacenter, hosts, fetched.value);
  const recorded = datacenter.commit(caller, 'hand a key to hosts', (tx) => {
    recordHeldKey(
      tx,
      hosts.map((safe) => safe.id),
      id,
    );
    return ok(undefined);
  });
  return recorded.ok ? ok(fetched.value) : recorded;
}

/** Why the key is missing decides the fault: nobody has it, or nobody can be asked. */
function missingKey(fault: Fault, id: CryptoKeyId, entity: string): Fault {
  switch (fault.kind) {
    case 'KeyProviderUnreachable':
      return {
        kind: 'EncryptionKeyRequired',
        entity,
        key: id,
        detail: `the key provider cannot be reached: ${fault.detail}`,
      };
    case 'NotFound':
      return {
        kind: 'EncryptionKeyRequired',
        entity,
        key: id,
        detail: `there is no key provider of the name ${id.providerId} here.`,
      };
    default:
      return fault;
  }
}
