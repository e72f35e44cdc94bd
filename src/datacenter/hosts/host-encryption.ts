import { fail, ok } from '../../base/result.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { demandPrivilege, privilegesOn } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { holdsKey, recordHeldKey } from '../keys/held-keys.ts';
import { giveNewHostKey, restoreHostKey } from '../keys/host-key.ts';
import { reportKeyNotSent } from '../keys/key-failure-events.ts';
import { keyProvider } from '../keys/key-providers.ts';
import type { Waiting } from '../keys/key-service.ts';
import type { CryptoKeyId, HostRow, KeyProviderRow } from '../rows.ts';
import { inTurn } from '../turns.ts';
import { refusePending } from './host-crypto-off.ts';
import { checkNoDumpCollector } from './host-dump-collector.ts';
import { isReachable } from './reachable-host.ts';

/**
 * Host encryption mode. A host becomes crypto-safe when it is given a host key; from then on its core dumps are
 * encrypted and it may hold the keys of encrypted VMs. A reboot empties what it holds.
 */

const REGISTER_HOST = 'Cryptographer.RegisterHost';

/**
 * Makes the host safe where it is not: a host key from the provider, kept by the host's encryption module. Where
 * its cluster has safe hosts already, the others that the caller may register are made safe with it, so that
 * every host of the cluster can run what the VM's host can.
 */
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
  const neighbours = neighboursToEnable(datacenter, caller, host);
  const safe = yield* enableHost(datacenter, caller, host, provider);
  if (!safe.ok) return safe;
  for (const neighbour of neighbours) {
    const enabled = yield* enableHost(datacenter, caller, neighbour, provider);
    if (!enabled.ok) return enabled;
  }
  return safe;
}

/** The hosts whose encryption mode is turned on when a VM on this one is encrypted. */
export function hostsToEnable(datacenter: Datacenter, caller: Caller, host: HostRow): HostRow[] {
  const neighbours = neighboursToEnable(datacenter, caller, host);
  return host.cryptoState === 'prepared' ? [host, ...neighbours] : neighbours;
}

/** The cluster's other hosts that are to become safe: none while no host of the cluster is. */
function neighboursToEnable(datacenter: Datacenter, caller: Caller, host: HostRow): HostRow[] {
  const cluster = hostsAround(datacenter, host);
  if (!cluster.some((other) => other.cryptoState === 'safe')) return [];
  return cluster.filter(
    (other) =>
      other.id !== host.id &&
      other.cryptoState === 'prepared' &&
      checkNoDumpCollector(datacenter, other).ok &&
      isReachable(other) &&
      privilegesOn(datacenter, caller.user, other.id).has(REGISTER_HOST),
  );
}

function enableHost(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  provider: KeyProviderRow,
): Waiting<HostRow> {
  return inTurn(datacenter, `enable ${host.id}`, function* () {
    const now = datacenter.get('hosts', host.id);
    if (now?.cryptoState === 'safe') return ok(now);
    // It was safe before it went down: vCenter gives it its key again, without a further privilege.
    if (host.hostKey !== null) return yield* restoreHostKey(datacenter, caller, host);
    const allowed = demandPrivilege(datacenter, caller, REGISTER_HOST, host);
    if (!allowed.ok) return allowed;
    return yield* giveNewHostKey(datacenter, caller, host, provider, {
      privilege: REGISTER_HOST,
      isFirst: true,
      event: {
        eventTypeId: 'com.vmware.vc.host.Crypto.Enabled',
        message: `Host ${host.name} is on encryption mode.`,
      },
    });
  });
}

/** The hosts of the host's cluster, itself included. */
export function hostsAround(datacenter: Datacenter, host: HostRow): HostRow[] {
  return host.parentId.startsWith('domain-') ? datacenter.find('hosts', 'parent', host.parentId) : [host];
}

/** Hosts of the host's cluster that are to hold its VMs' keys: the safe ones that can be reached, itself included. */
export function safeHostsAround(datacenter: Datacenter, host: HostRow): HostRow[] {
  return hostsAround(datacenter, host).filter((other) => other.cryptoState === 'safe' && isReachable(other));
}

/** Hands the key's bytes to hosts; `recordHeldKey` makes it a fact of the model. */
export function giveKeyToHosts(
  datacenter: Datacenter,
  hosts: readonly HostRow[],
  kek: KeyEncryptionKey,
): void {
  for (const host of hosts) datacenter.hostKeys.put(host.id, kek.id, kek.key);
}

/** The key from the host's encryption module, where model and memory agree that it is there. */
export function keyOnHost(
  datacenter: Datacenter,
  host: HostRow,
  id: CryptoKeyId,
): KeyEncryptionKey | undefined {
  const key = holdsKey(datacenter, host.id, id) ? datacenter.hostKeys.get(host.id, id) : undefined;
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
  const brought = yield* bring(datacenter, caller, host, id, entity);
  if (!brought.ok) reportKeyNotSent(datacenter, caller, host, { key: id, entity, fault: brought.fault });
  return brought;
}

function* bring(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  id: CryptoKeyId,
  entity: string,
): Waiting<KeyEncryptionKey> {
  const open = refusePending(host);
  if (!open.ok) return open;
  const held = keyOnHost(datacenter, host, id);
  if (held !== undefined) return ok(held);
  const fetched = yield* datacenter.keys.fetch(id, entity);
  if (!fetched.ok) return fail(missingKey(fetched.fault, id, entity));
  const provider = keyProvider(datacenter, id.providerId);
  if (!provider.ok) return provider;
  if (host.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: host.name, entity });
  const safe = yield* enableHost(datacenter, caller, host, provider.value);
  if (!safe.ok) return safe;
  const hosts = safeHostsAround(datacenter, safe.value);
  giveKeyToHosts(datacenter, hosts, fetched.value);
  const recorded = datacenter.commit(caller, 'hand a key to hosts', (tx) => {
    recordHeldKey(
      tx,
      hosts.map((other) => other.id),
      id,
    );
    return ok(undefined);
  });
  return recorded.ok ? ok(fetched.value) : recorded;
}

/**
 * The key for data that is still to be written under it. That a host holds it is not enough: only the key
 * management server knows whether it is Active.
 */
export function* keyForNewData(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  id: CryptoKeyId,
  entity: string,
): Waiting<KeyEncryptionKey> {
  const active = yield* datacenter.keys.fetch(id, entity);
  if (!active.ok) return active;
  return yield* bringKeyToHost(datacenter, caller, host, id, entity);
}

/**
 * The key for old data that is read once more, to write it under another key or none: one that is Deactivated or
 * Compromised will do, and no host is given it.
 */
export function* keyForOldData(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  id: CryptoKeyId,
  entity: string,
): Waiting<KeyEncryptionKey> {
  const brought = yield* bringKeyToHost(datacenter, caller, host, id, entity);
  if (brought.ok || brought.fault.kind !== 'KeyNotUsable') return brought;
  const fetched = yield* datacenter.keys.fetch(id, entity, { acceptsInactive: true });
  return fetched.ok ? fetched : brought;
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
        isProviderUnknown: true,
      };
    default:
      return fault;
  }
}
