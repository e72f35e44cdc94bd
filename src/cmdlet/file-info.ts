import { posix } from 'node:path';
import { ambient } from '../values/ambient.ts';
import { convertTo } from '../values/convert.ts';
import { localDateTime, utcDateTime } from '../values/date-time.ts';
import { formatValue } from '../values/format.ts';
import { textArgument } from '../values/net/define.ts';
import { NEVER_MS } from '../values/net/io-file.ts';
import { fullPath } from '../values/net/io-path.ts';
import { NetException } from '../values/net-exception.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import { toText } from '../values/to-text.ts';
import { resolveTypeName } from '../values/type-name.ts';
import type { Value } from '../values/value.ts';
import { fileMethods, folderMethods } from './file-methods.ts';
import type { FileFacts, HostFiles } from './host.ts';
import type { Session } from './session.ts';

export interface FileData {
  readonly files: HostFiles;
  /** As they were when the object was made, or last refreshed. */
  facts: FileFacts;
}

function mode({ folder, readOnly, link }: FileFacts): string {
  const first = link?.kind === 'SymbolicLink' ? 'l' : folder ? 'd' : '-';
  return `${first}${folder ? '-' : 'a'}${readOnly ? 'r' : '-'}--`;
}

function attributesOf({ folder, readOnly, link }: FileFacts): Value {
  const words = [
    ...(readOnly && !folder ? ['ReadOnly'] : []),
    ...(folder ? ['Directory'] : []),
    ...(link?.kind === 'SymbolicLink' ? ['ReparsePoint'] : []),
  ];
  const text = words.length === 0 ? 'Normal' : words.join(', ');
  const type = resolveTypeName('System.IO.FileAttributes');
  return type === undefined ? text : convertTo(text, type);
}

function shownTime({ modifiedMs }: FileFacts): string {
  const time = localDateTime(modifiedMs);
  return `${formatValue(time, 'd').padStart(10)} ${formatValue(time, 't').padStart(8)}`;
}

function folderAt(data: FileData, path: string): Value {
  return fileObjectAt(data.files, path, true);
}

const extensionOf = (name: string): string =>
  name.lastIndexOf('.') >= 0 ? name.slice(name.lastIndexOf('.')) : '';

const systemProperties = {
  Name: { type: 'string', get: (data: FileData) => data.facts.name },
  FullName: { type: 'string', get: (data: FileData) => data.facts.path },
  Extension: { type: 'string', get: (data: FileData) => extensionOf(data.facts.name) },
  Exists: {
    type: 'bool',
    get: ({ files, facts }: FileData) => {
      const now = files.facts(facts.path);
      return now.ok && now.value.folder === facts.folder;
    },
  },
  Attributes: {
    type: 'System.IO.FileAttributes',
    get: (data: FileData) => attributesOf(data.facts),
    // Whether it may be written to is all that this file system keeps of them.
    set: (data: FileData, value: Value) =>
      void data.files.setFacts(data.facts.path, {
        readOnly: /\bReadOnly\b/i.test(toText(value)),
      }),
  },
  LinkType: { type: 'string', get: (data: FileData) => data.facts.link?.kind ?? null, json: 'omit' },
  LinkTarget: { type: 'string', get: (data: FileData) => data.facts.link?.target ?? null, json: 'omit' },
  Target: { type: 'string', get: (data: FileData) => data.facts.link?.target ?? null, json: 'omit' },
  Mode: { type: 'string', get: (data: FileData) => mode(data.facts) },
  CreationTime: { type: 'datetime', get: (data: FileData) => localDateTime(data.facts.createdMs) },
  CreationTimeUtc: { type: 'datetime', get: (data: FileData) => utcDateTime(data.facts.createdMs) },
  LastAccessTime: { type: 'datetime', get: (data: FileData) => localDateTime(data.facts.accessedMs) },
  LastAccessTimeUtc: { type: 'datetime', get: (data: FileData) => utcDateTime(data.facts.accessedMs) },
  LastWriteTime: { type: 'datetime', get: (data: FileData) => localDateTime(data.facts.modifiedMs) },
  LastWriteTimeUtc: { type: 'datetime', get: (data: FileData) => utcDateTime(data.facts.modifiedMs) },
  PSPath: {
    type: 'string',
    get: (data: FileData) => `Microsoft.PowerShell.Core\\FileSystem::${data.facts.path}`,
    json: 'omit',
  },
  PSParentPath: {
    type: 'string',
    get: (data: FileData) => `Microsoft.PowerShell.Core\\FileSystem::${posix.dirname(data.facts.path)}`,
    json: 'omit',
  },
  PSChildName: { type: 'string', get: (data: FileData) => data.facts.name, json: 'omit' },
  PSIsContainer: { type: 'bool', get: (data: FileData) => data.facts.folder, json: 'omit' },
} as const;

