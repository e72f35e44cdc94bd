import { assert } from '../../base/assert.ts';
import { fail, ok } from '../../base/result.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { bringKeyToHost } from '../hosts/host-encryption.ts';
import type { CryptoKeyId, DiskRow, HostRow, VmRow } from '../rows.ts';
import type { Waiting } from './key-service.ts';

/** The keys of VM Home and of each disk, home's first; `bring` says what they are for. */
export function* keysOfVm(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  host: HostRow,
  bring: typeof bringKeyToHost = bringKeyToHost,
): Waiting<KeyEncryptionKey[]> {
  const keys: KeyEncryptionKey[] = [];
  if (vm.keyId !== null) {
    const home = yield* bring(datacenter, caller, host, vm.keyId, vm.name);
    if (!home.ok) return home;
    keys.push(home.value);
  }
  for (const disk of vm.disks) {
    const { keyId } = disk;
    if (keyId === null || keys.some((key) => sameKeyId(key.id, keyId))) continue;
    const key = yield* bring(datacenter, caller, host, keyId, vm.name);
    if (!key.ok) return fail(ofDisk(key.fault, vm, disk));
    keys.push(key.value);
  }
  return ok(keys);
}

/** The keys for a move that writes out the zeros of the VM's disks: its own, with its host. */
export function* keysForZeros(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
): Waiting<KeyEncryptionKey[]> {
  const host = datacenter.get('hosts', vm.hostId);
  return host === undefined
    ? fail({ kind: 'NoHost', entity: vm.name })
    : yield* keysOfVm(datacenter, caller, vm, host);
}

/**
 * The one of a VM's keys that its home or a disk names; none where that is plain. What is encrypted is never taken for
 * plain because its key is not among them.
 */
export function keyNamed(
  keys: readonly KeyEncryptionKey[],
  keyId: CryptoKeyId | null,
): KeyEncryptionKey | undefined {
  if (keyId === null) return undefined;
  const named = keys.find((key) => sameKeyId(key.id, keyId));
  assert(named !== undefined, 'all keys of a VM are fetched together');
  return named;
}

/** A disk's key alone is missing: the VM itself is whole, so the message names the disk. */
function ofDisk(fault: Fault, vm: VmRow, disk: DiskRow): Fault {
  if (disk.keyId === null) return fault;
  const { fileName: file, keyId: key } = disk;
  if (fault.kind === 'EncryptionKeyRequired')
    return { kind: 'DiskKeyRequired', entity: vm.name, file, key, detail: fault.detail };
  if (fault.kind === 'KeyNotFound')
    return {
      kind: 'DiskKeyRequired',
      entity: vm.name,
      file,
      key,
      detail: 'the key provider has no such key.',
    };
  return fault;
}
