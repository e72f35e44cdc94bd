import { fail, ok } from '../../base/result.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { NewEvent } from '../events.ts';
import type { Fault } from '../faults.ts';
import { refusePending } from '../hosts/host-crypto-off.ts';
import { checkNoDumpCollector } from '../hosts/host-dump-collector.ts';
import { requireReachable } from '../hosts/reachable-host.ts';
import type { HostRow, KeyProviderRow } from '../rows.ts';
import { createKey } from './create-key.ts';
import { keyProviderAt } from './entity-default-provider.ts';
import { recordHeldKey, replaceHeldKey } from './held-keys.ts';
import { reportCryptoDisabled } from './key-failure-events.ts';
import { keyProvider } from './key-providers.ts';
import type { Waiting } from './key-service.ts';
import { settleNewKey } from './new-keys.ts';

/** The host key: it makes a host crypto-safe, and its core dumps are encrypted under it. */

/** A new host key from the provider in place of the old one, if there was any; the host is safe afterwards. */
export function* giveNewHostKey(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  provider: KeyProviderRow,
  change: {
    readonly privilege?: string;
    readonly event: Pick<NewEvent, 'eventTypeId' | 'message'>;
    /** A key that the provider has already, in place of a new one. */
    readonly keyId?: string;
    /** For a host that has none: where another process was faster, its key stays and the new one goes. */
    readonly isFirst?: boolean;
  },
): Waiting<HostRow> {
  const reached = requireReachable(host);
  if (!reached.ok) return reached;
  const free = checkNoDumpCollector(datacenter, host);
  if (!free.ok) return free;
  const open = refusePending(host);
  if (!open.ok) {
    reportCryptoDisabled(datacenter, caller, host, open.fault);
    return open;
  }
  const made =
    change.keyId === undefined
      ? yield* createKey(datacenter, caller, provider, {
          component: 'ESXi Server',
          name: host.name,
          identifier: host.id,
        })
      : yield* datacenter.keys.fetch({ keyId: change.keyId, providerId: provider.name }, host.name);
  if (!made.ok) {
    yield* datacenter.keys.discardNew(host.id);
    return made;
  }
  const { id, key } = made.value;
  datacenter.hostKeys.put(host.id, id, key);
  const given = datacenter.commit(caller, 'give a host its key', (tx) => {
    const current = tx.get('hosts', host.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    if (change.privilege !== undefined) {
      const held = requirePrivilege(datacenter, caller, change.privilege, current);
      if (!held.ok) return held;
    }
    const stillReached = requireReachable(current);
    if (!stillReached.ok) return stillReached;
    const still = checkNoDumpCollector(tx, current);
    if (!still.ok) return still;
    const stillOpen = refusePending(current);
    if (!stillOpen.ok) return stillOpen;
    if (change.isFirst === true && current.cryptoState === 'safe') return ok(current);
    const { hostKey: old } = current;
    const safe: HostRow = { ...current, cryptoState: 'safe', hostKey: id };
    tx.put('hosts', safe);
    replaceHeldKey(tx, host.id, old, id);
    settleNewKey(tx, id);
    tx.event({
      ...change.event,
      host: { id: host.id, name: host.name },
      arguments: { keyId: id.keyId, keyProvider: id.providerId },
    });
    return ok(safe);
  });
  const isUsed = given.ok && given.value.hostKey !== null && sameKeyId(given.value.hostKey, id);
  if (!isUsed) {
    datacenter.hostKeys.remove(host.id, id);
    yield* datacenter.keys.discardNew(host.id);
  }
  return given;
}

/**
 * After a restart: the host gets its own key again. Where the key management server has it no more, or the
 * provider is gone, vCenter renews it; where the server cannot be asked, the host stays without.
 */
export function* restoreHostKey(datacenter: Datacenter, caller: Caller, host: HostRow): Waiting<HostRow> {
  const { hostKey } = host;
  if (hostKey === null || host.cryptoState !== 'prepared') return ok(host);
  const reached = requireReachable(host);
  if (!reached.ok) return reached;
  const fetched = yield* datacenter.keys.fetch(hostKey, host.name);
  if (!fetched.ok) return yield* renewHostKey(datacenter, caller, host, fetched.fault);
  datacenter.hostKeys.put(host.id, hostKey, fetched.value.key);
  const restored = datacenter.commit<HostRow>(caller, 'give a host its key again', (tx) => {
    const current = tx.get('hosts', host.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    const still = requireReachable(current);
    if (!still.ok) return still;
    const safe: HostRow = { ...current, cryptoState: 'safe' };
    tx.put('hosts', safe);
    recordHeldKey(tx, [host.id], hostKey);
    tx.event({
      eventTypeId: 'com.vmware.vc.host.Crypto.Enabled',
      message: `Host ${host.name} is on encryption mode.`,
      host: { id: host.id, name: host.name },
      arguments: { keyId: hostKey.keyId, keyProvider: hostKey.providerId },
    });
    return ok(safe);
  });
  if (!restored.ok) datacenter.hostKeys.remove(host.id, hostKey);
  return restored;
}

function* renewHostKey(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  fault: Fault,
): Waiting<HostRow> {
  const isLost = fault.kind === 'KeyNotFound' || fault.kind === 'KeyNotUsable';
  if (!isLost && fault.kind !== 'NotFound') return fail(fault);
  const provider = keyProvider(datacenter, isLost ? host.hostKey?.providerId : undefined);
  if (!provider.ok) return provider;
  return yield* giveNewHostKey(datacenter, caller, host, provider.value, {
    event: isLost
      ? {
          eventTypeId: 'com.vmware.vc.host.Crypto.HostKey.NewKey.KeyMissingOnKMS',
          message: `Host key of ${host.name} is renewed because key is missing on KMS cluster ${provider.value.name}.`,
        }
      : {
          eventTypeId: 'com.vmware.vc.host.Crypto.HostKey.NewKey.KMSClusterError',
          message: `Host key of ${host.name} is renewed because of a KMS cluster error.`,
        },
  });
}

/** Set-VMHost -KmsCluster: turns the host's encryption mode on, or gives a safe host another key. */
export function* rekeyHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly providerName?: string; readonly keyId?: string },
): Waiting<HostRow> {
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  const privilege = 'Cryptographer.RegisterHost';
  const allowed = demandPrivilege(datacenter, caller, privilege, host);
  if (!allowed.ok) return allowed;
  if (host.cryptoState === 'incapable')
    return fail({ kind: 'HostNotCryptoCapable', host: host.name, entity: host.name });
  const reached = requireReachable(host);
  if (!reached.ok) return reached;
  const provider = keyProviderAt(datacenter, host.id, request.providerName);
  if (!provider.ok) return provider;
  const event: Pick<NewEvent, 'eventTypeId' | 'message'> =
    host.cryptoState === 'safe'
      ? {
          eventTypeId: 'com.vmware.vc.crypto.HostKeyUpdatedEvent',
          message: `Host ${host.name} was given a new host key of ${provider.value.name}.`,
        }
      : {
          eventTypeId: 'com.vmware.vc.host.Crypto.Enabled',
          message: `Host ${host.name} is on encryption mode.`,
        };
  return yield* giveNewHostKey(datacenter, caller, host, provider.value, {
    privilege,
    event,
    ...(request.keyId !== undefined && { keyId: request.keyId }),
  });
}

/** Enable-VMHostCryptoSafe: a host that is safe already is refused. */
export function* enableHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly providerName?: string },
): Waiting<HostRow> {
  const host = datacenter.get('hosts', request.hostId);
  if (host?.cryptoState === 'safe')
    return fail({ kind: 'InvalidState', reason: 'HostIsCryptoSafe', entity: host.name });
  return yield* rekeyHost(datacenter, caller, request);
}

/** Set-VMHostCryptoKey: only a host that is safe has a key to renew. */
export function* renewHost(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly providerName?: string },
): Waiting<HostRow> {
  const host = datacenter.get('hosts', request.hostId);
  if (host?.cryptoState === 'prepared')
    return fail({ kind: 'InvalidState', reason: 'HostNotCryptoSafe', entity: host.name });
  return yield* rekeyHost(datacenter, caller, {
    ...(host?.hostKey && { providerName: host.hostKey.providerId }),
    ...request,
  });
}