const view = {
  name: 'children',
  table: [
    { label: 'Mode', width: 7, get: (data: FileData) => mode(data.facts) },
    { label: 'LastWriteTime', width: 26, align: 'right', get: (data: FileData) => shownTime(data.facts) },
    {
      label: 'Length',
      width: 14,
      align: 'right',
      get: (data: FileData) => (data.facts.folder ? '' : data.facts.sizeBytes),
    },
    { label: 'Name', get: (data: FileData) => data.facts.name },
  ],
  list: ['Name', 'CreationTime', 'LastWriteTime', 'LastAccessTime', 'Mode'],
  wide: 'Name',
  groupBy: { label: ' Directory', get: (data: FileData) => posix.dirname(data.facts.path) },
} as const;

/** A file, as Get-ChildItem and Get-Item return it. */
export const fileInfoType = objectType<FileData>()({
  name: 'FileInfo',
  fullName: 'System.IO.FileInfo',
  aliases: ['System.IO.FileSystemInfo'],
  properties: {
    ...systemProperties,
    Length: {
      type: 'long',
      get: ({ files, facts }) => {
        if (facts.sizeBytes >= 0) return BigInt(facts.sizeBytes);
        const now = files.facts(facts.path);
        if (now.ok) return BigInt(now.value.sizeBytes);
        throw new NetException('System.IO.FileNotFoundException', `Could not find file '${facts.path}'.`);
      },
    },
    BaseName: {
      type: 'string',
      get: ({ facts }) => facts.name.slice(0, facts.name.length - extensionOf(facts.name).length),
    },
    DirectoryName: { type: 'string', get: ({ facts }) => posix.dirname(facts.path) },
    Directory: {
      type: 'System.IO.DirectoryInfo',
      get: (data) => folderAt(data, posix.dirname(data.facts.path)),
      json: 'omit',
    },
    IsReadOnly: { type: 'bool', get: ({ facts }) => facts.readOnly },
  },
  methods: fileMethods,
  view: { ...view, list: ['Name', 'Length', 'CreationTime', 'LastWriteTime', 'LastAccessTime', 'Mode'] },
  toString: ({ facts }) => facts.path,
});

/** A folder. */
export const directoryInfoType = objectType<FileData>()({
  name: 'DirectoryInfo',
  fullName: 'System.IO.DirectoryInfo',
  aliases: ['System.IO.FileSystemInfo'],
  properties: {
    ...systemProperties,
    BaseName: { type: 'string', get: ({ facts }) => facts.name },
    Parent: {
      type: 'System.IO.DirectoryInfo',
      get: (data) => (data.facts.path === '/' ? null : folderAt(data, posix.dirname(data.facts.path))),
      json: 'omit',
    },
    Root: { type: 'System.IO.DirectoryInfo', get: (data) => folderAt(data, '/'), json: 'omit' },
  },
  methods: folderMethods,
  view,
  toString: ({ facts }) => facts.path,
});

export function fileObject(session: Session, facts: FileFacts): TypedObject<FileData> {
  return objectOf(facts.folder ? directoryInfoType : fileInfoType, { files: session.host.files, facts });
}

/** `[System.IO.FileInfo]::new(path)` and `[System.IO.DirectoryInfo]::new(path)`: of what need not be there. */
export function fileObjectAt(files: HostFiles, path: string, folder: boolean): TypedObject<FileData> {
  const found = files.facts(path);
  const there = found.ok && found.value.folder === folder;
  const facts = there ? found.value : missing(path, folder);
  return objectOf(folder ? directoryInfoType : fileInfoType, { files, facts });
}

function missing(path: string, folder: boolean): FileFacts {
  return {
    path,
    name: posix.basename(path),
    folder,
    sizeBytes: -1,
    modifiedMs: NEVER_MS,
    createdMs: NEVER_MS,
    accessedMs: NEVER_MS,
    readOnly: false,
  };
}

for (const [type, folder] of [
  [fileInfoType, false],
  [directoryInfoType, true],
] as const) {
  type.complete({
    construct: (args) => ambient().fileObject(fullPath(textArgument(args, 0)), folder) as Value,
    convert: (value) =>
      typeof value === 'string' ? (ambient().fileObject(fullPath(value), folder) as Value) : undefined,
  });
}
