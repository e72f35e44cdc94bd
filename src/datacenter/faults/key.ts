import type { CryptoKeyId } from '../rows.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** Key providers, their servers and the keys. */
export type KeyFault =
  | { readonly kind: 'KeyProviderMissing' }
  | { readonly kind: 'KeyProviderInUse'; readonly provider: string; readonly users: readonly string[] }
  | { readonly kind: 'KeyInUse'; readonly key: CryptoKeyId; readonly users: readonly string[] }
  | {
      readonly kind: 'KeyProviderUnreachable';
      readonly provider: string;
      readonly detail: string;
      /** A server that was to be added did not answer: nothing of it is known yet. */
      readonly isNew?: boolean;
    }
  | {
      readonly kind: 'KeyProviderFailed';
      readonly provider: string;
      readonly detail: string;
      /** The server does not know the certificate that it is shown. */
      readonly isClientUnknown?: boolean;
    }
  | {
      readonly kind: 'CertificateChanged';
      readonly provider: string;
      readonly server: string;
      readonly detail: string;
    }
  | { readonly kind: 'KeyNotFound'; readonly key: CryptoKeyId; readonly entity: string }
  | {
      readonly kind: 'KeyNotUsable';
      readonly key: CryptoKeyId;
      readonly state: string;
      readonly entity: string;
      /** A host that still holds it. */
      readonly heldBy?: string | undefined;
    }
  | {
      readonly kind: 'EncryptionKeyRequired';
      readonly entity: string;
      readonly key: CryptoKeyId;
      readonly detail: string;
      /** No key provider here has the name that the VM's files ask for. */
      readonly isProviderUnknown?: boolean;
    }
  | {
      readonly kind: 'DiskKeyRequired';
      readonly entity: string;
      /** Datastore path of the descriptor. */
      readonly file: string;
      readonly key: CryptoKeyId;
      readonly detail: string;
    }
  | {
      readonly kind: 'CoreDumpKeyRequired';
      readonly host: string;
      readonly dump: string;
      readonly key: CryptoKeyId;
      readonly detail: string;
    };

