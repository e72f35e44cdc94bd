import { ok, type Result } from '../../base/result.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { EventTypeId } from '../event-types.ts';
import type { NewEvent } from '../events.ts';
import { explainFault, type Fault } from '../faults.ts';
import type { CryptoKeyId, HostRow, VmRow } from '../rows.ts';

/** What the log says when work with keys fails, each in a commit of its own: the failed work itself leaves nothing. */

/** Why a key is not to be had, as the ends of the vendor's ids tell it; undefined where that is not what failed. */
export function missingKeyCause(fault: Fault): 'KMSClusterError' | 'KeyMissingOnKMS' | undefined {
  switch (fault.kind) {
    case 'EncryptionKeyRequired':
    case 'KeyProviderUnreachable':
    case 'KeyProviderFailed':
    case 'CertificateChanged':
      return 'KMSClusterError';
    case 'KeyNotFound':
      return 'KeyMissingOnKMS';
    case 'KeyNotUsable':
      return fault.state.startsWith('Destroyed') ? 'KeyMissingOnKMS' : undefined;
    default:
      return undefined;
  }
}

/** The host needs a key that it did not get. */
export function reportKeyNotSent(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  { key, entity, fault }: { readonly key: CryptoKeyId; readonly entity: string; readonly fault: Fault },
): void {
  const eventTypeId = notSentEvent(fault);
  if (eventTypeId === undefined) return;
  report(datacenter, caller, {
    eventTypeId,
    severity: 'error',
    message: `The key of ${entity} was not sent to host ${host.name}: ${explainFault(fault).why}`,
    host: { id: host.id, name: host.name },
    arguments: { keyId: key.keyId, keyProvider: key.providerId },
  });
}

function notSentEvent(fault: Fault): EventTypeId | undefined {
  const cause = missingKeyCause(fault);
  if (cause !== undefined) return `com.vmware.vc.kms.crypto.SendKeyError.${cause}`;
  if (fault.kind === 'HostNotCryptoCapable') return 'com.vmware.vc.host.Crypto.SendKeyError.HostError';
  return isCryptoDisabled(fault) ? 'com.vmware.vc.host.Crypto.HostCryptoDisabled' : undefined;
}

/** A new host key was wanted for a host whose encryption mode is off until it reboots. */
export function reportCryptoDisabled(
  datacenter: Datacenter,
  caller: Caller,
  host: HostRow,
  fault: Fault,
): void {
  if (!isCryptoDisabled(fault)) return;
  report(datacenter, caller, {
    eventTypeId: 'com.vmware.vc.host.Crypto.HostCryptoDisabled',
    severity: 'error',
    message: `Host ${host.name} takes no key, since its encryption mode is off: ${explainFault(fault).why}`,
    host: { id: host.id, name: host.name },
  });
}

function isCryptoDisabled(fault: Fault): boolean {
  return fault.kind === 'InvalidState' && fault.reason === 'HostPendingIncapable';
}

/** A provider made no key for `entity`. */
export function reportKeyNotMade(
  datacenter: Datacenter,
  caller: Caller,
  providerName: string,
  { entity, fault }: { readonly entity: string; readonly fault: Fault },
): void {
  if (missingKeyCause(fault) === undefined) return;
  report(datacenter, caller, {
    eventTypeId: 'com.vmware.vc.kms.crypto.KeyGenerateFail',
    severity: 'error',
    message: `Key creation failed on key provider ${providerName} for ${entity}: ${explainFault(fault).why}`,
    arguments: { keyProvider: providerName, entity },
  });
}

/** Encrypting, decrypting or rekeying a VM failed once it had begun. */
export function reportRewriteFailure(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  { isRekey, fault }: { readonly isRekey: boolean; readonly fault: Fault },
): void {
  if (fault.kind === 'RequestCanceled' || fault.kind === 'NoPermission') return;
  const { message, why } = explainFault(fault);
  const about = {
    severity: 'error',
    vm: { id: vm.id, name: vm.name },
    arguments: { fault: fault.kind },
  } as const;
  if (fault.kind === 'InsufficientStorageSpace') {
    report(datacenter, caller, {
      ...about,
      eventTypeId: 'com.vmware.vc.vm.crypto.NoDiskSpace',
      message: `Cryptographic operation on ${vm.name} failed due to insufficient disk space: ${message} ${why}`,
    });
  }
  if (isRekey) {
    report(datacenter, caller, {
      ...about,
      eventTypeId: 'com.vmware.vc.vm.crypto.RekeyFail',
      message: `Rekey of ${vm.name} failed: ${message} ${why}`,
    });
  }
}

/** The event is all that is committed; should that fail too, the first fault is what counts. */
function report(datacenter: Datacenter, caller: Caller, event: NewEvent): Result<void, Fault> {
  return datacenter.commit(caller, 'report a failure', (tx) => {
    tx.event(event);
    return ok(undefined);
  });
}
