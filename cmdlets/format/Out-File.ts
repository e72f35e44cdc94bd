import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { formatOutput, type Output } from '../../src/format/format-output.ts';
import { ENCODING_PARAMETER, textEncoding } from '../files/encoding.ts';
import { openTextFile, type TextFile } from '../files/text-file.ts';
import { decorationOf, enumerationLimit } from './format-parameters.ts';

interface State {
  readonly output: Output;
  readonly file: TextFile;
}

/** Lines of a file are not cut: only -Width does that. */
const UNBOUNDED = 2147483647;

export default defineCmdlet({
  name: 'Out-File',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes what the screen would show to a file.',
  parameters: {
    FilePath: {
      type: 'string',
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
      sets: ['ByPath'],
      aliases: ['Path'],
      help: 'The file.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['ByLiteralPath'],
      pipeline: { ByLiteralPath: 'name' },
      sets: ['ByLiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The file, its name taken as it is.',
    },
    Encoding: { ...ENCODING_PARAMETER, position: 1 },
    Append: { type: 'switch', help: 'Adds to the file.' },
    Force: { type: 'switch', help: 'Writes to a read-only file too.' },
    NoClobber: { type: 'switch', aliases: ['NoOverwrite'], help: 'Fails when the file exists.' },
    Width: { type: 'int', validateRange: [2, UNBOUNDED], help: 'The longest line.' },
    NoNewline: { type: 'switch', help: 'Without line breaks.' },
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
  },
  defaultParameterSet: 'ByPath',
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'A report',
      code: "Get-Variable PS* | Out-File (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-variables.txt')",
    },
  ],
  begin(args, invocation): State | undefined {
    const path = args.LiteralPath ?? args.FilePath ?? '';
    if (!invocation.shouldProcess(path, 'Output to File')) return undefined;
    const file = openTextFile(invocation, path, {
      encoding: textEncoding(args.Encoding),
      append: args.Append,
      noClobber: args.NoClobber,
      force: args.Force,
    });
    const lineBreak = args.NoNewline ? '' : '\n';
    const output = formatOutput({
      width: args.Width ?? invocation.host.width(),
      enumerationLimit: enumerationLimit(invocation),
      decoration: decorationOf(invocation),
      clock: invocation.host,
      line: (text) => file.write((args.Width === undefined ? text : text.slice(0, args.Width)) + lineBreak),
    });
    return { output, file };
  },
  process(args, invocation, state) {
    const input = args.InputObject;
    if (input === undefined) return;
    if (Array.isArray(input) && !invocation.expectsInput) for (const item of input) state?.output.take(item);
    else state?.output.take(input);
  },
  end(_args, _invocation, state) {
    state?.output.end();
    state?.file.close();
  },
});
