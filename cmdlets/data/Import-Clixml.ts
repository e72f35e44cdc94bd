import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { NetException } from '../../src/values/net-exception.ts';
import { textEncoding } from '../files/encoding.ts';
import { existingLocations } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';
import { clixmlObjects } from './clixml-reader.ts';

export default defineCmdlet({
  name: 'Import-Clixml',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes the objects of a file of Export-Clixml again, as property bags with their type names.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
      sets: ['ByPath'],
      pipeline: 'both',
      help: 'The files.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['ByLiteralPath'],
      sets: ['ByLiteralPath'],
      pipeline: 'name',
      aliases: ['PSPath', 'LP'],
      help: 'The files, their names taken as they are.',
    },
    First: { type: 'long', range: [0, Number.MAX_SAFE_INTEGER], help: 'Gives only so many objects.' },
    Skip: { type: 'long', range: [0, Number.MAX_SAFE_INTEGER], help: 'Leaves so many objects out.' },
  },
  defaultParameterSet: 'ByPath',
  output: ['System.Object'],
  impact: 'none',
  examples: [
    {
      title: 'Read what was kept',
      before:
        "[pscustomobject]@{ Name = 'app-01' } | Export-Clixml (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-kept.xml')",
      code: "Import-Clixml (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-kept.xml')",
    },
  ],
  process(args, invocation) {
    for (const location of existingLocations(invocation, args, {}, cannotOpen)) {
      if (location.kind !== 'file') continue;
      const text = readTextFile(invocation, location.path, textEncoding(undefined));
      if (text === undefined) continue;
      try {
        const skip = Number(args.Skip ?? 0);
        const end = args.First === undefined ? undefined : skip + Number(args.First);
        for (const value of clixmlObjects(text).slice(skip, end)) invocation.write(value);
      } catch (error) {
        if (!(error instanceof NetException)) throw error;
        invocation.throwTerminating({
          message: error.message,
          id: error.exceptionType,
          category: 'NotSpecified',
          target: location.path,
          exceptionType: error.exceptionType,
        });
      }
    }
  },
});

function cannotOpen(path: string): CmdletError {
  return {
    message: `Could not find file '${path}'.`,
    id: 'FileOpenFailure',
    category: 'OpenError',
    target: path,
    exceptionType: 'System.IO.FileNotFoundException',
  };
}
