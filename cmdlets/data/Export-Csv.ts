import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { createCsvReader } from '../../src/format/csv.ts';
import type { Value } from '../../src/values/value.ts';
import { decodeFile, ENCODING_PARAMETER, textEncoding } from '../files/encoding.ts';
import { locate } from '../files/location.ts';
import { openTextFile, type TextFile } from '../files/text-file.ts';
import {
  CSV_PARAMETERS,
  type CsvStyle,
  type CsvWriter,
  columnNames,
  createCsvWriter,
  csvStyle,
} from './csv-lines.ts';

interface State {
  readonly style: CsvStyle;
  readonly file: TextFile;
  /** Columns of the file that is added to. */
  readonly existing: readonly string[] | undefined;
  writer: CsvWriter | undefined;
}

export default defineCmdlet({
  name: 'Export-Csv',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['epcsv'],
  synopsis: 'Writes objects to a file of comma-separated values.',
  parameters: {
    ...CSV_PARAMETERS,
    InputObject: {
      type: 'object',
      mandatory: true,
      pipeline: 'value',
      allowNull: true,
      allowEmpty: true,
      help: 'The objects.',
    },
    Path: { type: 'string', position: 0, help: 'The file.' },
    LiteralPath: { type: 'string', aliases: ['PSPath', 'LP'], help: 'The file, its name taken as it is.' },
    Delimiter: { ...CSV_PARAMETERS.Delimiter, position: 1 },
    Encoding: ENCODING_PARAMETER,
    Append: { type: 'switch', help: 'Adds to the file, under its columns.' },
    Force: { type: 'switch', help: 'Writes to a read-only file, and adds where columns are missing.' },
    NoClobber: { type: 'switch', aliases: ['NoOverwrite'], help: 'Fails when the file exists.' },
  },
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'A report',
      code: "Get-Variable PS* | Select-Object Name, Value | Export-Csv (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-report.csv')",
    },
  ],
  begin(args, invocation): State | undefined {
    if (args.Append && args.NoHeader) return invocation.throwTerminating(headerConflict());
    const style = csvStyle(args);
    if ('id' in style) return invocation.throwTerminating(style);
    const path = args.LiteralPath ?? args.Path;
    if (path === undefined || (args.Path !== undefined && args.LiteralPath !== undefined)) {
      return invocation.throwTerminating(pathConflict());
    }
    if (!invocation.shouldProcess(path)) return undefined;
    const encoding = textEncoding(args.Encoding);
    const existing = args.Append ? existingColumns(invocation, path, style.delimiter) : undefined;
    const file = openTextFile(invocation, path, {
      encoding,
      append: args.Append,
      noClobber: args.NoClobber,
      force: args.Force,
    });
    return { style, file, existing, writer: undefined };
  },
  process(args, invocation, state) {
    const object = args.InputObject;
    if (!state || object === null) return;
    if (!state.writer) {
      if (state.existing && !args.Force) checkColumns(invocation, state.existing, object, state.file.path);
      state.writer = createCsvWriter(state.style, state.existing);
    }
    for (const line of state.writer.lines(object)) state.file.write(`${line}\n`);
  },
  end: (_args, _invocation, state) => state?.file.close(),
});

function headerConflict(): CmdletError {
  return {
    message: 'The -NoHeader and -Append parameters cannot be specified together.',
    id: 'CannotSpecifyBothAppendAndNoHeader',
    category: 'InvalidData',
    why: 'Lines that are added stand under the names that the file has.',
    exceptionType: 'System.InvalidOperationException',
  };
}

function pathConflict(): CmdletError {
  return {
    message: 'You must specify either the -Path or -LiteralPath parameters, but not both.',
    id: 'CannotSpecifyPathAndLiteralPath',
    category: 'InvalidData',
    exceptionType: 'System.InvalidOperationException',
  };
}

/** The header of a file that has one. */
function existingColumns(invocation: Invocation, given: string, delimiter: string): string[] | undefined {
  const location = locate(invocation.session, given);
  const read = location.kind === 'file' ? invocation.host.files.read(location.path) : undefined;
  if (read?.ok !== true) return undefined;
  const text = decodeFile(read.value, textEncoding(undefined));
  const records = createCsvReader(delimiter).read(text, true);
  const header = records.find((record) => !(record[0]?.text.startsWith('#') ?? false));
  return header?.map((field) => field.text);
}

function checkColumns(
  invocation: Invocation,
  existing: readonly string[],
  object: Value,
  path: string,
): void {
  const own = columnNames(object).map((name) => name.toLowerCase());
  const missing = existing.find((name) => !own.includes(name.toLowerCase()));
  if (missing === undefined) return;
  invocation.throwTerminating({
    message: `Cannot append CSV content to the following file: ${path}. The appended object does not have a property that corresponds to the following column: ${missing}. To continue with mismatched properties, add the -Force parameter, and then retry the command.`,
    id: 'CannotAppendCsvWithMismatchedPropertyNames',
    category: 'InvalidData',
    target: missing,
    exceptionType: 'System.InvalidOperationException',
  });
}
