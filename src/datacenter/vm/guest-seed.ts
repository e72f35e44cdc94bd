import { fail, ok, type Result } from '../../base/result.ts';
import { randomBytes } from '../../crypto/random.ts';
import { importSecretKey, withKeyBytes } from '../../crypto/secret-key.ts';
import type { Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { CryptoKeyId, VmRow } from '../rows.ts';
import { readHome, seedOf } from './vm-files.ts';

/**
 * The seed that a VM's memory is made from. Of an encrypted VM it is as secret as that memory: it stands sealed in the
 * VMX and, while the VM is on, among the keys that its host holds; the state never has it.
 */

const SEED_BYTES = 4;

/** For a new VM, and when VM Home is encrypted or decrypted: what was clear once tells nothing of what is sealed. */
export function newGuestSeed(): number {
  return randomBytes(SEED_BYTES).readUInt32LE();
}

/** Names the seed of a VM's memory among the keys that its host holds; no key provider knows it. */
function memoryId(vm: Pick<VmRow, 'id'>): CryptoKeyId {
  return { providerId: '', keyId: `memory ${vm.id}` };
}

/** The host of a running VM keeps the seed of an encrypted one. */
export function holdGuestSeed(datacenter: Datacenter, vm: VmRow, seed: number): void {
  if (vm.keyId === null) return;
  const bytes = new Uint8Array(SEED_BYTES);
  new DataView(bytes.buffer).setUint32(0, seed, true);
  datacenter.hostKeys.put(vm.hostId, memoryId(vm), importSecretKey(bytes));
}

/** Before a running VM switches over: its new host holds what its old one holds. */
export function handGuestSeed(datacenter: Datacenter, vm: Pick<VmRow, 'id'>, from: string, to: string): void {
  const seed = datacenter.hostKeys.get(from, memoryId(vm));
  if (seed !== undefined) datacenter.hostKeys.put(to, memoryId(vm), seed);
}

export function forgetGuestSeed(datacenter: Datacenter, vm: Pick<VmRow, 'id'>, hostId: string): void {
  datacenter.hostKeys.remove(hostId, memoryId(vm));
}

/** The seed of a running VM: its host's or, where this process does not see what that holds, the one in the VMX. */
export function guestSeed(
  datacenter: Datacenter,
  vm: VmRow,
  hostIds: readonly string[] = [vm.hostId],
): Result<number, Fault> {
  const { keyId } = vm;
  if (keyId === null) return ok(vm.seed ?? 0);
  for (const hostId of hostIds) {
    const held = datacenter.hostKeys.get(hostId, memoryId(vm));
    if (held !== undefined) return ok(withKeyBytes(held, (bytes) => bytes.readUInt32LE()));
  }
  for (const hostId of hostIds) {
    const key = datacenter.hostKeys.get(hostId, keyId);
    if (key === undefined) continue;
    const home = readHome(datacenter, vm, { id: keyId, key });
    return home.ok ? ok(seedOf(home.value.secrets) ?? 0) : home;
  }
  return fail({
    kind: 'EncryptionKeyRequired',
    entity: vm.name,
    key: keyId,
    detail: 'its host does not hold it any more.',
  });
}
