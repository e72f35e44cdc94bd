import { CAPABILITIES, type CapabilityName } from '../capabilities.ts';
import type { Release } from '../releases.ts';
import { type FaultWords, quote, text } from './fault-text.ts';

/** What the release in force does not have. */
export interface NotSupportedFault {
  readonly kind: 'NotSupported';
  readonly capability: CapabilityName;
  readonly entity: string;
  readonly release: Release;
}

/** Something that a VM or host has, and which rules out its encryption in the release in force. */
export interface EncryptionConflictFault {
  readonly kind: 'EncryptionConflict';
  readonly capability: CapabilityName;
  readonly entity: string;
  readonly release: Release;
}

export const NOT_SUPPORTED_FAULTS: FaultWords<NotSupportedFault | EncryptionConflictFault> = {
  EncryptionConflict: ({ capability, entity, release }) => {
    const { has, remedy } = CONFLICTS[capability] ?? {
      has: 'has what cannot be encrypted',
      remedy: () => '',
    };
    const { since, description } = CAPABILITIES[capability];
    const later = since === null ? '' : ` It came with vSphere ${since}.`;
    const what = capability === 'CryptoSafeDumpCollector' ? 'turned to encryption mode' : 'encrypted';
    return text(
      `EncryptionConflict.${capability}`,
      'InvalidOperation',
      `${entity} ${has}; it cannot be ${what}.`,
      `Not in vSphere ${release}: ${description}.${later}`,
      remedy(quote(entity)),
    );
  },
  NotSupported: (fault) => {
    const { message, why, remedy } = WORDS[fault.capability](fault);
    return text(
      `NotSupported.${fault.capability}`,
      'NotImplemented',
      message,
      why,
      remedy ?? upgrade(fault) ?? decrypt(fault),
    );
  },
};

interface Words {
  readonly message: string;
  readonly why: string;
  /** Not given: a later release when one has it, else decrypting the VM. */
  readonly remedy?: string;
}

type Say = (fault: NotSupportedFault) => Words;

function upgrade({ capability }: NotSupportedFault): string | undefined {
  const { since } = CAPABILITIES[capability];
  return since === null ? undefined : `Set-VIServerVersion ${since}`;
}

const decrypt = ({ entity }: NotSupportedFault): string => `Disable-VMEncryption ${quote(entity)}`;

/** Something that an encrypted VM cannot have or do. */
const encryptedVm =
  (what: string, reason: string): Say =>
  ({ entity, release }) => ({
    message: `The VM ${entity} is encrypted; ${what}.`,
    why: `vSphere ${release} does not support this with encryption: ${reason}`,
  });

