import { formatBytes } from '../base/units.ts';
import type { CryptoKeyId, PowerState } from './rows.ts';

/**
 * Everything that can go wrong in the model for a reason other than a bug, with vSphere's fault names.
 * `explainFault` is the one table of their words.
 */
export type Fault =
  | { readonly kind: 'NotFound'; readonly type: string; readonly name: string }
  | { readonly kind: 'DuplicateName'; readonly type: string; readonly name: string }
  | { readonly kind: 'InvalidName'; readonly name: string; readonly rule: string }
  | {
      readonly kind: 'InvalidArgument';
      readonly parameter: string;
      readonly rule: string;
      readonly remedy: string;
    }
  | { readonly kind: 'InvalidLogin'; readonly user: string }
  | { readonly kind: 'UnknownServer'; readonly name: string }
  | {
      readonly kind: 'NoPermission';
      readonly user: string;
      readonly privilege: string;
      readonly entity: string;
    }
  | {
      readonly kind: 'InvalidState';
      readonly reason: InvalidStateReason;
      readonly entity: string;
    }
  | {
      readonly kind: 'InvalidPowerState';
      readonly entity: string;
      readonly operation: string;
      readonly requestedState: PowerState;
      readonly existingState: PowerState;
    }
  | { readonly kind: 'HostNotCryptoCapable'; readonly host: string; readonly entity: string }
  | { readonly kind: 'NoHost'; readonly entity: string }
  | { readonly kind: 'KeyProviderMissing' }
  | { readonly kind: 'KeyProviderInUse'; readonly provider: string; readonly users: readonly string[] }
  | { readonly kind: 'KeyProviderUnreachable'; readonly provider: string; readonly detail: string }
  | { readonly kind: 'KeyProviderFailed'; readonly provider: string; readonly detail: string }
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
    }
  | {
      readonly kind: 'EncryptionKeyRequired';
      readonly entity: string;
      readonly key: CryptoKeyId;
      readonly detail: string;
    }
  | { readonly kind: 'InvalidProfile'; readonly policy: string; readonly rule: string }
  | { readonly kind: 'PowerOnLoop'; readonly entity: string; readonly role: 'vcenter' | 'kms' }
  | {
      readonly kind: 'InsufficientStorageSpace';
      readonly datastore: string;
      readonly neededBytes: number;
      readonly freeBytes: number;
    }
  | {
      readonly kind: 'ResourceInUse';
      readonly entity: string;
      readonly holder: string;
      readonly purpose: string;
    }
  | { readonly kind: 'MigrationEncryptionLocked'; readonly entity: string; readonly requested: string }
  | { readonly kind: 'DiskFault'; readonly file: string; readonly detail: string; readonly remedy: string }
  | { readonly kind: 'StateFault'; readonly detail: string; readonly remedy: string }
  | { readonly kind: 'RequestCanceled'; readonly entity: string };

export type InvalidStateReason =
  | 'AlreadyEncrypted'
  | 'NotEncrypted'
  | 'HasSnapshots'
  | 'HasSnapshotsDecrypt'
  | 'HasSnapshotsRekey'
  | 'EncryptedDiskOnPlainVm'
  | 'Locked'
  | 'HostNotConnected'
  | 'EncryptedSnapshot'
  | 'VmRunning'
  | 'IsTemplate';

/** PowerShell's ErrorCategory names that faults map to. */
export type FaultCategory =
  | 'ObjectNotFound'
  | 'ResourceExists'
  | 'InvalidArgument'
  | 'AuthenticationError'
  | 'PermissionDenied'
  | 'InvalidOperation'
  | 'ResourceUnavailable'
  | 'ConnectionError'
  | 'SecurityError'
  | 'OperationStopped'
  | 'ResourceBusy'
  | 'WriteError';

export interface FaultText {
  /** Stable, for scripts: the fault's name and, where it has one, its reason. */
  readonly id: string;
  readonly category: FaultCategory;
  /** PowerCLI's own sentence. */
  readonly message: string;
  readonly why: string;
  /** What to do, with a command that can be run where there is one. */
  readonly remedy: string;
}

/** The words for a fault: message, the rule behind it, and the way out. */
export function explainFault(fault: Fault): FaultText {
  if (fault.kind === 'InvalidState') return invalidState(fault.reason, fault.entity);
  return TEXTS[fault.kind](fault as never);
}

const text = (
  id: string,
  category: FaultCategory,
  message: string,
  why: string,
  remedy: string,
): FaultText => ({ id, category, message, why, remedy });

type Words = {
  readonly [K in Exclude<Fault['kind'], 'InvalidState'>]: (fault: Extract<Fault, { kind: K }>) => FaultText;
};

