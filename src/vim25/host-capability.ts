import { type CapabilityName, supports } from '../datacenter/capabilities.ts';
import { encryptedVMotionGap } from '../datacenter/migration/vmotion-encryption.ts';
import type { HostRow } from '../datacenter/rows.ts';
import { make } from './make.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** Which of the model's capabilities each of the API's booleans about encryption stands for. */
const CAPABILITIES: Readonly<Record<string, CapabilityName>> = {
  encryptionWithSnapshotsSupported: 'EncryptWithSnapshots',
  encryptionFaultToleranceSupported: 'EncryptedFaultTolerance',
  encryptionMemorySaveSupported: 'EncryptedSuspend',
  encryptionRDMSupported: 'EncryptedRawDevice',
  encryptionVFlashSupported: 'EncryptedFlashReadCache',
  encryptionHBRSupported: 'EncryptedReplication',
};

/** What a host can do: the rules of its release, and what its processor lacks. */
export function hostCapability(host: HostRow, { datacenter }: VimSession): VimObject {
  const isCapable = host.cryptoState !== 'incapable';
  const subject = { name: host.name, hostId: host.id };
  const ofRelease = Object.entries(CAPABILITIES).map(([property, name]): [string, boolean] => [
    property,
    isCapable && supports(datacenter, name, subject),
  ]);
  return make('HostCapability', {
    ...Object.fromEntries<boolean>(ofRelease),
    cryptoSupported: isCapable,
    encryptedVMotionSupported: encryptedVMotionGap(host) === undefined,
    // A new disk of an encrypted VM is encrypted as it is added; a running VM's data stays as it is.
    encryptionChangeOnAddRemoveSupported: isCapable,
    encryptionHotOperationSupported: false,
    encryptionCBRCSupported: false,
    vmotionSupported: true,
    storageVMotionSupported: true,
    vmotionWithStorageVMotionSupported: true,
    maintenanceModeSupported: true,
    rebootSupported: true,
    shutdownSupported: true,
    deltaDiskBackingsSupported: true,
    cloneFromSnapshotSupported: true,
    storagePolicySupported: true,
    nfsSupported: true,
    perVmSwapFiles: true,
    recursiveResourcePoolsSupported: false,
  });
}
