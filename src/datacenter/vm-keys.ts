import { ok } from '../base/result.ts';
import type { KeyEncryptionKey } from '../storage/disk-key.ts';
import { sameKeyId } from '../storage/key-id.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import { bringKeyToHost } from './host-encryption.ts';
import type { Waiting } from './key-service.ts';
import type { HostRow, VmRow } from './rows.ts';

/** The keys of VM Home and of each disk, home's first. */
export function* keysOfVm(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  host: HostRow,
): Waiting<KeyEncryptionKey[]> {
  const keys: KeyEncryptionKey[] = [];
  for (const id of [vm.keyId, ...vm.disks.map((disk) => disk.keyId)]) {
    if (id === null || keys.some((key) => sameKeyId(key.id, id))) continue;
    const key = yield* bringKeyToHost(datacenter, caller, host, id, vm.name);
    if (!key.ok) return key;
    keys.push(key.value);
  }
  return ok(keys);
}