const quote = (name: string): string => (/^[\w.@-]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`);

const TEXTS: Words = {
  NotFound: ({ type, name }) =>
    text(
      'NotFound',
      'ObjectNotFound',
      `${type} with name '${name}' was not found using the specified filter(s).`,
      `No ${type} of this datacenter that you may see has this name.`,
      `List what there is: Get-${type}`,
    ),
  DuplicateName: ({ type, name }) =>
    text(
      'DuplicateName',
      'ResourceExists',
      `The name '${name}' already exists.`,
      `Two objects of type ${type} in one place cannot have the same name.`,
      'Choose another -Name.',
    ),
  InvalidName: ({ name, rule }) =>
    text('InvalidName', 'InvalidArgument', `The name '${name}' is not valid.`, rule, 'Choose another -Name.'),
  InvalidArgument: ({ parameter, rule, remedy }) =>
    text(
      'InvalidArgument',
      'InvalidArgument',
      `A specified parameter was not correct: ${parameter}`,
      rule,
      remedy,
    ),
  InvalidLogin: ({ user }) =>
    text(
      'InvalidLogin',
      'AuthenticationError',
      'Cannot complete login due to an incorrect user name or password.',
      `The user ${user} does not exist here or the password is wrong.`,
      'Connect-VIServer -Server vcsa-01 -Credential (Get-Credential)',
    ),
  UnknownServer: ({ name }) =>
    text(
      'UnknownServer',
      'ObjectNotFound',
      `Could not resolve the server '${name}'.`,
      'The only server is the vCenter of this state file.',
      'Connect-VIServer lab -Credential (Get-Credential), or start the shell with --lab-accepts-any',
    ),
  NoPermission: ({ user, privilege, entity }) =>
    text(
      'NoPermission',
      'PermissionDenied',
      'Permission to perform this operation was denied.',
      `${user} lacks the privilege ${privilege} on ${entity}.`,
      'Ask an administrator for a role that has it, or connect as another user: Connect-VIServer lab -Credential (Get-Credential)',
    ),
  InvalidPowerState: ({ entity, operation, requestedState, existingState }) =>
    text(
      'InvalidPowerState',
      'InvalidOperation',
      `The attempted operation cannot be performed in the current state (${existingState}).`,
      `${operation} needs ${entity} to be ${requestedState}; it is ${existingState}.`,
      operation.startsWith('Powering')
        ? `Nothing: it is ${existingState} already.`
        : requestedState === 'PoweredOff'
          ? `Stop-VM ${quote(entity)}`
          : `Start-VM ${quote(entity)}`,
    ),
  HostNotCryptoCapable: ({ host, entity }) =>
    text(
      'HostNotCryptoCapable',
      'InvalidOperation',
      `The host ${host} does not support encryption.`,
      `${entity} can be encrypted only where the host's processor has AES-NI; its crypto state is incapable.`,
      `Move it to a host that can: Get-VMHost | Where-Object CryptoSafeSupported`,
    ),
  NoHost: ({ entity }) =>
    text(
      'NoHost',
      'ResourceUnavailable',
      `No host can run ${entity}.`,
      'Every host is disconnected, in maintenance mode or switched off.',
      'Get-VMHost | Select-Object Name, ConnectionState',
    ),
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
      'Decrypt them or rekey them under another provider first.',
    ),
  KeyProviderUnreachable: ({ provider, detail }) =>
    text(
      'KeyProviderUnreachable',
      'ConnectionError',
      `The key provider ${provider} cannot be reached.`,
      `No key management server of it answered: ${detail}`,
      'Get-KeyManagementServer | Select-Object Name, Address, Port, Status',
    ),
  KeyProviderFailed: ({ provider, detail }) =>
    text(
      'KeyProviderFailed',
      'ConnectionError',
      `The key provider ${provider} refused the request.`,
      detail,
      'Get-KeyManagementServer | Select-Object Name, Address, Port, Status',
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
      'Restore the key on the server; without it the data cannot be read.',
    ),
  KeyNotUsable: ({ key, state, entity }) =>
    text(
      'KeyNotUsable',
      'InvalidOperation',
      `The key ${key.keyId} of ${entity} is ${state} on the key provider ${key.providerId}.`,
      'Only an Active key may protect new data.',
      `Set-VMEncryptionKey ${quote(entity)}`,
    ),
  EncryptionKeyRequired: ({ entity, key, detail }) =>
    text(
      'EncryptionKeyRequired',
      'ResourceUnavailable',
      `The virtual machine ${entity} is encrypted and a required key was not found.`,
      `Key ${key.keyId} of key provider ${key.providerId} is not on the host, and ${detail}`,
      `Bring the key provider ${key.providerId} back, then: Start-VM ${quote(entity)}`,
    ),
  InvalidProfile: ({ policy, rule }) =>
    text(
      'InvalidProfile',
      'InvalidArgument',
      `The storage policy '${policy}' cannot be used here.`,
      rule,
      'Get-SpbmStoragePolicy | Select-Object Name, Description',
    ),
  PowerOnLoop: ({ entity, role }) =>
    text(
      'PowerOnLoop',
      'InvalidOperation',
      `${entity} must not be encrypted: it is the ${role === 'vcenter' ? 'vCenter Server' : 'key management server'} of this datacenter.`,
      role === 'vcenter'
        ? 'vCenter fetches every key from the KMS. If its own disks needed a key, it could not start to fetch it: a power-on loop.'
        : 'If the KMS needed one of its own keys to start, no key could be had: a power-on loop.',
      'Leave it unencrypted; restrict who may read its datastore instead.',
    ),
  InsufficientStorageSpace: ({ datastore, neededBytes, freeBytes }) =>
    text(
      'InsufficientStorageSpace',
      'ResourceUnavailable',
      `Insufficient disk space on datastore '${datastore}'.`,
      `A disk is rewritten as a copy: ${formatBytes(neededBytes)} more are needed, ${formatBytes(freeBytes)} are free.`,
      `Free space, or do fewer disks at a time: Get-Datastore ${quote(datastore)}`,
    ),
  ResourceInUse: ({ entity, holder, purpose }) =>
    text(
      'ResourceInUse',
      'ResourceBusy',
      `The resource '${entity}' is in use.`,
      `${holder} holds it to ${purpose}.`,
      'Wait for it to finish, or stop that process.',
    ),
  MigrationEncryptionLocked: ({ entity, requested }) =>
    text(
      'MigrationEncryptionLocked',
      'InvalidOperation',
      'Cannot change encrypted vMotion state for an encrypted VM.',
      `${entity} is encrypted, so it always moves encrypted (required); ${requested} is not allowed.`,
      `Disable-VMEncryption ${quote(entity)}; the setting stays required until it is changed.`,
    ),
  DiskFault: ({ file, detail, remedy }) =>
    text('DiskFault', 'InvalidOperation', `The file ${file} cannot be used.`, detail, remedy),
  StateFault: ({ detail, remedy }) =>
    text(
      'StateFault',
      'WriteError',
      'The datacenter could not be saved; nothing was changed.',
      detail,
      remedy,
    ),
  RequestCanceled: ({ entity }) =>
    text(
      'RequestCanceled',
      'OperationStopped',
      'The task was canceled by a user.',
      `${entity} is as it was before.`,
      'Run it again when wanted.',
    ),
};

