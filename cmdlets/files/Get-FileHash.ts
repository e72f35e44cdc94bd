import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import { existingLocations } from './location.ts';

interface HashData {
  readonly algorithm: string;
  readonly hash: string;
  readonly path: string;
}

const fileHashType = objectType<HashData>()({
  name: 'FileHashInfo',
  fullName: 'Microsoft.PowerShell.Commands.FileHashInfo',
  aliases: ['Microsoft.Powershell.Utility.FileHash'],
  properties: {
    Algorithm: { type: 'string', get: ({ algorithm }) => algorithm },
    Hash: { type: 'string', get: ({ hash }) => hash },
    Path: { type: 'string', get: ({ path }) => path },
  },
  view: {
    table: [{ property: 'Algorithm', width: 15 }, { property: 'Hash', width: 70 }, { property: 'Path' }],
  },
});

export default defineCmdlet({
  name: 'Get-FileHash',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Computes the hash of a file.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: ['Path'],
      position: { Path: 0 },
      pipeline: { Path: 'both' },
      sets: ['Path'],
      wildcard: true,
      help: 'The files.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['LiteralPath'],
      pipeline: { LiteralPath: 'name' },
      sets: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The files, their names taken as they are.',
    },
    Algorithm: {
      type: 'string',
      validateSet: ['SHA1', 'SHA256', 'SHA384', 'SHA512', 'MD5'],
      preset: 'SHA256',
      help: 'How it is computed; SHA256 when not given.',
    },
  },
  defaultParameterSet: 'Path',
  output: [fileHashType],
  impact: 'none',
  examples: [
    {
      title: 'Is it the file that was published',
      before: "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-image.txt') 'data'",
      code: "(Get-FileHash (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-image.txt')).Hash",
    },
  ],
  process(args, invocation) {
    for (const location of existingLocations(invocation, args, {}, notFound)) {
      if (location.kind !== 'file') continue;
      const { path } = location;
      const hashed = invocation.host.files.hash(path, args.Algorithm, () => invocation.checkInterrupt());
      if (hashed.ok)
        invocation.write(objectOf(fileHashType, { algorithm: args.Algorithm, hash: hashed.value, path }));
      else invocation.writeError(unreadable(path));
    }
  },
});

function notFound(path: string): CmdletError {
  return {
    message: `Cannot find path '${path}' because it does not exist.`,
    id: 'FileNotFound',
    category: 'ObjectNotFound',
    target: path,
    exceptionType: 'System.IO.FileNotFoundException',
  };
}

function unreadable(path: string): CmdletError {
  return {
    message: `The file '${path}' cannot be read: Access to the path '${path}' is denied.`,
    id: 'UnauthorizedAccessError',
    category: 'InvalidData',
    target: path,
    exceptionType: 'System.UnauthorizedAccessException',
  };
}
