import { closeSync, ftruncateSync, rmSync } from 'node:fs';
import { fail, ok, type Result } from '../../base/result.ts';
import { MiB, SECTOR_BYTES } from '../../base/units.ts';
import { createXts } from '../../crypto/aes-xts.ts';
import { generateSecretKey, type SecretKey } from '../../crypto/secret-key.ts';
import { createPrivateFile, removeIfPresent, writeAll } from '../../storage/durable-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { createSeededMemory, pagesOf } from '../../vmotion/guest-memory.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { CryptoKeyId, VmRow } from '../rows.ts';
import { forgetGuestSeed, guestSeed, handGuestSeed, holdGuestSeed } from './guest-seed.ts';
import { vmAllocationOf } from './vm-allocation.ts';

/**
 * A running VM's swap file (VSWP): as large as what of its memory is not reserved, there from power-on to power-off. What the host has
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

/** `seed` makes the memory; the host keeps that of an encrypted VM with the key of its swap. */
export function createSwap(datacenter: Datacenter, vm: VmRow, seed: number): Result<void, Fault> {
  const path = fileOf(datacenter, swapPathOf(vm));
  if (!path.ok) return path;
  const key = vm.keyId === null ? undefined : generateSecretKey(KEY_BYTES);
  const written = attempt(path.value, 'write', () => writeSwap(path.value, swapBytesOf(vm), seed, key));
  if (!written.ok) return fail(fromStorage(written.fault));
  if (key !== undefined) datacenter.hostKeys.put(vm.hostId, swapKeyId(vm), key);
  holdGuestSeed(datacenter, vm, seed);
  return ok(undefined);
}

/** What is reserved is never paged out. */
function swapBytesOf(vm: VmRow): number {
  return Math.max(0, vm.memoryBytes - vmAllocationOf(vm, 'memory').reservation);
}

function writeSwap(path: string, swapBytes: number, seed: number, key: SecretKey | undefined): void {
  const pages = pagedOut(seed, Math.min(PAGED_OUT_BYTES, swapBytes));
  if (key !== undefined) {
    const xts = createXts(key, { unitBytes: SECTOR_BYTES });
    xts.encrypt(pages, 0);
    xts.dispose();
  }
  // One that a host left, or a link that somebody put there, is not written through.
  rmSync(path, { force: true });
  const fd = createPrivateFile(path);
  try {
    writeAll(fd, pages, 0);
    ftruncateSync(fd, swapBytes);
  } finally {
    closeSync(fd);
  }
}

function pagedOut(seed: number, sizeBytes: number): Uint8Array {
  if (sizeBytes === 0) return new Uint8Array();
  const memory = createSeededMemory({ seed, sizeBytes, populated: 1 });
  return Uint8Array.from(pagesOf(memory, 0, memory.pages));
}

/** A running VM pages into a new file, where its VMX is now. */
export function renewSwap(datacenter: Datacenter, vm: VmRow): Result<void, Fault> {
  const seed = guestSeed(datacenter, vm);
  return seed.ok ? createSwap(datacenter, vm, seed.value) : seed;
}

/** Before a running VM switches over: its new host can read what its old one has paged out, and knows its memory. */
export function handMemoryKeys(
  datacenter: Datacenter,
  vm: Pick<VmRow, 'id'>,
  from: string,
  to: string,
): void {
  const key = datacenter.hostKeys.get(from, swapKeyId(vm));
  if (key !== undefined) datacenter.hostKeys.put(to, swapKeyId(vm), key);
  handGuestSeed(datacenter, vm, from, to);
}

export function forgetMemoryKeys(datacenter: Datacenter, vm: Pick<VmRow, 'id'>, hostId: string): void {
  datacenter.hostKeys.remove(hostId, swapKeyId(vm));
  forgetGuestSeed(datacenter, vm, hostId);
}

/** At power-off: the file goes, and the host forgets its keys. */
export function removeSwap(datacenter: Datacenter, vm: VmRow): void {
  forgetMemoryKeys(datacenter, vm, vm.hostId);
  const path = fileOf(datacenter, swapPathOf(vm));
  if (path.ok) removeIfPresent(path.value);
}