function invalidState(reason: InvalidStateReason, entity: string): FaultText {
  const [message, why, remedy] = INVALID_STATES[reason](entity);
  return text(`InvalidState.${reason}`, 'InvalidOperation', message, why, remedy);
}

const INVALID_STATES: Readonly<Record<InvalidStateReason, (entity: string) => [string, string, string]>> = {
  AlreadyEncrypted: (entity) => [
    `The VM ${entity} is already encrypted.`,
    'VM Home has a key already.',
    `For a new key: Set-VMEncryptionKey ${quote(entity)}`,
  ],
  NotEncrypted: (entity) => [
    `The VM ${entity} is not encrypted.`,
    'VM Home has no key.',
    'Get-VM | Where-Object Encrypted',
  ],
  HasSnapshots: (entity) => [
    `The VM ${entity} has snapshots; it cannot be encrypted.`,
    'A snapshot refers to the disk as it is; rewriting the disk would break the chain.',
    `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  ],
  HasSnapshotsDecrypt: (entity) => [
    `The VM ${entity} has snapshots; it can not be decrypted.`,
    'A snapshot refers to the disk as it is; rewriting the disk would break the chain.',
    `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  ],
  HasSnapshotsRekey: (entity) => [
    `The VM ${entity} has snapshots; it cannot get a new key.`,
    'A snapshot keeps the key under which it was taken.',
    `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  ],
  EncryptedDiskOnPlainVm: (entity) => [
    `The VM ${entity} is not encrypted, so it cannot have an encrypted disk.`,
    'VM Home holds what opens the disks; an encrypted disk on an unencrypted VM is not possible.',
    `Enable-VMEncryption ${quote(entity)}`,
  ],
  Locked: (entity) => [
    `The VM ${entity} is locked.`,
    'A key it needs is neither on its host nor to be had from its key provider.',
    `Bring the key provider back, then: Start-VM ${quote(entity)}`,
  ],
  EncryptedSnapshot: (entity) => [
    `The VM ${entity} is encrypted; no snapshot of it can be taken.`,
    'vSphere 6.5 does not support snapshots of encrypted virtual machines.',
    `Disable-VMEncryption ${quote(entity)}`,
  ],
  HostNotConnected: (entity) => [
    `The host ${entity} is not connected.`,
    'Nothing can be done on a host that does not answer or is in maintenance mode.',
    `Get-VMHost ${quote(entity)} | Select-Object Name, ConnectionState`,
  ],
  VmRunning: (entity) => [
    `The VM ${entity} is powered on.`,
    'A running VM cannot be removed.',
    `Stop-VM ${quote(entity)}`,
  ],
  IsTemplate: (entity) => [
    `${entity} is a template.`,
    'A template cannot be powered on or reconfigured.',
    'Make it a virtual machine first.',
  ],
};
