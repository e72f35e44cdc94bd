import type { PowerState } from '../rows.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** The holder of what the shell that asks holds itself. */
export const THIS_SHELL = 'This shell';

/** What a VM refuses for its power state, its role or its holder. */
export type VirtualMachineFault =
  | {
      readonly kind: 'InvalidPowerState';
      readonly entity: string;
      readonly operation: string;
      readonly requestedState: PowerState;
      readonly existingState: PowerState;
    }
  | { readonly kind: 'NoHost'; readonly entity: string }
  | { readonly kind: 'BackupTransport'; readonly entity: string; readonly transport: 'SAN' | 'NBD' }
  | { readonly kind: 'ConcurrentAccess'; readonly entity: string }
  | { readonly kind: 'AlreadyRegistered'; readonly vmx: string; readonly vm: string }
  | {
      readonly kind: 'ResourceInUse';
      readonly entity: string;
      readonly holder: string;
      readonly purpose: string;
    }
  | { readonly kind: 'MigrationEncryptionLocked'; readonly entity: string; readonly requested: string }
  | { readonly kind: 'PowerOnLoop'; readonly entity: string; readonly role: 'vcenter' | 'kms' }
  /** The VM is encrypted already, and is to become this. */
  | { readonly kind: 'PowerOnLoopNow'; readonly entity: string; readonly role: 'vcenter' | 'kms' };

export const VIRTUAL_MACHINE_FAULTS: FaultWords<VirtualMachineFault> = {
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
  NoHost: ({ entity }) =>
    text(
      'NoHost',
      'ResourceUnavailable',
      `No host can run ${entity}.`,
      'Every host that it could go to is disconnected, in maintenance mode or switched off, or there is none.',
      'Get-VMHost | Select-Object Name, ConnectionState',
    ),
  BackupTransport: ({ entity, transport }) =>
    text(
      'NotSupported.BackupTransport',
      'InvalidOperation',
      `The encrypted virtual machine ${entity} cannot be backed up over ${transport}.`,
      transport === 'SAN'
        ? 'SAN transport reads the disks past the host, so it would read ciphertext only.'
        : 'NBD without TLS would send the plain text of its disks in clear over the network.',
      `New-VMBackup ${quote(entity)} -Destination backups -Transport NBDSSL`,
    ),
  ConcurrentAccess: ({ entity }) =>
    text(
      'ConcurrentAccess',
      'ResourceBusy',
      'Another task is already in progress.',
      `Meanwhile another shell has changed ${entity}: its disks, keys, snapshots, power state or place. Nothing was done.`,
      `Look at it and try again: Get-VM ${quote(entity)}`,
    ),
  AlreadyRegistered: ({ vmx, vm }) =>
    text(
      'AlreadyExists',
      'ResourceExists',
      'The specified key, name, or identifier already exists.',
      `${vmx} is the VM ${vm} of this inventory.`,
      `Get-VM ${quote(vm)}`,
    ),
  ResourceInUse: ({ entity, holder, purpose }) =>
    text(
      'ResourceInUse',
      'ResourceBusy',
      `The resource '${entity}' is in use.`,
      `${holder} holds it to ${purpose}.`,
      purpose.startsWith('serve the disks of')
        ? `Stop-VMDiskServer ${quote(entity)}`
        : holder === THIS_SHELL
          ? 'Wait for its task: Get-Task -Status Running | Wait-Task'
          : 'Wait for it to finish, or stop that process.',
    ),
  MigrationEncryptionLocked: ({ entity, requested }) =>
    text(
      'MigrationEncryptionLocked',
      'InvalidOperation',
      'Cannot change encrypted vMotion state for an encrypted VM.',
      `${entity} is encrypted, so it always moves encrypted (required); ${requested} is not allowed.`,
      `Disable-VMEncryption ${quote(entity)}; the setting stays required until it is changed.`,
    ),
  PowerOnLoop: ({ entity, role }) =>
    text(
      'PowerOnLoop',
      'InvalidOperation',
      `${entity} must not be encrypted: it is ${OF_ROLE[role].name} of this datacenter.`,
      OF_ROLE[role].why,
      role === 'vcenter'
        ? 'Leave it unencrypted; restrict who may read its datastore instead.'
        : `Leave it unencrypted, or when its keys come from elsewhere: Enable-VMEncryption ${quote(entity)} -Force`,
    ),
  PowerOnLoopNow: ({ entity, role }) =>
    text(
      'PowerOnLoop',
      'InvalidOperation',
      `${entity} is encrypted; it must not be ${OF_ROLE[role].name} of this datacenter.`,
      OF_ROLE[role].why,
      `Disable-VMEncryption ${quote(entity)}`,
    ),
};

const OF_ROLE = {
  vcenter: {
    name: 'the vCenter Server',
    why: 'vCenter fetches every key from the KMS. If its own disks needed a key, it could not start to fetch it: a power-on loop.',
  },
  kms: {
    name: 'the key management server',
    why: 'If the KMS needed one of its own keys to start, no key could be had: a power-on loop.',
  },
} as const;
