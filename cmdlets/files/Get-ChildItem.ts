import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, fileInfoType, fileObject } from '../../src/cmdlet/file-info.ts';
import type { FileFacts } from '../../src/cmdlet/host.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { hasWildcard, wildcardPattern } from '../../src/values/wildcard.ts';
import { itemsOn, objectAt } from './item-objects.ts';
import {
  byName,
  existingLocations,
  factsOf,
  fileError,
  type Location,
  locate,
  type PathQuery,
  passes,
} from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

interface Walk {
  readonly query: PathQuery;
  readonly wants: (facts: FileFacts) => boolean;
  readonly maxDepth: number;
  readonly emit: (facts: FileFacts) => void;
}

export default defineCmdlet({
  name: 'Get-ChildItem',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['dir', 'gci', 'ls'],
  synopsis: 'Lists a folder, or what is on another drive.',
  parameters: {
    ...PATH_PARAMETERS,
    Path: { ...PATH_PARAMETERS.Path, mandatory: false },
    Filter: { ...PATH_PARAMETERS.Filter, position: 1 },
    Recurse: { type: 'switch', aliases: ['s', 'r'], help: 'The folders below too.' },
    Depth: { type: 'int', validateRange: [0, 2147483647], help: 'How many folders deep; implies -Recurse.' },
    Force: { type: 'switch', help: 'Names that begin with a point too.' },
    Name: { type: 'switch', help: 'Only the names.' },
    File: { type: 'switch', aliases: ['af'], help: 'Only files.' },
    Directory: { type: 'switch', aliases: ['ad', 'd'], help: 'Only folders.' },
    Hidden: { type: 'switch', aliases: ['ah', 'h'], help: 'Only names that begin with a point.' },
    ReadOnly: { type: 'switch', aliases: ['ar'], help: 'Only what cannot be written to.' },
    FollowSymlink: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: 'Path',
  output: [fileInfoType, directoryInfoType],
  impact: 'none',
  examples: [
    { title: 'This folder', code: 'Get-ChildItem' },
    { title: 'Functions of the session', code: 'Get-ChildItem Function:' },
  ],
  process(args, invocation) {
    const { session } = invocation;
    const query = { literal: false, include: args.Include, exclude: args.Exclude, filter: args.Filter };
    const wants = (facts: FileFacts): boolean => {
      const hidden = facts.name.startsWith('.');
      if (args.Hidden ? !hidden : hidden && !args.Force) return false;
      if (args.Directory !== args.File && args.Directory !== facts.folder) return false;
      return (!args.ReadOnly || facts.readOnly) && passes(facts.name, query);
    };
    const given = args.LiteralPath ?? args.Path ?? ['.'];
    for (const path of given) {
      const below = args.LiteralPath === undefined && args.Recurse ? leafSearch(invocation, path) : undefined;
      if (below === null) continue;
      if (below) {
        const emit = (facts: FileFacts): void => {
          if (wildcardPattern(below.leaf).test(facts.name)) invocation.write(fileObject(session, facts));
        };
        listFolder(invocation, below.folder, { query, wants, maxDepth: args.Depth ?? 1000, emit }, 0);
        continue;
      }
      const isPattern = args.LiteralPath === undefined && hasWildcard(path);
      const asked = args.LiteralPath === undefined ? { Path: [path] } : { LiteralPath: [path] };
      for (const location of existingLocations(invocation, asked)) {
        const root = location.kind === 'file' ? location.path : '';
        const emit = (facts: FileFacts): void => {
          if (args.Name)
            invocation.write(
              root === facts.path ? facts.name : facts.path.slice(root.length).replace(/^\//, ''),
            );
          else invocation.write(fileObject(session, facts));
        };
        const maxDepth = args.Depth ?? (args.Recurse ? 1000 : 0);
        listLocation(invocation, location, isPattern, { query, wants, maxDepth, emit });
      }
    }
  },
});

/**
 * `-Recurse` with a path that ends in a pattern or a file's name: the folder above is searched for that
 * name. Undefined: the path is a folder. Null: it was reported.
 */
function leafSearch(
  invocation: Invocation,
  path: string,
): { readonly folder: string; readonly leaf: string } | undefined | null {
  const location = locate(invocation.session, path);
  if (location.kind !== 'file') return undefined;
  const leaf = posix.basename(location.path);
  const folder = posix.dirname(location.path);
  const isFile = !hasWildcard(path) && factsOf(invocation.session, location.path)?.folder === false;
  if (isFile && /[\\/]$/.test(path)) {
    invocation.writeError({
      message: `An object at the specified path ${path} does not exist.`,
      id: 'ItemNotFound',
      category: 'ObjectNotFound',
      target: path,
      why: 'It is a file; a path that ends in a separator names a folder.',
      exceptionType: 'System.Management.Automation.ItemNotFoundException',
    });
    return null;
  }
  const isPattern = hasWildcard(leaf) && !hasWildcard(folder);
  return isFile || isPattern ? { folder, leaf } : undefined;
}

function listLocation(invocation: Invocation, location: Location, isPattern: boolean, walk: Walk): void {
  const { session } = invocation;
  if (location.kind === 'item') {
    const objects =
      location.name === '' ? itemsOn(session, location.drive) : [objectAt(session, location) ?? null];
    invocation.writeAll(objects);
    return;
  }
  const facts = factsOf(session, location.path);
  if (!facts) return;
  if (!facts.folder || (isPattern && walk.maxDepth === 0)) {
    if (!isPattern || walk.wants(facts)) walk.emit(facts);
    return;
  }
  listFolder(invocation, location.path, walk, 0);
}

function listFolder(invocation: Invocation, folder: string, walk: Walk, depth: number): void {
  invocation.checkInterrupt();
  const entries = invocation.session.host.files.list(folder);
  if (!entries.ok) {
    invocation.writeError(fileError(entries.fault, 'DirUnauthorizedAccessError'));
    return;
  }
  const sorted = [...entries.value].sort(
    (a, b) => Number(b.folder) - Number(a.folder) || byName(a.name, b.name),
  );
  for (const facts of sorted) if (walk.wants(facts)) walk.emit(facts);
  if (depth >= walk.maxDepth) return;
  for (const facts of sorted) {
    // Links are not followed: they may lead round in circles.
    if (facts.folder && facts.link === undefined)
      listFolder(invocation, `${folder === '/' ? '' : folder}/${facts.name}`, walk, depth + 1);
  }
}
