import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { readChain } from '../../storage/disk-chain.ts';
import type { Datacenter } from '../datacenter.ts';
import { secondaryHost } from '../hosts/vm-availability.ts';
import { datastoreNameOf } from '../indexes.ts';
import { datastoreByName, fileOf, pathIn } from '../places.ts';
import type { VmRow } from '../rows.ts';
import type { VmxFacts } from './vmx-facts.ts';

/**
 * What a VMX names that lies outside of the VM: networks, its replica, the VM that it is a linked clone of, the host
 * of its secondary. Each is what this inventory has of the name; the VM goes without what is not here.
 */

type Link = NonNullable<VmRow['linkedTo']>;

/** An adapter connects to the network of its name, else to the first one. */
export function networksNamed(datacenter: Datacenter, names: VmxFacts['networkNames']): string[] {
  const [first] = datacenter.rows('networks');
  return names.flatMap((name) => {
    const [named] = name === undefined ? [] : datacenter.find('networks', 'name', name.toLowerCase());
    return (named ?? first)?.id ?? [];
  });
}

export function replicaOf(
  datacenter: Datacenter,
  { uuid, replication }: Pick<VmxFacts, 'uuid' | 'replication'>,
): VmRow['replication'] {
  if (replication === undefined) return undefined;
  const store = datastoreByName(datacenter, replication.datastoreName);
  if (!store.ok) return undefined;
  const folder = replicaFolder(store.value.name, uuid);
  const file = fileOf(datacenter, folder);
  return file.ok && existsSync(file.value) ? { ...replication, folder } : undefined;
}

/** Where the replica of a VM lies, as a datastore path. */
export function replicaFolder(datastoreName: string, uuid: string): string {
  return `[${datastoreName}] hbr-${uuid}`;
}

/** The VM's secondary, where a host of its cluster can have it. */
export function secondaryOf(datacenter: Datacenter, vm: VmRow): VmRow['faultTolerance'] {
  const host = secondaryHost(datacenter, vm, undefined);
  return host.ok ? { secondaryHostId: host.value.id } : undefined;
}

/** The snapshot of one of `sources` that the VM's disks are deltas over: a linked clone goes on needing it. */
export function linkTo(
  datacenter: Datacenter,
  { disks, vmxPath }: Pick<VmRow, 'disks' | 'vmxPath'>,
  sources: readonly VmRow[],
): Link | undefined {
  const below = new Set(disks.flatMap(({ fileName }) => disksBelow(datacenter, fileName)));
  if (below.size === 0) return undefined;
  for (const source of sources) {
    if (source.vmxPath === vmxPath) continue;
    const snapshot = source.snapshots.find((each) => each.disks.some(({ fileName }) => below.has(fileName)));
    if (snapshot !== undefined) return { vmId: source.id, snapshotId: snapshot.id };
  }
  return undefined;
}

/** The disks of other folders that a delta lies over, as datastore paths. */
function disksBelow(datacenter: Datacenter, fileName: string): string[] {
  const isDelta = /-\d{6}\.vmdk$/.test(fileName);
  const file = fileOf(datacenter, fileName);
  const store = datastoreByName(datacenter, datastoreNameOf(fileName));
  const chain = isDelta && file.ok ? readChain(file.value) : undefined;
  if (!file.ok || !store.ok || chain?.ok !== true) return [];
  return chain.value
    .filter(({ path }) => dirname(path) !== dirname(file.value))
    .map(({ path }) => pathIn(datacenter, store.value, path));
}
