import { posix } from 'node:path';
import { ok, type Result } from '../base/result.ts';
import { type FoundFile, type FoundFolder, searchDatastore } from '../datacenter/disks/datastore-search.ts';
import type { Fault } from '../datacenter/faults.ts';
import type { Operation } from '../datacenter/operation.ts';
import { atOnce } from '../datacenter/operation.ts';
import type { DatastoreRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { matchesWildcard } from '../values/wildcard.ts';
import { visibleRow, visibleRows } from './entity-fields.ts';
import { taskMethods } from './invoke.ts';
import { dateOf, listOf, longOf, make, moRef, refOf, refsOf } from './make.ts';
import { flagIn, objectIn, objectsIn, textArgument, textsIn } from './spec.ts';
import { defineView } from './view.ts';
import { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** The browser of each datastore, which finds files by patterns and by what they are. */

const PREFIX = 'datastoreBrowser-';

export function browserOf(datastoreId: string): VimObject {
  return moRef('HostDatastoreBrowser', `${PREFIX}${datastoreId}`);
}

defineView<DatastoreRow>({
  typeName: 'HostDatastoreBrowser',
  find: (session, id) =>
    visibleRow(
      session,
      session.datacenter.get('datastores', id.startsWith(PREFIX) ? id.slice(PREFIX.length) : ''),
    ),
  *all(session) {
    for (const { row } of visibleRows<DatastoreRow>(session, session.datacenter.rows('datastores')))
      yield { id: `${PREFIX}${row.id}`, row };
  },
  properties: {
    datastore: ({ id }) => refsOf([id]),
    supportedType: () =>
      listOf(
        'FileQuery',
        Object.keys(ENDINGS).map((kind) => make(`${kind}FileQuery`, {})),
      ),
  },
});

/** What a file is, by its name. */
const ENDINGS = {
  Folder: undefined,
  IsoImage: /\.iso$/i,
  FloppyImage: /\.flp$/i,
  VmConfig: /\.vmx$/i,
  VmTemplateConfig: /\.vmtx$/i,
  VmLog: /\.log$/i,
  VmNvram: /\.nvram$/i,
  VmSnapshot: /\.(?:vmsn|vmsd)$/i,
  // What holds a disk's data is part of the disk that its descriptor stands for.
  VmDisk: /(?<!-(?:flat|delta|sesparse|ctk|rdm|rdmp))\.vmdk$/i,
} as const;

type FileKind = keyof typeof ENDINGS;

function kindOf({ name, isFolder }: FoundFile): FileKind | undefined {
  if (isFolder) return 'Folder';
  const kinds = Object.entries(ENDINGS) as [FileKind, RegExp | undefined][];
  return kinds.find(([, ending]) => ending?.test(name))?.[0];
}

taskMethods('HostDatastoreBrowser', [
  {
    name: 'SearchDatastore',
    parameters: ['string datastorePath', 'HostDatastoreBrowserSearchSpec searchSpec'],
    returns: 'VMware.Vim.HostDatastoreBrowserSearchResults',
    toValue: (made) => made as Value,
    descriptionId: 'HostDatastoreBrowser.searchDatastore',
    operation: ({ session }, args) => search(session, args, (all) => all[0] ?? null, false),
  },
  {
    name: 'SearchDatastoreSubFolders',
    parameters: ['string datastorePath', 'HostDatastoreBrowserSearchSpec searchSpec'],
    returns: 'VMware.Vim.HostDatastoreBrowserSearchResults[]',
    toValue: (made) => made as Value,
    descriptionId: 'HostDatastoreBrowser.searchDatastoreSubFolders',
    operation: ({ session }, args) =>
      search(session, args, (all) => listOf('HostDatastoreBrowserSearchResults', all), true),
  },
]);

function search(
  session: VimSession,
  args: readonly Value[],
  results: (all: Value[]) => Value,
  isDeep: boolean,
): Operation<Value> {
  const { datacenter, caller } = session;
  const spec = args[1] instanceof VimObject ? args[1] : make('HostDatastoreBrowserSearchSpec', {});
  return atOnce((): Result<Value, Fault> => {
    const found = searchDatastore(datacenter, caller, textArgument(args, 0) ?? '', isDeep);
    if (!found.ok) return found;
    const isWanted = wantedBy(spec);
    const folders = found.value.map((folder) => ({ ...folder, files: folder.files.filter(isWanted) }));
    // The folder that was asked for is told of even where nothing in it fits.
    const told = folders.filter(({ files }, index) => files.length > 0 || index === 0);
    return ok(results(told.map((folder) => resultOf(session, folder, spec))));
  });
}

function wantedBy(spec: VimObject): (file: FoundFile) => boolean {
  const patterns = textsIn(spec, 'matchPattern');
  const kinds = objectsIn(spec, 'query').map(({ typeName }) => typeName.replace(/FileQuery$/, ''));
  return (file) =>
    (patterns.length === 0 || patterns.some((pattern) => matchesWildcard(file.name, pattern))) &&
    (kinds.length === 0 || kinds.includes('') || kinds.includes(kindOf(file) ?? '-'));
}

function resultOf(session: VimSession, { path, files }: FoundFolder, spec: VimObject): VimObject {
  const [store = ''] = /(?<=^\[)[^\]]+/.exec(path) ?? [];
  const [row] = session.datacenter.find('datastores', 'name', store.toLowerCase());
  const sorted = flagIn(spec, 'sortFoldersFirst')
    ? files.toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder))
    : files;
  return make('HostDatastoreBrowserSearchResults', {
    datastore: row && refOf(row.id),
    // A file's name right behind it makes the file's path.
    folderPath: path.endsWith(']') ? `${path} ` : `${path}/`,
    file: listOf(
      'FileInfo',
      sorted.map((file) => fileInfo(file, spec)),
    ),
  });
}

/** What the spec's flags ask for; the name is always there. */
function fileInfo(file: FoundFile, spec: VimObject): VimObject {
  const kind = kindOf(file);
  const asked = objectIn(spec, 'details');
  const isAsked = (flag: string): boolean => asked !== undefined && flagIn(asked, flag);
  return make(isAsked('fileType') || kind === 'Folder' ? `${kind ?? ''}FileInfo` : 'FileInfo', {
    path: posix.basename(file.name),
    fileSize: isAsked('fileSize') ? longOf(file.sizeBytes) : undefined,
    modification: isAsked('modification') ? dateOf(file.modifiedMs) : undefined,
    ...(kind === 'VmDisk' && isAsked('fileType') && diskFields(file, spec)),
  });
}

function diskFields(file: FoundFile, spec: VimObject): Record<string, Value> {
  const query = objectsIn(spec, 'query').find(({ typeName }) => typeName === 'VmDiskFileQuery');
  const asked = query && objectIn(query, 'details');
  const disk = asked && file.disk();
  if (asked === undefined || disk === undefined) return {};
  return {
    ...(flagIn(asked, 'capacityKb') && { capacityKb: longOf(disk.capacityBytes / 1024) }),
    ...(flagIn(asked, 'diskExtents') && { diskExtents: [...disk.extents] }),
  };
}
