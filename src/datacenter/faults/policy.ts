import { type FaultWords, quote, text } from './fault-text.ts';

/** Storage policies, and what may be encrypted apart from what. */
export type PolicyFault =
  | { readonly kind: 'DiskNeedsEncryptedHome'; readonly entity: string; readonly disks: readonly string[] }
  | { readonly kind: 'HomeNeedsPlainDisks'; readonly entity: string; readonly disks: readonly string[] }
  | { readonly kind: 'DisksNotEncrypted'; readonly entity: string; readonly disks: readonly string[] }
  | { readonly kind: 'DisksEncrypted'; readonly entity: string; readonly disks: readonly string[] }
  | { readonly kind: 'DisksOfOtherVm'; readonly entity: string; readonly disks: readonly string[] }
  | { readonly kind: 'LinkedCloneNeedsSnapshot'; readonly entity: string }
  | { readonly kind: 'LinkedCloneKeepsKey'; readonly entity: string; readonly source: string }
  | { readonly kind: 'HasLinkedClones'; readonly entity: string; readonly clones: readonly string[] }
  | { readonly kind: 'PolicyIsBuiltIn'; readonly policy: string; readonly isEncryption: boolean }
  | { readonly kind: 'PolicyInUse'; readonly policy: string; readonly users: readonly string[] }
  | { readonly kind: 'PlainDiskUnderPolicy'; readonly entity: string; readonly file: string };

const list = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(', ')} and ${names.length - 5} more` : names.join(', ');

export const POLICY_FAULTS: FaultWords<PolicyFault> = {
  DiskNeedsEncryptedHome: ({ entity, disks }) =>
    text(
      'DiskNeedsEncryptedHome',
      'InvalidOperation',
      `The VM ${entity} is not encrypted, so ${list(disks)} cannot be encrypted.`,
      'VM Home holds what opens the disks; an encrypted disk on an unencrypted VM is not possible.',
      `Enable-VMEncryption ${quote(entity)}`,
    ),
  HomeNeedsPlainDisks: ({ entity, disks }) =>
    text(
      'HomeNeedsPlainDisks',
      'InvalidOperation',
      `VM Home of ${entity} cannot be decrypted while ${list(disks)} ${disks.length === 1 ? 'is' : 'are'} encrypted.`,
      'The order is: disks first, VM Home last; or all of them together.',
      `Set-SpbmEntityConfiguration (Get-VM ${quote(entity)}), (Get-HardDisk ${quote(entity)}) -StoragePolicy 'Datastore Default'`,
    ),
  DisksNotEncrypted: ({ entity, disks }) =>
    text(
      'DisksNotEncrypted',
      'InvalidOperation',
      'The provided disks are not encrypted.',
      `${list(disks)} of ${entity} ${disks.length === 1 ? 'has' : 'have'} no key.`,
      `Get-HardDisk ${quote(entity)} | Where-Object Encrypted`,
    ),
  DisksEncrypted: ({ entity, disks }) =>
    text(
      'DisksEncrypted',
      'InvalidOperation',
      'The provided disks are already encrypted.',
      `${list(disks)} of ${entity} ${disks.length === 1 ? 'has a key' : 'have keys'} already.`,
      `For a new key: Get-HardDisk ${quote(entity)} | Set-VMDiskEncryptionKey`,
    ),
  DisksOfOtherVm: ({ entity, disks }) =>
    text(
      'DisksOfOtherVm',
      'InvalidArgument',
      `These disks do not belong to the VM ${entity}: ${list(disks)}.`,
      'Each disk is changed together with the VM that it belongs to.',
      `Get-HardDisk ${quote(entity)}`,
    ),
  LinkedCloneNeedsSnapshot: ({ entity }) =>
    text(
      'LinkedCloneNeedsSnapshot',
      'InvalidArgument',
      'A linked clone needs -ReferenceSnapshot.',
      'Its disks are deltas over the disks of a snapshot, which nobody writes any more.',
      `New-Snapshot ${quote(entity)} -Name base; New-VM -Name clone-01 -VM ${quote(entity)} -LinkedClone -ReferenceSnapshot (Get-Snapshot ${quote(entity)} -Name base)`,
    ),
  LinkedCloneKeepsKey: ({ entity, source }) =>
    text(
      'LinkedCloneKeepsKey',
      'InvalidOperation',
      `${entity} is a linked clone; it can be neither encrypted, decrypted nor rekeyed alone.`,
      `Its disks are deltas over the disks of ${source} and are opened with the same key.`,
      `Make a full clone of it: New-VM -Name full-01 -VM ${quote(entity)}`,
    ),
  HasLinkedClones: ({ entity, clones }) =>
    text(
      'HasLinkedClones',
      'ResourceBusy',
      `${entity} is needed by linked clones.`,
      `Their disks are deltas over its disks: ${list(clones)}.`,
      `Remove them first: Remove-VM ${clones.slice(0, 5).map(quote).join(', ')} -DeletePermanently`,
    ),
  PolicyIsBuiltIn: ({ policy, isEncryption }) =>
    text(
      'PolicyIsBuiltIn',
      'InvalidOperation',
      `The storage policy '${policy}' is built in; it can be neither changed nor removed.`,
      'It is a sample that every vCenter has: make a copy and change that.',
      isEncryption
        ? `New-SpbmStoragePolicy -Name 'My Encryption Policy' -CommonRule (Get-SpbmStoragePolicy ${quote(policy)}).CommonRule`
        : "New-SpbmStoragePolicy -Name 'My Policy'",
    ),
  PolicyInUse: ({ policy, users }) =>
    text(
      'ResourceInUse.StoragePolicy',
      'ResourceBusy',
      `The storage policy '${policy}' is in use.`,
      `It is assigned to: ${list(users)}.`,
      `Assign another policy first: Get-SpbmEntityConfiguration -StoragePolicy ${quote(policy)}`,
    ),
  PlainDiskUnderPolicy: ({ entity, file }) =>
    text(
      'PlainDiskUnderPolicy',
      'InvalidOperation',
      `The existing disk ${file} is not encrypted; it cannot be added to ${entity} with an encryption policy.`,
      'A disk that exists is added as it is, and encrypted afterwards by its policy.',
      `New-HardDisk ${quote(entity)} -DiskPath '${file}' | Set-SpbmEntityConfiguration -StoragePolicy 'VM Encryption Policy'`,
    ),
};