export const KEY_FAULTS: FaultWords<KeyFault> = {
  KeyProviderMissing: () =>
    text(
      'KeyProviderMissing',
      'ObjectNotFound',
      'There is no key provider to take a key from.',
      'Keys come from a key management server; none is registered and marked as default.',
      'Add-KeyManagementServer -Name kms-1 -KeyProvider my-kms -Address kms.example -Port 5696 -TrustKeyManagementServer $true',
    ),
  KeyProviderInUse: ({ provider, users }) =>
    text(
      'ResourceInUse.KeyProvider',
      'ResourceBusy',
      `The key provider ${provider} is in use.`,
      `Keys of it are needed by: ${users.slice(0, 10).join(', ')}${users.length > 10 ? ` and ${users.length - 10} more` : ''}.`,
      'Other keys come with Set-VMEncryptionKey VM -KeyProvider OTHER and Set-VMHost HOST -KmsCluster OTHER; -Force removes it all the same and locks these virtual machines.',
    ),
  KeyInUse: ({ key, users }) =>
    text(
      'ResourceInUse.Key',
      'ResourceBusy',
      `The key ${key.keyId} of ${key.providerId} is in use.`,
      `It is needed by: ${users.slice(0, 10).join(', ')}${users.length > 10 ? ` and ${users.length - 10} more` : ''}.`,
      'Give these other keys first (Set-VMEncryptionKey, Set-VMHostCryptoKey), or call the method with force $true.',
    ),
  KeyProviderUnreachable: ({ provider, detail, isNew = false }) =>
    text(
      'KeyProviderUnreachable',
      'ConnectionError',
      `The key provider ${provider} cannot be reached.`,
      `No key management server of it answered: ${detail}`,
      isNew
        ? 'Start the server, or check -Address and -Port; with -TrustKeyManagementServer $false it is added unseen.'
        : `Get-KMServerStatus -KMSClusterId ${quote(provider)}`,
    ),
  KeyProviderFailed: ({ provider, detail, isClientUnknown = false }) =>
    text(
      'KeyProviderFailed',
      'ConnectionError',
      `The key provider ${provider} refused the request.`,
      detail,
      isClientUnknown
        ? `Make the client known to the server by its certificate: (Get-KeyProvider ${quote(provider)}).ClientCertificate`
        : `Get-KMServerStatus -KMSClusterId ${quote(provider)}`,
    ),
  CertificateChanged: ({ provider, server, detail }) =>
    text(
      'CertificateChanged',
      'SecurityError',
      `The certificate of key management server ${server} (${provider}) is not the one that was trusted.`,
      `${detail} Someone may be between you and the server.`,
      `When the change is known to be right: Set-KeyManagementServer ${quote(server)} -TrustKeyManagementServer $true`,
    ),
  KeyNotFound: ({ key, entity }) =>
    text(
      'KeyNotFound',
      'ObjectNotFound',
      `The key ${key.keyId} of ${entity} was not found on the key provider ${key.providerId}.`,
      'The key management server answered that it has no such key, or not for this client.',
      'Restore the key on the server, or, when another vCenter made it, let this client in there as that one: (Get-KeyProvider ' +
        `${quote(key.providerId)}).ClientCertificate. Without the key the data cannot be read.`,
    ),
  KeyNotUsable: ({ key, state, entity, heldBy }) =>
    text(
      'KeyNotUsable',
      'InvalidOperation',
      `The key ${key.keyId} of ${entity} is ${state} on the key provider ${key.providerId}.`,
      'A key that is not Active protects no new data, and is given to no further host; a host that holds it already can still use it.',
      state.startsWith('Destroyed')
        ? heldBy === undefined
          ? `Restore the key on the server from its backup, or ${entity} from one of its own. No host holds the key any more; without it nothing can be read.`
          : `${heldBy} still holds it. While ${entity} is on that host, give it a new key: Set-VMEncryptionKey ${quote(entity)}`
        : `Give it a new key, for which the old one can still be read: Set-VMEncryptionKey ${quote(entity)}`,
    ),
  EncryptionKeyRequired: ({ entity, key, detail, isProviderUnknown }) =>
    text(
      'EncryptionKeyRequired',
      'ResourceUnavailable',
      `The virtual machine ${entity} is encrypted and a required key was not found.`,
      `Key ${key.keyId} of key provider ${key.providerId} is not on the host, and ${detail}`,
      isProviderUnknown === true
        ? `Add its servers under this very name, then start the VM: Add-KeyManagementServer -Name kms-1 -KeyProvider ${quote(key.providerId)} -Address kms.example -Port 5696 -TrustKeyManagementServer $true`
        : `Bring the key provider ${key.providerId} back, then: Start-VM ${quote(entity)}`,
    ),
  DiskKeyRequired: ({ entity, file, key, detail }) =>
    text(
      'EncryptionKeyRequired.Disk',
      'ResourceUnavailable',
      `The disk [${volumePath(file)}] is encrypted and a required key was not found.`,
      `Key ${key.keyId} of key provider ${key.providerId} is not on the host of ${entity}, and ${detail}`,
      `Bring the key back on key provider ${key.providerId}, then: Start-VM ${quote(entity)}`,
    ),
  CoreDumpKeyRequired: ({ host, dump, key, detail }) =>
    text(
      'EncryptionKeyRequired.CoreDump',
      'ResourceUnavailable',
      `The core dump ${dump} of ${host} is encrypted and a required key was not found.`,
      `Host key ${key.keyId} of key provider ${key.providerId} is needed; ${detail}`,
      `Bring key provider ${key.providerId} back with that key; Get-VMHostCoreDump ${quote(host)}`,
    ),
};

/** A datastore path as ESXi names it: `/vmfs/volumes/datastore1/app-01/app-01.vmdk`. */
function volumePath(datastorePath: string): string {
  return datastorePath.replace(/^\[([^\]]*)\] */, '/vmfs/volumes/$1/');
}
