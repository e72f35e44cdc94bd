import { type KeyUser, usersOfKey, usersOfProvider } from '../datacenter/keys/key-users.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import type { Connection } from './connection.ts';
import { coreDumpsOf } from './core-dump.ts';
import { hardDiskOf } from './hard-disk.ts';
import { visibility } from './lookup.ts';
import { vmValue } from './virtual-machine.ts';
import { vmHostType } from './vm-host.ts';

export interface EntitiesByKey {
  readonly hosts: readonly Value[];
  readonly vms: readonly Value[];
  readonly disks: readonly Value[];
  readonly coreDumps: readonly Value[];
}

/** What needs a key: the community module's hashtable, as an object. */
export const entitiesByKeyType = objectType<EntitiesByKey>()({
  name: 'EntitiesByCryptoKey',
  fullName: 'VSeal.EntitiesByCryptoKey',
  properties: {
    VMHostList: { type: 'VMHost[]', get: ({ hosts }) => [...hosts] },
    VMList: { type: 'VirtualMachine[]', get: ({ vms }) => [...vms] },
    DiskList: { type: 'HardDisk[]', get: ({ disks }) => [...disks] },
    CoreDumpList: { type: 'VMHostCoreDump[]', get: ({ coreDumps }) => [...coreDumps] },
  },
});

export interface KeySearch {
  readonly keyId: string | undefined;
  readonly providerName: string | undefined;
  readonly kinds: Readonly<Record<KeyUser['kind'], boolean>>;
}

/** Only what the connection's user may see. */
export function entitiesByKey(connection: Connection, search: KeySearch): TypedObject<EntitiesByKey> {
  const { datacenter } = connection;
  const { keyId, providerName, kinds } = search;
  const isVisible = visibility(connection);
  const users =
    providerName === undefined
      ? usersOfKey(datacenter, keyId ?? '')
      : usersOfProvider(datacenter, providerName).filter(({ key }) => key.keyId === (keyId ?? key.keyId));
  const found = { hosts: [] as Value[], vms: [] as Value[], disks: [] as Value[], coreDumps: [] as Value[] };
  for (const user of users) {
    if (!kinds[user.kind] || !isVisible('host' in user ? user.host : user.vm)) continue;
    if (user.kind === 'host') found.hosts.push(objectOf(vmHostType, { connection, row: user.host }));
    else if (user.kind === 'coreDump') {
      const dumps = coreDumpsOf({ connection, row: user.host });
      found.coreDumps.push(...dumps.filter(({ data }) => data.row.name === user.name));
    } else if (user.kind === 'vm') found.vms.push(vmValue(connection, user.vm));
    else {
      const disk = user.vm.disks.find(({ key }) => key === user.diskKey);
      if (disk !== undefined) found.disks.push(hardDiskOf({ connection, row: user.vm }, disk));
    }
  }
  return objectOf(entitiesByKeyType, found);
}
