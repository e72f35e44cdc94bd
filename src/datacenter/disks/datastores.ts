import { readdirSync, rmdirSync } from 'node:fs';
import { isAbsolute } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { exists } from '../../storage/disk-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import { removeEntity } from '../inventory/entity-remove.ts';
import { addDatastore, checkName } from '../inventory/inventory-tree.ts';
import { datastoreOf, fromStorage, makeDatastoreFolder } from '../places.ts';
import type { DatastoreRow, HostRow } from '../rows.ts';

/**
 * Datastores are made and removed: folders of this machine that hosts see. Removing one destroys nothing: while anything
 * lies on it, it is refused.
 */
export interface NewDatastore {
  readonly name: string;
  readonly hostIds: readonly string[];
  /** An absolute folder; beside the other datastores unless given. */
  readonly folder?: string;
  readonly type: DatastoreRow['type'];
  /** No more than its file system has; that unless given. */
  readonly capacityBytes?: number;
}

const PRIVILEGE = 'Host.Config.Storage';

export function createDatastore(
  datacenter: Datacenter,
  caller: Caller,
  wanted: NewDatastore,
): Result<DatastoreRow, Fault> {
  const hosts: HostRow[] = [];
  for (const id of wanted.hostIds) {
    const host = datacenter.get('hosts', id);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: id });
    const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, host);
    if (!allowed.ok) return allowed;
    hosts.push(host);
  }
  const named = checkDatastoreName(datacenter, wanted.name);
  if (!named.ok) return named;
  const place = placeOf(datacenter, wanted);
  if (!place.ok) return place;
  const { path, wasThere, folder } = place.value;
  const made = makeDatastoreFolder(datacenter, path);
  if (!made.ok) return made;
  const created = datacenter.commit<DatastoreRow>(caller, 'create a datastore', (tx) => {
    const free = checkDatastoreName(datacenter, wanted.name);
    if (!free.ok) return free;
    const parentId = datastoreFolderFor(datacenter, hosts[0]);
    if (parentId === undefined) return fail({ kind: 'NotFound', type: 'Datacenter', name: wanted.name });
    const capacityBytes = wanted.capacityBytes ?? Number.MAX_SAFE_INTEGER;
    const id = addDatastore(tx, { name: wanted.name, parentId, path, capacityBytes, type: wanted.type });
    for (const host of hosts) {
      const current = tx.get('hosts', host.id);
      if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
      const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
      if (!held.ok) return held;
      tx.put('hosts', { ...current, datastoreIds: [...current.datastoreIds, id] });
      tx.event({
        eventTypeId: wanted.type === 'NFS' ? 'NASDatastoreCreatedEvent' : 'VMFSDatastoreCreatedEvent',
        message: `Created ${wanted.type} datastore ${wanted.name} on ${host.name}`,
        host: { id: host.id, name: host.name },
        datastore: { id, name: wanted.name },
      });
    }
    const row = tx.get('datastores', id);
    return row === undefined ? fail({ kind: 'NotFound', type: 'Datastore', name: wanted.name }) : ok(row);
  });
  if (!created.ok && !wasThere) attempt(folder, 'remove', () => rmdirSync(folder));
  return created;
}

/** Takes a datastore that nothing lies on out of the inventory; its folder goes when it is empty. */
export function removeDatastore(datacenter: Datacenter, caller: Caller, id: string): Result<void, Fault> {
  const removed = datacenter.commit<DatastoreRow>(caller, 'remove a datastore', (tx) => {
    const row = tx.get('datastores', id);
    if (row === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: id });
    const held = requirePrivilege(datacenter, caller, 'Datastore.Delete', row);
    if (!held.ok) return held;
    const unused = checkUnused(datacenter, row, 'removed');
    if (!unused.ok) return unused;
    for (const host of [...datacenter.rows('hosts')])
      if (host.datastoreIds.includes(id))
        tx.put('hosts', { ...host, datastoreIds: host.datastoreIds.filter((other) => other !== id) });
    removeEntity(datacenter, tx, 'datastores', id);
    tx.event({
      eventTypeId: 'DatastoreDestroyedEvent',
      message: `Removed datastore ${row.name}`,
      datastore: { id, name: row.name },
    });
    return ok(row);
  });
  if (!removed.ok) return removed;
  const { folder } = datastoreOf(datacenter, removed.value);
  // What is not empty stays: nobody asked for its files to go.
  attempt(folder, 'remove', () => rmdirSync(folder));
  return ok(undefined);
}

