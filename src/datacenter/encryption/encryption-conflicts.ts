import { fail, ok, type Result } from '../../base/result.ts';
import { type CapabilityName, releaseFor, requireCapability, supports } from '../capabilities.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { VmRow } from '../rows.ts';

/**
 * What does not go with encryption in this release, both ways round: it is refused on an encrypted VM, and a VM
 * that has it is not encrypted. Each entry names the capability that decides.
 */

type Reader = Pick<Datacenter, 'get'>;

const FEATURES: readonly { readonly capability: CapabilityName; readonly has: (vm: VmRow) => boolean }[] = [
  { capability: 'EncryptedSerialPort', has: (vm) => hasDevice(vm, 'serial') },
  { capability: 'EncryptedParallelPort', has: (vm) => hasDevice(vm, 'parallel') },
  { capability: 'EncryptedRawDevice', has: (vm) => vm.disks.some((disk) => disk.rawDevice !== undefined) },
  { capability: 'EncryptedSharedDisk', has: (vm) => vm.disks.some((disk) => disk.isShared === true) },
  {
    capability: 'EncryptedFlashReadCache',
    has: (vm) => vm.disks.some((disk) => (disk.flashReadCacheBytes ?? 0) > 0),
  },
  { capability: 'EncryptedReplication', has: (vm) => vm.replication !== undefined },
  { capability: 'EncryptedFaultTolerance', has: (vm) => vm.faultTolerance !== undefined },
];

function hasDevice(vm: VmRow, kind: 'serial' | 'parallel'): boolean {
  return (vm.ports ?? []).some((port) => port.kind === kind);
}

/** Refuses to encrypt a VM that has something which its release does not support with encryption. */
export function checkEncryptable(reader: Reader, vm: VmRow): Result<void, Fault> {
  const conflict = FEATURES.find(({ capability, has }) => has(vm) && !supports(reader, capability, vm));
  return conflict === undefined
    ? ok(undefined)
    : fail({
        kind: 'EncryptionConflict',
        capability: conflict.capability,
        entity: vm.name,
        release: releaseFor(reader, conflict.capability, vm),
      });
}

/** Refuses an encrypted VM that comes with what its release does not support with encryption. */
export function checkComesEncrypted(reader: Reader, vm: VmRow): Result<void, Fault> {
  for (const { capability, has } of FEATURES) {
    const supported = has(vm) ? checkWithEncryption(reader, vm, capability) : ok(undefined);
    if (!supported.ok) return supported;
  }
  return ok(undefined);
}

/** Refuses to give an encrypted VM what its release does not support with encryption. */
export function checkWithEncryption(
  reader: Reader,
  vm: VmRow,
  capability: CapabilityName,
): Result<void, Fault> {
  const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
  return isEncrypted ? requireCapability(reader, capability, vm) : ok(undefined);
}
