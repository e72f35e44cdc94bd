import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Value } from '../../src/values/value.ts';
import { ENCODING_PARAMETER, textEncoding } from '../files/encoding.ts';
import { openTextFile } from '../files/text-file.ts';
import { clixmlText } from './clixml-writer.ts';

export default defineCmdlet({
  name: 'Export-Clixml',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes objects with their types to a file, for Import-Clixml.',
  parameters: {
    Path: {
      type: 'string',
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
      sets: ['ByPath'],
      help: 'The file.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['ByLiteralPath'],
      sets: ['ByLiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The file, its name taken as it is.',
    },
    InputObject: {
      type: 'object',
      mandatory: true,
      pipeline: 'value',
      allowNull: true,
      allowEmpty: true,
      help: 'The objects.',
    },
    Depth: {
      type: 'int',
      range: [1, 100],
      help: 'How many levels of properties are written; deeper ones are their text. 2 when not given.',
    },
    Encoding: ENCODING_PARAMETER,
    Force: { type: 'switch', help: 'Writes to a read-only file, too.' },
    NoClobber: { type: 'switch', aliases: ['NoOverwrite'], help: 'Fails when the file exists.' },
  },
  defaultParameterSet: 'ByPath',
  output: [],
  impact: 'medium',
  notes:
    'A SecureString, and so a PSCredential, is refused: without Windows data protection it would be written in clear.',
  examples: [
    {
      title: 'Keep objects for another run',
      code: "Get-Variable PS* | Select-Object Name, Value | Export-Clixml (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-objects.xml')",
    },
  ],
  begin: (): Value[] => [],
  process(args, _invocation, values) {
    values.push(args.InputObject);
  },
  end(args, invocation, values) {
    const path = args.LiteralPath ?? args.Path ?? '';
    if (!invocation.shouldProcess(path)) return;
    const text = clixmlText(values, args.Depth ?? DEFAULT_DEPTH, () => invocation.checkInterrupt());
    const file = openTextFile(invocation, path, {
      encoding: textEncoding(args.Encoding),
      append: false,
      noClobber: args.NoClobber,
      force: args.Force,
    });
    file.write(text);
    file.close();
  },
});

const DEFAULT_DEPTH = 2;
