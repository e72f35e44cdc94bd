import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreNameOf } from '../../src/datacenter/indexes.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import type { Item } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { diskType } from '../../src/inventory/enums.ts';
import { diskTypeOf, type HardDiskItem, hardDisksOf, hardDiskType } from '../../src/inventory/hard-disk.ts';
import { visibleItems } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { diskRelationTo, relatedObjectParameter } from '../../src/inventory/related.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { type SnapshotItem, snapshotType } from '../../src/inventory/snapshot.ts';
import { templateType } from '../../src/inventory/template.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { hasWildcard, matchesWildcard } from '../../src/values/wildcard.ts';

const DISKS = ['VirtualDeviceGetter', 'DatastorePath'] as const;

export default defineCmdlet({
  name: 'Get-HardDisk',
  synopsis: 'Gets the hard disks of virtual machines.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'value',
      sets: ['VirtualDeviceGetter'],
      help: 'The VMs; all unless given.',
    },
    Template: {
      type: templateType,
      array: true,
      pipeline: 'value',
      sets: ['VirtualDeviceGetter'],
      help: 'The disks of these templates.',
    },
    Snapshot: {
      type: snapshotType,
      array: true,
      pipeline: 'value',
      sets: ['VirtualDeviceGetter'],
      help: 'The disks as these snapshots have them.',
    },
    Datastore: {
      type: datastoreType,
      array: true,
      pipeline: { DatastorePath: 'value' },
      sets: ['VirtualDeviceGetter', 'DatastorePath'],
      help: 'Only disks on these datastores.',
    },
    DatastorePath: {
      type: 'string',
      array: true,
      wildcard: true,
      sets: ['DatastorePath'],
      aliases: ['Path'],
      help: 'Only disks with these files, such as [datastore1] app-01/app-01.vmdk, with wildcards.',
    },
    DiskType: { type: diskType, array: true, sets: DISKS, help: 'Flat, RawPhysical or RawVirtual.' },
    Name: {
      type: 'string',
      array: true,
      wildcard: true,
      sets: ['VirtualDeviceGetter'],
      help: 'Labels such as "Hard disk 1", with wildcards.',
    },
    Id: { type: 'string', array: true, sets: DISKS, help: 'Ids of disks.' },
    RelatedObject: relatedObjectParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'VirtualDeviceGetter',
  output: [hardDiskType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'The disks of a VM', code: 'Get-HardDisk app-01' },
    {
      title: 'Disks that are not encrypted',
      code: 'Get-VM | Get-HardDisk | Where-Object { -not $_.Encrypted }',
    },
  ],
  process(args, invocation) {
    const given = [...(args.VM ?? []), ...(args.Template ?? [])].map(({ data }) => ({
      ...data,
      isPast: false,
    }));
    const vms =
      args.VM || args.Template || args.Snapshot
        ? [...given, ...(args.Snapshot ?? []).map((snapshot) => diskTimeOf(snapshot.data))]
        : serversOf(invocation.session, args.Server, args.Datastore, args.RelatedObject)
            .flatMap((connection) => visibleItems(connection, 'vms'))
            .map((item) => ({ ...item, isPast: false }));
    const isRelated = diskRelationTo(args.RelatedObject);
    const files = args.DatastorePath?.map((path) => ({ path, found: false }));
    const isWanted = (disk: HardDiskItem): boolean =>
      isRelated(disk) &&
      (files === undefined || hasFile(disk, files)) &&
      (args.Id?.includes(disk.row.id) ?? true) &&
      (args.DiskType?.includes(diskTypeOf(disk.row)) ?? true) &&
      (args.Datastore?.some((store) => datastoreNameOf(disk.row.fileName) === store.data.row.name) ?? true);
    const found = new Set<string>();
    for (const item of vms) {
      const row = item.isPast ? item.row : (item.connection.datacenter.get('vms', item.row.id) ?? item.row);
      for (const disk of hardDisksOf({ ...item, row })) {
        const { name } = disk.data.row;
        const pattern = args.Name?.find((wanted) => matchesWildcard(name, wanted));
        if (args.Name !== undefined && pattern === undefined) continue;
        if (!isWanted(disk.data)) continue;
        if (pattern !== undefined) found.add(pattern);
        found.add(disk.data.row.id);
        invocation.write(disk);
      }
    }
    const wanted = [...(args.Name ?? []).filter((name) => !hasWildcard(name)), ...(args.Id ?? [])];
    for (const name of wanted) if (!found.has(name)) reportNotFound(invocation, 'HardDisk', name);
    for (const file of files ?? [])
      if (!file.found && !/[*?]/.test(file.path)) reportNotFound(invocation, 'HardDisk', file.path);
  },
});

/** The brackets of the datastore's name are no wildcard's set of letters. */
function hasFile(disk: HardDiskItem, files: { readonly path: string; found: boolean }[]): boolean {
  const named = files.filter(({ path }) =>
    matchesWildcard(disk.row.fileName, path.replace(/^\[([^\]]*)\]/, '`[$1`]')),
  );
  for (const file of named) file.found = true;
  return named.length > 0;
}

/** The VM with the disks that it had at its snapshot. */
function diskTimeOf({ connection, vm, row }: SnapshotItem): Item<VmRow> & { readonly isPast: boolean } {
  const disks = row.disks.flatMap(({ key, fileName }) => {
    const now = vm.disks.find((disk) => disk.key === key);
    return now === undefined ? [] : [{ ...now, fileName }];
  });
  return { connection, row: { ...vm, disks }, isPast: true };
}
