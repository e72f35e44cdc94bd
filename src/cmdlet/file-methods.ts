import { ambient, type FoundFile } from '../values/ambient.ts';
import { typedArray } from '../values/array.ts';
import { openFile } from '../values/net/byte-stream.ts';
import { textArgument } from '../values/net/define.ts';
import {
  moveFolder,
  removeFolder,
  search,
  searchSignatures,
  type Wanted,
} from '../values/net/io-directory.ts';
import { pathArgument, place, readText } from '../values/net/io-file.ts';
import { fullPath } from '../values/net/io-path.ts';
import { TextReader } from '../values/net/text-reader.ts';
import { fileWriter } from '../values/net/text-writer.ts';
import type { MethodDefinition } from '../values/object-type.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { isTrue } from '../values/truth.ts';
import { registeredType } from '../values/type-registry.ts';
import { NOTHING, type Value } from '../values/value.ts';
import type { FileData } from './file-info.ts';

type Methods = Readonly<Record<string, MethodDefinition<FileData>>>;

function refresh(data: FileData): Value {
  const facts = data.files.facts(data.facts.path);
  if (facts.ok) data.facts = facts.value;
  return NOTHING;
}

function withOverwrite(method: string): string[] {
  return [`${method}(string destFileName)`, `${method}(string destFileName, bool overwrite)`];
}

const shared: Methods = {
  Refresh: { signature: 'void Refresh()', invoke: refresh },
  ToString: { signature: 'string ToString()', invoke: ({ facts }) => facts.path },
};

/** What `[System.IO.FileInfo]` does. */
export const fileMethods: Methods = {
  ...shared,
  Delete: {
    signature: 'void Delete()',
    invoke: ({ facts }) => {
      if (ambient().fileExists(facts.path)) ambient().remove(facts.path, false);
      return NOTHING;
    },
  },
  CopyTo: {
    signature: withOverwrite('System.IO.FileInfo CopyTo'),
    invoke: ({ facts }, args) => {
      const to = pathArgument(args);
      place(facts.path, to, isTrue(args[1] ?? false), 'copyFile');
      return ambient().fileObject(to, false) as Value;
    },
  },
  MoveTo: {
    signature: withOverwrite('void MoveTo'),
    invoke: (data, args) => {
      const to = pathArgument(args);
      place(data.facts.path, to, isTrue(args[1] ?? false), 'moveFile');
      const facts = data.files.facts(to);
      if (facts.ok) data.facts = facts.value;
      return NOTHING;
    },
  },
  OpenText: {
    signature: 'System.IO.StreamReader OpenText()',
    invoke: ({ facts }) => new TextReader(readText(facts.path)),
  },
  OpenRead: {
    signature: 'System.IO.FileStream OpenRead()',
    invoke: ({ facts }) => openFile(facts.path, 'Open'),
  },
  Create: {
    signature: 'System.IO.FileStream Create()',
    invoke: ({ facts }) => openFile(facts.path, 'Create'),
  },
  CreateText: {
    signature: 'System.IO.StreamWriter CreateText()',
    invoke: ({ facts }) => fileWriter(facts.path, false, undefined),
  },
  AppendText: {
    signature: 'System.IO.StreamWriter AppendText()',
    invoke: ({ facts }) => fileWriter(facts.path, true, undefined),
  },
};

/** What `[System.IO.DirectoryInfo]` does. */
export const folderMethods: Methods = {
  ...shared,
  Delete: {
    signature: ['void Delete()', 'void Delete(bool recursive)'],
    invoke: ({ facts }, args) => {
      removeFolder(facts.path, isTrue(args[0] ?? false));
      return NOTHING;
    },
  },
  MoveTo: {
    signature: 'void MoveTo(string destDirName)',
    invoke: (data, args) => {
      const to = pathArgument(args);
      moveFolder(data.facts.path, to);
      const facts = data.files.facts(to);
      if (facts.ok) data.facts = facts.value;
      return NOTHING;
    },
  },
  Create: {
    signature: 'void Create()',
    invoke: (data) => {
      ambient().makeFolder(data.facts.path);
      return refresh(data);
    },
  },
  CreateSubdirectory: {
    signature: 'System.IO.DirectoryInfo CreateSubdirectory(string path)',
    invoke: ({ facts }, args) => {
      const path = fullPath(`${facts.path}/${textArgument(args, 0)}`);
      ambient().makeFolder(path);
      return ambient().fileObject(path, true) as Value;
    },
  },
  ...searches('Files', 'System.IO.FileInfo'),
  ...searches('Directories', 'System.IO.DirectoryInfo'),
  ...searches('FileSystemEntries', 'System.IO.FileSystemInfo'),
};

function searches(wanted: Wanted, typeName: string): Methods {
  const plural = wanted === 'FileSystemEntries' ? 'FileSystemInfos' : wanted;
  const invoke: MethodDefinition<FileData>['invoke'] = ({ facts }, args) => {
    const found = search(facts.path, wanted, args).map(objectAt);
    return typedArray(found, registeredType(typeName) ?? objectTypeInfo);
  };
  return Object.fromEntries(
    ['Get', 'Enumerate'].map((verb) => {
      const name = verb + plural;
      return [name, { signature: searchSignatures(`${typeName}[]`, name, ''), invoke }];
    }),
  );
}

function objectAt({ path, folder }: FoundFile): Value {
  return ambient().fileObject(path, folder) as Value;
}
