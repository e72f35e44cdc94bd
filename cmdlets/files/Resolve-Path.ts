import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { splitDrive } from '../../src/cmdlet/drives.ts';
import { pathInfo, pathInfoType, placeInfo } from '../../src/cmdlet/path-info.ts';
import type { Session } from '../../src/cmdlet/session.ts';
import type { TypedObject } from '../../src/values/object-type.ts';
import { stringType } from '../../src/values/string-type.ts';
import { existingLocations, locate } from './location.ts';

export default defineCmdlet({
  name: 'Resolve-Path',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['rvpa'],
  synopsis: 'Expands the wildcards of a path and makes it absolute.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: ['Path'],
      position: { Path: 0 },
      pipeline: { Path: 'both' },
      sets: ['Path'],
      wildcard: true,
      help: 'The paths.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['LiteralPath'],
      pipeline: { LiteralPath: 'name' },
      sets: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The paths, taken as they are.',
    },
    Relative: { type: 'switch', help: 'As texts, relative to the current folder.' },
    RelativeBasePath: { type: 'string', help: 'The folder that relative paths begin at.' },
    Force: { type: 'switch', help: 'Taken: hidden ones are found without it.' },
  },
  defaultParameterSet: 'Path',
  output: [pathInfoType, stringType],
  impact: 'none',
  examples: [{ title: 'Where is here', code: 'Resolve-Path .' }],
  process(args, invocation) {
    const { session } = invocation;
    const base =
      args.RelativeBasePath === undefined ? session.location() : locate(session, args.RelativeBasePath);
    const folder = typeof base === 'string' ? base : base.kind === 'file' ? base.path : session.location();
    const absolute = (path: string): string =>
      /^(?:[/\\~]|[\w.-]+:)/.test(path) ? path : posix.join(folder, path);
    for (const given of args.LiteralPath ?? args.Path ?? []) {
      const asked = args.LiteralPath ? { LiteralPath: [absolute(given)] } : { Path: [absolute(given)] };
      for (const location of existingLocations(invocation, {
        Path: undefined,
        LiteralPath: undefined,
        ...asked,
      })) {
        const path = location.kind === 'file' ? location.path : location.given;
        if (args.Relative) invocation.write(relative(folder, path));
        else invocation.write(onDrive(session, given, path) ?? pathInfo(path));
      }
    }
  },
});

/** A path that was given with a drive's name keeps it. */
function onDrive(session: Session, given: string, path: string): TypedObject<unknown> | undefined {
  const drive = splitDrive(session, given)?.drive;
  const isNamed = drive?.provider === 'FileSystem' && /^[\w.-]+:(?!:)/.test(given);
  const isOnIt = isNamed && (path === drive.root || path.startsWith(`${drive.root}/`));
  return isOnIt ? placeInfo(session, { drive: drive.name, path }) : undefined;
}

function relative(folder: string, path: string): string {
  const way = posix.relative(folder, path);
  return way === '' ? `../${posix.basename(folder)}` : way.startsWith('..') ? way : `./${way}`;
}