const snapshots =
  (what: string): Say =>
  ({ entity }) => ({
    message: `The VM ${entity} has snapshots; ${what}.`,
    why: 'A snapshot refers to the disk as it is; rewriting the disk would break the chain.',
    remedy: `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  });

const release =
  (what: string, remedy?: (fault: NotSupportedFault) => string): Say =>
  (fault) => ({
    message: `${what} is not supported by vSphere ${fault.release}.`,
    why: `It came with vSphere ${CAPABILITIES[fault.capability].since ?? 'no release'}.`,
    ...(remedy && { remedy: remedy(fault) }),
  });

/** What the entity has, and the command that takes it away; by the capability that would allow it. */
const CONFLICTS: Partial<
  Readonly<Record<CapabilityName, { readonly has: string; readonly remedy: (name: string) => string }>>
> = {
  EncryptedSerialPort: {
    has: 'has a serial port',
    remedy: (name) => `Get-VMSerialPort ${name} | Remove-VMSerialPort`,
  },
  EncryptedParallelPort: {
    has: 'has a parallel port',
    remedy: (name) => `Get-VMParallelPort ${name} | Remove-VMParallelPort`,
  },
  EncryptedRawDevice: {
    has: 'has a raw device mapping',
    remedy: (name) => `Get-HardDisk ${name} -DiskType RawPhysical, RawVirtual | Remove-HardDisk`,
  },
  EncryptedSharedDisk: {
    has: 'has a shared disk',
    remedy: (name) => `Get-HardDisk ${name} | Set-HardDisk -Sharing None`,
  },
  EncryptedFlashReadCache: {
    has: 'has a disk with flash read cache',
    remedy: (name) => `Get-HardDisk ${name} | Set-HardDisk -FlashReadCacheMB 0`,
  },
  EncryptedReplication: { has: 'is replicated', remedy: (name) => `Disable-VMReplication ${name}` },
  EncryptedFaultTolerance: {
    has: 'is fault-tolerant',
    remedy: (name) => `Disable-VMFaultTolerance ${name}`,
  },
  CryptoSafeDumpCollector: {
    has: 'sends its core dumps to an ESXi Dump Collector',
    remedy: (name) => `Set-VMHostDumpCollector ${name} -Disable`,
  },
};

const WORDS: Readonly<Record<CapabilityName, Say>> = {
  EncryptedSuspend: encryptedVm('it cannot be suspended', 'the guest’s memory would lie on the datastore.'),
  EncryptedMemorySnapshot: encryptedVm(
    'no snapshot of it can be taken with its memory',
    'the guest’s memory would lie on the datastore.',
  ),
  EncryptedDiskSnapshot: ({ entity, release }) => ({
    message: `The VM ${entity} is encrypted; no snapshot of it can be taken.`,
    why: `No snapshots of encrypted VMs is how this datacenter reads vSphere ${release}; the vendor's own 6.5 page refuses only those with memory.`,
    remedy: 'Set-VICapability EncryptedDiskSnapshot $true',
  }),
  ShallowRecryptWithSnapshots: ({ entity }) => ({
    message: `The VM ${entity} has snapshots; it cannot get a new key.`,
    why: 'A snapshot keeps the key under which it was taken.',
    remedy: `Get-Snapshot -VM ${quote(entity)} | Remove-Snapshot`,
  }),
  EncryptWithSnapshots: snapshots('it cannot be encrypted'),
  DecryptWithSnapshots: snapshots('it can not be decrypted'),
  DeepRecryptWithSnapshots: snapshots('its data cannot be encrypted anew'),
  EncryptedCrossVCenterMigration: encryptedVm(
    'it cannot move to another vCenter',
    'the other vCenter could not fetch its key.',
  ),
  EncryptedFaultTolerance: encryptedVm(
    'Fault Tolerance cannot be turned on',
    'the secondary VM would need the keys, and its memory is mirrored.',
  ),
  EncryptedReplication: encryptedVm(
    'it cannot be replicated',
    'replicated blocks would arrive without their key.',
  ),
  EncryptedContentLibrary: encryptedVm(
    'it cannot go into a content library',
    'what a library keeps is not encrypted.',
  ),
  EncryptedOvfExport: encryptedVm('it cannot be exported', 'an OVF package is plain text.'),
  EncryptedSerialPort: encryptedVm(
    'it cannot have a serial port',
    'what the guest sends to it would leave the VM unencrypted.',
  ),
  EncryptedParallelPort: encryptedVm(
    'it cannot have a parallel port',
    'what the guest sends to it would leave the VM unencrypted.',
  ),
  EncryptedRawDevice: encryptedVm(
    'it cannot have a raw device mapping',
    'the device is not a file that could be encrypted.',
  ),
  EncryptedSharedDisk: encryptedVm(
    'it cannot have a shared or multi-writer disk',
    'several VMs would have to hold one disk’s key.',
  ),
  EncryptedFlashReadCache: encryptedVm(
    'its disks cannot use flash read cache',
    'the cache would keep plain blocks.',
  ),
  CryptoSafeDumpCollector: ({ entity, release }) => ({
    message: `The host ${entity} is in encryption mode; it cannot send core dumps to an ESXi Dump Collector.`,
    why: `vSphere ${release} does not support this with encryption: its core dumps are encrypted, and the collector takes plain ones.`,
    remedy: 'Keep core dumps on the host: its diagnostic partition takes encrypted ones.',
  }),
  CryptoUnlock: release(
    'Unlocking a VM',
    ({ entity }) =>
      `Once its keys can be had again, power it on, which asks for them anew: Start-VM ${quote(entity)}`,
  ),
  VmCryptoState: release('The crypto state of a VM', () => 'Get-VM | Select-Object Name, Locked'),
  HostPendingIncapable: release(
    'Turning off a host’s encryption mode',
    ({ entity }) => `Restart-VMHost ${quote(entity)}`,
  ),
  VirtualTpm: release('A virtual TPM'),
  VirtualTpmReplace: release('Replacing the virtual TPM of a clone'),
  EntityDefaultKeyProvider: release('A default key provider of a cluster or host folder'),
  NativeKeyProvider: release(
    'A native key provider',
    () =>
      'Add-KeyManagementServer -Name kms-1 -KeyProvider my-kms -Address kms.example -Port 5696 -TrustKeyManagementServer $true',
  ),
  TrustAuthority: release('vSphere Trust Authority'),
};
