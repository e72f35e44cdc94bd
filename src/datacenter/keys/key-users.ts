import { sameKeyId } from '../../storage/key-id.ts';
import type { Datacenter } from '../datacenter.ts';
import type { CryptoKeyId, HostRow, VmRow } from '../rows.ts';

/** What needs a key of a provider. */
export type KeyUser =
  /** VM Home; a template too. */
  | { readonly kind: 'vm'; readonly vm: VmRow; readonly key: CryptoKeyId }
  | { readonly kind: 'disk'; readonly vm: VmRow; readonly diskKey: number; readonly key: CryptoKeyId }
  | { readonly kind: 'host'; readonly host: HostRow; readonly key: CryptoKeyId }
  | { readonly kind: 'coreDump'; readonly host: HostRow; readonly name: string; readonly key: CryptoKeyId };

/** Virtual machines, templates, their disks, hosts and core dumps that need a key of the provider. */
export function usersOfProvider(
  datacenter: Pick<Datacenter, 'find' | 'rows'>,
  providerName: string,
): KeyUser[] {
  const isOfProvider = (key: CryptoKeyId): boolean => key.providerId === providerName;
  const users = datacenter
    .find('vms', 'keyProvider', providerName)
    .flatMap((vm) => usesOfVm(vm).filter(({ key }) => isOfProvider(key)));
  return [...users, ...hostsUsing(datacenter, isOfProvider)];
}

/** What needs a key of this id, of whatever provider. */
export function usersOfKey(datacenter: Pick<Datacenter, 'rows'>, keyId: string): KeyUser[] {
  const users: KeyUser[] = [];
  for (const vm of datacenter.rows('vms'))
    users.push(...usesOfVm(vm).filter(({ key }) => key.keyId === keyId));
  return [...users, ...hostsUsing(datacenter, (key) => key.keyId === keyId)];
}

function usesOfVm(vm: VmRow): KeyUser[] {
  const users: KeyUser[] = vm.keyId === null ? [] : [{ kind: 'vm', vm, key: vm.keyId }];
  for (const { key: diskKey, keyId, oldKeyId } of vm.disks)
    for (const key of [keyId, oldKeyId ?? null])
      if (key !== null) users.push({ kind: 'disk', vm, diskKey, key });
  return users;
}

/** The different keys of a VM and its disks, home's first. */
export function keysOfVmRow(vm: VmRow): CryptoKeyId[] {
  const keys: CryptoKeyId[] = [];
  for (const { key } of usesOfVm(vm)) if (!keys.some((known) => sameKeyId(known, key))) keys.push(key);
  return keys;
}

function hostsUsing(datacenter: Pick<Datacenter, 'rows'>, isMeant: (key: CryptoKeyId) => boolean): KeyUser[] {
  const users: KeyUser[] = [];
  for (const host of datacenter.rows('hosts')) {
    if (host.hostKey !== null && isMeant(host.hostKey)) users.push({ kind: 'host', host, key: host.hostKey });
    for (const { name, keyId } of host.coreDumps ?? [])
      if (keyId !== null && isMeant(keyId)) users.push({ kind: 'coreDump', host, name, key: keyId });
  }
  return users;
}

/** One name for each, a disk only where its VM's home is not listed with it. */
export function describeUsers(users: readonly KeyUser[]): string[] {
  const homes = new Set(users.flatMap((user) => (user.kind === 'vm' ? [user.vm.id] : [])));
  return users.filter((user) => user.kind !== 'disk' || !homes.has(user.vm.id)).map(describeUser);
}

function describeUser(user: KeyUser): string {
  if (user.kind === 'coreDump') return `core dump ${user.name} of ${user.host.name}`;
  if (user.kind === 'host') return `host ${user.host.name}`;
  if (user.kind === 'vm') return `${user.vm.isTemplate ? 'template' : 'virtual machine'} ${user.vm.name}`;
  const disk = user.vm.disks.find(({ key }) => key === user.diskKey);
  return `${disk?.label ?? 'a hard disk'} of ${user.vm.name}`;
}