/** Another name for a datastore that nothing lies on: files are known by its name. */
export function renameDatastore(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly id: string; readonly name: string },
): Result<DatastoreRow, Fault> {
  return datacenter.commit<DatastoreRow>(caller, 'rename a datastore', (tx: Transaction) => {
    const row = tx.get('datastores', request.id);
    if (row === undefined) return fail({ kind: 'NotFound', type: 'Datastore', name: request.id });
    const held = requirePrivilege(datacenter, caller, 'Datastore.Rename', row);
    if (!held.ok) return held;
    if (row.name === request.name) return ok(row);
    const named = checkDatastoreName(datacenter, request.name);
    if (!named.ok) return named;
    const unused = checkUnused(datacenter, row, 'renamed');
    if (!unused.ok) return unused;
    const after: DatastoreRow = { ...row, name: request.name };
    tx.put('datastores', after);
    tx.event({
      eventTypeId: 'DatastoreRenamedEvent',
      message: `Renamed datastore from ${row.name} to ${after.name}`,
      datastore: { id: row.id, name: after.name },
    });
    return ok(after);
  });
}

/** A datastore path begins with the name in brackets. */
function checkDatastoreName(datacenter: Datacenter, name: string): Result<void, Fault> {
  const valid = checkName(name);
  if (!valid.ok) return valid;
  if (/[[\]/\\]/.test(name))
    return fail({ kind: 'InvalidName', name, rule: 'A datastore’s name has no brackets and no slashes.' });
  const taken = datacenter.find('datastores', 'name', name.toLowerCase()).length > 0;
  return taken ? fail({ kind: 'DuplicateName', type: 'Datastore', name }) : ok(undefined);
}

function placeOf(
  datacenter: Datacenter,
  { name, folder: wanted }: NewDatastore,
): Result<{ readonly path: string; readonly folder: string; readonly wasThere: boolean }, Fault> {
  const path = wanted ?? `datastores/${name}`;
  const wrong = (rule: string): Result<never, Fault> =>
    fail({
      kind: 'InvalidArgument',
      parameter: 'Path',
      rule,
      remedy: 'Give -Path with an empty folder, or one that is not there yet.',
    });
  if (wanted !== undefined && !isAbsolute(wanted)) return wrong(`${wanted} is no absolute path.`);
  const { folder } = datastoreOf(datacenter, {
    id: '',
    name,
    path,
    parentId: '',
    type: 'NFS',
    capacityBytes: 0,
  });
  for (const other of datacenter.rows('datastores')) {
    const used = datastoreOf(datacenter, other).folder;
    if (`${folder}/`.startsWith(`${used}/`) || `${used}/`.startsWith(`${folder}/`))
      return wrong(`${folder} and the folder of datastore ${other.name} lie in each other.`);
  }
  const wasThere = exists(folder);
  const listed = wasThere ? attempt(folder, 'list', () => readdirSync(folder)) : ok([]);
  if (!listed.ok) return fail(fromStorage(listed.fault));
  return listed.value.length > 0 ? wrong(`${folder} is not empty.`) : ok({ path, folder, wasThere });
}

function datastoreFolderFor(datacenter: Datacenter, host: HostRow | undefined): string | undefined {
  let id: string | null = host?.parentId ?? null;
  while (id !== null) {
    const hostFolder: string = id;
    for (const center of datacenter.rows('datacenters'))
      if (center.hostFolderId === hostFolder) return center.datastoreFolderId;
    id = (datacenter.get('clusters', hostFolder) ?? datacenter.get('folders', hostFolder))?.parentId ?? null;
  }
  return undefined;
}

function checkUnused(datacenter: Datacenter, row: DatastoreRow, what: string): Result<void, Fault> {
  const users = usersOf(datacenter, row);
  if (users.length === 0) return ok(undefined);
  const more = users.length > 5 ? ` and ${users.length - 5} more` : '';
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Datastore',
    rule: `The datastore ${row.name} is in use and cannot be ${what}: ${users.slice(0, 5).join(', ')}${more}.`,
    remedy: `Move or remove what lies on it: Get-Datastore ${row.name} | Get-VM | Move-VM -Datastore OTHER`,
  });
}

function usersOf(datacenter: Datacenter, { id, name }: DatastoreRow): string[] {
  const users = datacenter.find('vms', 'datastore', name).map((vm) => vm.name);
  for (const vm of datacenter.rows('vms')) {
    const snapshotFiles = vm.snapshots.flatMap(({ disks }) => disks.map(({ fileName }) => fileName));
    const isThere = snapshotFiles.some((file) => datastoreNameOf(file) === name);
    if ((isThere || vm.replication?.datastoreName === name) && !users.includes(vm.name)) users.push(vm.name);
  }
  for (const library of datacenter.rows('contentLibraries'))
    if (library.datastoreId === id) users.push(`content library ${library.name}`);
  for (const host of datacenter.rows('hosts'))
    for (const dump of host.coreDumps ?? [])
      if (datastoreNameOf(dump.file) === name) users.push(`core dump ${dump.name} of ${host.name}`);
  return users;
}
