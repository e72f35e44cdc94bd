import { ambient, type FoundFile } from '../ambient.ts';
import { typedArray } from '../array.ts';
import { defineEnum } from '../enum-type.ts';
import { NetException } from '../net-exception.ts';
import { stringType } from '../string-type.ts';
import { toText } from '../to-text.ts';
import { isTrue } from '../truth.ts';
import type { TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import type { Value } from '../value.ts';
import { staticMethod, textArgument } from './define.ts';
import { pathArgument } from './io-file.ts';
import { fullPath } from './io-path.ts';

/** `[System.IO.Directory]`, through the host's files. */
export function defineDirectory(): void {
  defineType({ fullName: 'System.IO.Directory', statics: directoryStatics });
  defineEnum({ fullName: 'System.IO.SearchOption', values: ['TopDirectoryOnly', 'AllDirectories'] });
}

export type Wanted = 'Files' | 'Directories' | 'FileSystemEntries';

/** What a folder holds whose name matches a pattern of `*` and `?`: `args` are the pattern and a SearchOption. */
export function search(folder: string, wanted: Wanted, args: readonly Value[]): FoundFile[] {
  const facts = ambient().facts(folder);
  if (facts?.folder !== true)
    throw new NetException(
      'System.IO.DirectoryNotFoundException',
      `Could not find a part of the path '${folder}'.`,
    );
  const pattern = namePattern(args.length > 0 ? textArgument(args, 0) : '*');
  const isDeep = /^(?:AllDirectories|1)$/i.test(toText(args[1] ?? null));
  const found: FoundFile[] = [];
  const visit = (at: string): void => {
    const entries = ambient().list(at);
    for (const entry of entries) {
      const isWanted = wanted === 'FileSystemEntries' || entry.folder === (wanted === 'Directories');
      if (isWanted && pattern.test(entry.path.slice(entry.path.lastIndexOf('/') + 1))) found.push(entry);
    }
    if (!isDeep) return;
    for (const entry of entries) {
      ambient().checkInterrupt();
      // A link may lead back.
      if (entry.folder && entry.link === undefined) visit(entry.path);
    }
  };
  visit(folder);
  return found;
}

function namePattern(pattern: string): RegExp {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[^]*')
    .replaceAll('?', '[^]');
  return new RegExp(`^${pattern === '*.*' ? '[^]*' : source}$`);
}

/** The signatures of GetFiles and its like; what comes before the pattern may be nothing. */
export function searchSignatures(result: string, name: string, first: string): string[] {
  const comma = first === '' ? '' : `${first}, `;
  return [
    `${result} ${name}(${first})`,
    `${result} ${name}(${comma}string searchPattern)`,
    `${result} ${name}(${comma}string searchPattern, System.IO.SearchOption searchOption)`,
  ];
}

function searches(wanted: Wanted): TypeMember[] {
  return ['Get', 'Enumerate'].map((verb) =>
    staticMethod(searchSignatures('string[]', verb + wanted, 'string path'), (args) => {
      const given = textArgument(args, 0);
      const folder = pathArgument(args);
      const prefix = folder === '/' ? '' : folder;
      // Paths begin as the folder was given.
      const shown = given.endsWith('/') ? given.slice(0, -1) : given;
      const paths = search(folder, wanted, args.slice(1)).map(
        ({ path }) => shown + path.slice(prefix.length),
      );
      return typedArray(paths, stringType);
    }),
  );
}

const directoryStatics = (): TypeMember[] => [
  staticMethod('bool Exists(string path)', (args) => ambient().folderExists(fullPath(textArgument(args, 0)))),
  staticMethod('System.IO.DirectoryInfo CreateDirectory(string path)', (args) => {
    const path = pathArgument(args);
    ambient().makeFolder(path);
    return ambient().fileObject(path, true) as Value;
  }),
  staticMethod(['void Delete(string path)', 'void Delete(string path, bool recursive)'], (args) => {
    removeFolder(pathArgument(args), isTrue(args[1] ?? false));
    return undefined;
  }),
  staticMethod('void Move(string from, string to)', (args) => {
    moveFolder(pathArgument(args), pathArgument(args, 1));
    return undefined;
  }),
  staticMethod('System.IO.DirectoryInfo GetParent(string path)', (args) => {
    const path = pathArgument(args);
    return path === '/' ? null : (ambient().fileObject(fullPath(`${path}/..`), true) as Value);
  }),
  staticMethod('string GetCurrentDirectory()', () => ambient().currentFolder()),
  ...searches('Files'),
  ...searches('Directories'),
  ...searches('FileSystemEntries'),
];

export function removeFolder(path: string, recursive: boolean): void {
  if (!ambient().folderExists(path))
    throw new NetException(
      'System.IO.DirectoryNotFoundException',
      `Could not find a part of the path '${path}'.`,
    );
  if (!recursive && ambient().list(path).length > 0)
    throw new NetException('System.IO.IOException', `Directory not empty : '${path}'`);
  ambient().remove(path, true);
}

export function moveFolder(from: string, to: string): void {
  if (ambient().facts(to) !== undefined)
    throw new NetException(
      'System.IO.IOException',
      `Cannot create '${to}' because a file or directory with the same name already exists.`,
    );
  ambient().moveFile(from, to);
}
