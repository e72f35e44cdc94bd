import { type FaultWords, quote, text } from './fault-text.ts';

/** An operation that the state of an object rules out; the reason says how. */
export interface InvalidStateFault {
  readonly kind: 'InvalidState';
  readonly reason: InvalidStateReason;
  readonly entity: string;
}

export type InvalidStateReason =
  | 'AlreadyEncrypted'
  | 'NotEncrypted'
  | 'HasSnapshots'
  | 'HasSnapshotsDecrypt'
  | 'HasSnapshotsRekey'
  | 'HasSnapshotsFaultTolerance'
  | 'HasSnapshotsDisk'
  | 'EncryptedDiskOnPlainVm'
  | 'Locked'
  | 'HostNotConnected'
  | 'HostNotInMaintenance'
  | 'BackupProxyNotEncrypted'
  | 'HostIsCryptoSafe'
  | 'HostNotCryptoSafe'
  | 'VmRunning'
  | 'HostHasEncryptedVms'
  | 'HostPendingIncapable'
  | 'HasVirtualTpm'
  | 'NoVirtualTpm'
  | 'HasVirtualTpmDecrypt'
  | 'HasSnapshotsVirtualTpm'
  | 'HardwareTooOldForVirtualTpm'
  | 'FirmwareNotEfi'
  | 'VirtualTpmNeedsEncryption'
  | 'IsTemplate';

export const INVALID_STATE_FAULTS: FaultWords<InvalidStateFault> = {
  InvalidState: ({ reason, entity }) => {
    const [message, why, remedy] = REASONS[reason](entity);
    return text(`InvalidState.${reason}`, 'InvalidOperation', message, why, remedy);
  },
};

/** Message, why, way out. */
const REASONS: Readonly<Record<InvalidStateReason, (entity: string) => [string, string, string]>> = {
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
  HasSnapshotsFaultTolerance: (entity) => [
    `The VM ${entity} has snapshots; it cannot be fault-tolerant.`,
    'Its secondary has disks of its own, which no snapshot knows.',
    `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  ],
  HasSnapshotsDisk: (entity) => [
    `The VM ${entity} has snapshots; its disks can be neither removed nor grown.`,
    'A snapshot refers to the disk as it was.',
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
  HostNotConnected: (entity) => [
    `The host ${entity} is not connected.`,
    'Nothing can be done on a host that does not answer or is in maintenance mode.',
    `Get-VMHost ${quote(entity)} | Select-Object Name, ConnectionState`,
  ],
  BackupProxyNotEncrypted: (entity) => [
    `The backup proxy ${entity} is not encrypted.`,
    'HotAdd attaches the disks of an encrypted virtual machine to the proxy; encrypted disks need an encrypted VM.',
    `Enable-VMEncryption ${quote(entity)}, or leave -Transport away: NBDSSL needs no proxy`,
  ],
  HostNotInMaintenance: (entity) => [
    `The host ${entity} is not in maintenance mode.`,
    'A host goes down or leaves its place only when nothing runs on it any more.',
    `Set-VMHost ${quote(entity)} -State Maintenance; or do it all the same with -Force, where there is one`,
  ],
  HostIsCryptoSafe: (entity) => [
    `The encryption mode of host ${entity} is on already.`,
    'It has a host key.',
    `For a new host key: Set-VMHostCryptoKey ${quote(entity)}`,
  ],
  HostNotCryptoSafe: (entity) => [
    `The encryption mode of host ${entity} is not on.`,
    'It has no host key that could be renewed.',
    `Enable-VMHostCryptoSafe ${quote(entity)}`,
  ],
  VmRunning: (entity) => [
    `The VM ${entity} is powered on.`,
    'A running VM cannot be removed.',
    `Stop-VM ${quote(entity)}`,
  ],
  HostHasEncryptedVms: (entity) => [
    `Encrypted VMs are registered on the host ${entity}; its encryption mode cannot be turned off.`,
    'They could not start there any more.',
    `Get-VMHost ${quote(entity)} | Get-VM | Where-Object Encrypted | Move-VM -Destination HOST`,
  ],
  HostPendingIncapable: (entity) => [
    `The encryption mode of host ${entity} was turned off.`,
    'It takes keys again once it has rebooted.',
    `Restart-VMHost ${quote(entity)}`,
  ],
  HasVirtualTpm: (entity) => [
    `The VM ${entity} has a virtual TPM already.`,
    'A VM has one TPM.',
    `Get-VTpm -VM ${quote(entity)}`,
  ],
  NoVirtualTpm: (entity) => [
    `The VM ${entity} has no virtual TPM.`,
    'There is nothing to change.',
    `New-VTpm -VM ${quote(entity)}`,
  ],
  // The vendor's msg.vigor.enc.required.vtpm.
  HasVirtualTpmDecrypt: (entity) => [
    `The VM ${entity} has a virtual TPM; its VM Home cannot be unencrypted.`,
    'The TPM’s keys are in the NVRAM, which would be plain text; a TPM needs an encrypted VM Home.',
    `Give the TPM up first, and with it what the guest sealed by it: Remove-VTpm -VM ${quote(entity)}`,
  ],
  HasSnapshotsVirtualTpm: (entity) => [
    `The VM ${entity} has snapshots; a virtual TPM can be neither added nor removed.`,
    'A snapshot keeps the NVRAM as it was, and the TPM is in it.',
    `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  ],
  HardwareTooOldForVirtualTpm: (entity) => [
    `The hardware of the VM ${entity} is too old for a virtual TPM.`,
    'A TPM 2.0 came with hardware version 14.',
    `Set-VM ${quote(entity)} -HardwareVersion vmx-14`,
  ],
  FirmwareNotEfi: (entity) => [
    `The VM ${entity} starts with BIOS firmware; a virtual TPM needs EFI.`,
    'Only EFI firmware measures into a TPM 2.0. A guest that was installed under BIOS may not start under EFI.',
    `New-AdvancedSetting (Get-VM ${quote(entity)}) firmware efi -Confirm:$false`,
  ],
  // The vendor's msg.vtpm.add.notEncrypted.
  VirtualTpmNeedsEncryption: (entity) => [
    `A virtual TPM cannot be added to ${entity}: the VM is not encrypted.`,
    'The TPM’s keys are in the NVRAM, which only an encrypted VM Home protects.',
    `Enable-VMEncryption ${quote(entity)} -SkipHardDisks`,
  ],
  IsTemplate: (entity) => [
    `${entity} is a template.`,
    'A template cannot be powered on or reconfigured.',
    `Make it a virtual machine first: Set-Template ${quote(entity)} -ToVM`,
  ],
};
