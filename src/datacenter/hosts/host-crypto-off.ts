import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { HostRow } from '../rows.ts';

/**
 * Turning a host's encryption mode off, from vSphere 7.0. The host's encryption module forgets keys with a reboot only, so
 * until then the host is `pendingIncapable`: its core dumps are still encrypted, and it takes no encrypted VM any more.
 */
export function disableHostCrypto(
  datacenter: Datacenter,
  caller: Caller,
  hostId: string,
): PlannedChange<HostRow> {
  const disable = (tx: Transaction): Result<HostRow, Fault> => {
    const host = tx.get('hosts', hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: hostId });
    const held = requirePrivilege(datacenter, caller, 'Cryptographer.RegisterHost', host);
    if (!held.ok) return held;
    const checked = checkDisable(datacenter, tx, host);
    if (!checked.ok) return checked;
    const after: HostRow = { ...host, cryptoState: 'pendingIncapable' };
    tx.put('hosts', after);
    tx.event({
      eventTypeId: 'com.vmware.vc.crypto.Operation',
      message: `Encryption mode of host ${host.name} is off; it forgets its keys when it reboots.`,
      host: { id: host.id, name: host.name },
      arguments: { operation: 'DisableHostCrypto' },
    });
    return ok(after);
  };
  return planChange(datacenter, caller, { operation: 'turn a host’s encryption mode off', change: disable });
}

function checkDisable(datacenter: Datacenter, tx: Transaction, host: HostRow): Result<void, Fault> {
  const supported = requireCapability(tx, 'HostPendingIncapable', { name: host.name, hostId: host.id });
  if (!supported.ok) return supported;
  if (host.cryptoState === 'pendingIncapable') return refusePending(host);
  if (host.cryptoState !== 'safe')
    return fail({ kind: 'InvalidState', reason: 'HostNotCryptoSafe', entity: host.name });
  const isEncrypted = datacenter
    .find('vms', 'host', host.id)
    .some((vm) => vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null));
  return isEncrypted
    ? fail({ kind: 'InvalidState', reason: 'HostHasEncryptedVms', entity: host.name })
    : ok(undefined);
}

/** A host whose encryption mode was turned off gets no key before it has rebooted. */
export function refusePending(host: HostRow): Result<void, Fault> {
  return host.cryptoState === 'pendingIncapable'
    ? fail({ kind: 'InvalidState', reason: 'HostPendingIncapable', entity: host.name })
    : ok(undefined);
}
