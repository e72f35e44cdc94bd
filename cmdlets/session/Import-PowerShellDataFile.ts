import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import { Dictionary, hashtableType } from '../../src/values/hashtable.ts';
import type { Value } from '../../src/values/value.ts';
import { textEncoding } from '../files/encoding.ts';
import { existingLocations } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';

const MOST_KEYS = 500;

export default defineCmdlet({
  name: 'Import-PowerShellDataFile',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['ipdf'],
  synopsis: 'Reads a .psd1 file as data: nothing in it is run.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: ['ByPath'],
      position: { ByPath: 0 },
      sets: ['ByPath'],
      wildcard: true,
      help: 'The files.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['ByLiteralPath'],
      pipeline: { ByLiteralPath: 'name' },
      sets: ['ByLiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The files, their names taken as they are.',
    },
    SkipLimitCheck: { type: 'switch', help: `More than ${MOST_KEYS} keys, too.` },
  },
  defaultParameterSet: 'ByPath',
  output: [hashtableType],
  impact: 'none',
  examples: [
    {
      title: 'Settings of a script',
      before:
        "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-plan.psd1') '@{ Policy = \"Encrypted\" }'",
      code: "(Import-PowerShellDataFile (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-plan.psd1')).Policy",
    },
  ],
  process(args, invocation) {
    for (const location of existingLocations(invocation, args)) {
      if (location.kind !== 'file' || invocation.host.files.list(location.path).ok) {
        invocation.writeError(noFile(location.given));
        continue;
      }
      const text = readTextFile(invocation, location.path, textEncoding(undefined));
      if (text === undefined) continue;
      const value = dataOf(invocation, text, location.path);
      if (!(value instanceof Dictionary)) invocation.writeError(noTable(location.path));
      else if (!args.SkipLimitCheck && value.size > MOST_KEYS)
        invocation.throwTerminating(tooMany(value.size));
      else invocation.write(value);
    }
  },
});

/** The value of the text under the rules of a data section, which allow no command and no expansion. */
function dataOf(invocation: Invocation, text: string, path: string): Value {
  const values: Value[] = [];
  try {
    invocation.session.compile(`data {\n${text}\n}`, path).run({}, (value) => values.push(value));
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    return invocation.throwTerminating({
      message: `The file '${path}' is not data: ${error.record.message}`,
      id: 'System.InvalidOperationException',
      category: 'InvalidOperation',
      target: path,
      why: 'A data file holds one hashtable of constants: no command is run for it.',
      exceptionType: 'System.InvalidOperationException',
    });
  }
  return values.length === 1 ? (values[0] ?? null) : null;
}

function noFile(path: string): CmdletError {
  return {
    message: `Cannot find path '${path}' because it does not exist or is a folder.`,
    id: 'PathNotFound',
    category: 'ObjectNotFound',
    target: path,
    exceptionType: 'System.Management.Automation.ItemNotFoundException',
  };
}

function noTable(path: string): CmdletError {
  return {
    message: `The file '${path}' could not be parsed as a PowerShell Data File: there is no hashtable in it.`,
    id: 'CouldNotParseAsPowerShellDataFileNoHashtableRoot',
    category: 'InvalidData',
    target: path,
    exceptionType: 'System.InvalidOperationException',
  };
}

function tooMany(count: number): CmdletError {
  return {
    message: `The file has ${count} keys, more than the ${MOST_KEYS} that are read.`,
    id: 'System.InvalidOperationException',
    category: 'InvalidOperation',
    advice: 'Import-PowerShellDataFile -SkipLimitCheck',
    exceptionType: 'System.InvalidOperationException',
  };
}
