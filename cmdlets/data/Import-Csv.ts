import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import { currentCulture } from '../../src/values/net/culture.ts';
import { ENCODING_PARAMETER, textEncoding } from '../files/encoding.ts';
import { existingLocations } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';
import { csvObjects } from './csv-objects.ts';

export default defineCmdlet({
  name: 'Import-Csv',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['ipcsv'],
  synopsis: 'Makes objects of a file of comma-separated values.',
  parameters: {
    Path: { type: 'string', array: true, position: 0, pipeline: 'both', help: 'The files.' },
    LiteralPath: {
      type: 'string',
      array: true,
      pipeline: 'name',
      aliases: ['PSPath', 'LP'],
      help: 'The files, their names taken as they are.',
    },
    Delimiter: {
      type: 'string',
      position: { Delimiter: 1 },
      sets: ['Delimiter'],
      validateLength: [1, 1],
      help: 'What stands between fields: a comma when not given.',
    },
    UseCulture: { type: 'switch', sets: ['UseCulture'], help: "The culture's list separator." },
    Header: { type: 'string', array: true, help: 'The names of the columns, where the file has none.' },
    Encoding: ENCODING_PARAMETER,
  },
  defaultParameterSet: 'Delimiter',
  output: ['System.Management.Automation.PSCustomObject'],
  impact: 'none',
  examples: [
    {
      title: 'Read a report',
      before:
        "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-import.csv') 'Name,GB', 'app-01,40'",
      code: "Import-Csv (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-import.csv')",
    },
  ],
  process(args, invocation) {
    if ((args.Path === undefined) === (args.LiteralPath === undefined)) {
      invocation.throwTerminating({
        message: 'You must specify either the -Path or -LiteralPath parameters, but not both.',
        id: 'CannotSpecifyPathAndLiteralPath',
        category: 'InvalidData',
        exceptionType: 'System.InvalidOperationException',
      });
    }
    const encoding = textEncoding(args.Encoding);
    for (const location of existingLocations(invocation, args, {}, cannotOpen)) {
      if (location.kind !== 'file') continue;
      const text = readTextFile(invocation, location.path, encoding);
      if (text === undefined) continue;
      const objects = csvObjects({
        delimiter: args.Delimiter ?? (args.UseCulture ? currentCulture().listSeparator : ','),
        header: args.Header,
        warn: (warning) => invocation.warning(warning),
        write: (value) => invocation.write(value),
      });
      objects.read(text);
      objects.end();
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
