import { closeSync, ftruncateSync, openSync } from 'node:fs';
import { fail, ok, type Result } from '../base/result.ts';
import { MiB, SECTOR_BYTES } from '../base/units.ts';
import { createXts } from '../crypto/aes-xts.ts';
import { generateSecretKey, type SecretKey } from '../crypto/secret-key.ts';
import { FILE_MODE, removeIfPresent, writeAll } from '../storage/durable-file.ts';
import { attempt } from '../storage/storage-fault.ts';
import { createSeededMemory, pagesOf } from '../vmotion/guest-memory.ts';
import type { Datacenter } from './datacenter.ts';
import type { Fault } from './faults.ts';
import { fileOf, fromStorage } from './places.ts';
import type { CryptoKeyId, VmRow } from './rows.ts';

/**
 * A running VM's swap file (VSWP): as large as its memory, there from power-on to power-off. What the host has
 * paged out lies in it; for an encrypted VM as XTS-AES-256 under a key of this power-on, which only the host has.
 */

const KEY_BYTES = 64;
/** What is paged out when a VM starts: memory that the guest has not touched yet. */
const PAGED_OUT_BYTES = MiB / 4;

export function swapPathOf(vm: Pick<VmRow, 'vmxPath'>): string {
  return vm.vmxPath.replace(/\.vmx$/, '.vswp');
}

/** Names the key of a VM's swap among those that its host holds; no key provider knows it. */
export function swapKeyId(vm: Pick<VmRow, 'id'>): CryptoKeyId {
  return { providerId: '', keyId: `vswp ${vm.id}` };
}

export function createSwap(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const path = fileOf(datacenter, swapPathOf(vm));
  if (!path.ok) return path;
  const key = vm.keyId === null ? undefined : generateSecretKey(KEY_BYTES);
  const written = attempt(path.value, 'write', () => writeSwap(path.value, vm, key));
  if (!written.ok) return fail(fromStorage(written.fault));
  if (key !== undefined) datacenter.hostKeys.put(vm.hostId, swapKeyId(vm), key);
  return ok(undefined);
}

function writeSwap(path: string, vm: VmRow, key: SecretKey | undefined): void {
  const sizeBytes = Math.min(PAGED_OUT_BYTES, vm.memoryBytes);
  const memory = createSeededMemory({ seed: vm.seed, sizeBytes, populated: 1 });
  const pages = Uint8Array.from(pagesOf(memory, 0, memory.pages));
  if (key !== undefined) {
    const xts = createXts(key, { unitBytes: SECTOR_BYTES });
    xts.encrypt(pages, 0);
    xts.dispose();
  }
  const fd = openSync(path, 'w', FILE_MODE);
  try {
    writeAll(fd, pages, 0);
    ftruncateSync(fd, vm.memoryBytes);
  } finally {
    closeSync(fd);
  }
}

/** Before a running VM switches over: its new host can read what its old one has paged out. */
export function handSwapKey(datacenter: Datacenter, vm: Pick<VmRow, 'id'>, from: string, to: string): void {
  const key = datacenter.hostKeys.get(from, swapKeyId(vm));
  if (key !== undefined) datacenter.hostKeys.put(to, swapKeyId(vm), key);
}

export function forgetSwapKey(datacenter: Datacenter, vm: Pick<VmRow, 'id'>, hostId: string): void {
  datacenter.hostKeys.remove(hostId, swapKeyId(vm));
}

/** At power-off: the file goes, and the host forgets its key. */
export function removeSwap(datacenter: Datacenter, vm: VmRow): void {
  forgetSwapKey(datacenter, vm, vm.hostId);
  const path = fileOf(datacenter, swapPathOf(vm));
  if (path.ok) removeIfPresent(path.value);
}
