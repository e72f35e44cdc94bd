import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { typedArray } from '../../src/values/array.ts';
import { Numeric, numericTypes } from '../../src/values/numeric.ts';
import { stringType } from '../../src/values/string-type.ts';
import type { Value } from '../../src/values/value.ts';
import { hasWildcard } from '../../src/values/wildcard.ts';
import { linesOf, piecesOf } from './content-lines.ts';
import { decodeFile, ENCODING_PARAMETER, textEncoding } from './encoding.ts';
import { itemValue } from './item-objects.ts';
import { existingLocations, expand, factsOf, fileError } from './location.ts';
import { PATH_PARAMETERS } from './path-parameters.ts';

const COUNT: readonly [bigint, bigint] = [0n, 9223372036854775807n];

export default defineCmdlet({
  name: 'Get-Content',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['cat', 'gc', 'type'],
  synopsis: 'Reads a file, line by line.',
  parameters: {
    ...PATH_PARAMETERS,
    ReadCount: {
      type: 'long',
      pipeline: 'name',
      help: 'Lines that go down the pipeline together; 0 is all.',
    },
    TotalCount: {
      type: 'long',
      validateRange: COUNT,
      pipeline: 'name',
      aliases: ['First', 'Head'],
      help: 'How many lines from the start.',
    },
    Tail: {
      type: 'int',
      validateRange: [0, 2147483647],
      pipeline: 'name',
      aliases: ['Last'],
      help: 'How many lines from the end.',
    },
    Raw: { type: 'switch', help: 'The whole file as one text.' },
    Delimiter: { type: 'string', help: 'What ends a line.' },
    Encoding: ENCODING_PARAMETER,
    AsByteStream: { type: 'switch', help: 'Bytes instead of text.' },
    Force: { type: 'switch', help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: 'Path',
  output: [stringType, numericTypes.byte],
  impact: 'none',
  examples: [
    {
      title: 'The first lines',
      before:
        "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-lines.txt') 'one', 'two', 'three'",
      code: "Get-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-lines.txt') -TotalCount 2",
    },
  ],
  process(args, invocation) {
    if (args.TotalCount !== undefined && args.Tail !== undefined) {
      invocation.throwTerminating({
        message: 'The parameters TotalCount and Tail cannot be used together.',
        id: 'TailAndHeadCannotCoexist',
        category: 'InvalidOperation',
        why: 'Each asks for its own end of the file.',
        exceptionType: 'System.InvalidOperationException',
      });
    }
    if (args.Raw && (args.Tail !== undefined || args.TotalCount !== undefined)) {
      invocation.throwTerminating({
        message: 'The parameter Raw cannot be used together with TotalCount or Tail.',
        id: 'InvalidOperation',
        category: 'InvalidOperation',
        why: 'The whole file as one text has no lines to count.',
        exceptionType: 'System.InvalidOperationException',
      });
    }
    if (args.AsByteStream && args.Encoding !== undefined)
      invocation.warning('-Encoding has no effect together with -AsByteStream.');
    if (args.Path) reportEmptyPatterns(invocation, args.Path);
    const query = { include: args.Include, exclude: args.Exclude, filter: args.Filter };
    for (const location of existingLocations(invocation, args, query)) {
      if (location.kind === 'item') {
        if (args.Tail !== undefined) {
          invocation.writeError(tailNotSupported(location.given));
          continue;
        }
        const value = itemValue(invocation.session, location.drive, location.name) ?? null;
        if (Array.isArray(value)) invocation.writeAll(value);
        else invocation.write(value);
        continue;
      }
      if (args.AsByteStream) writeBytes(invocation, location.path, args);
      else writeText(invocation, location.path, args);
    }
  },
});

/** A pattern that means no file at all is an error here. */
function reportEmptyPatterns(invocation: Invocation, paths: readonly string[]): void {
  for (const path of paths) {
    if (!hasWildcard(path) || expand(invocation.session, path, { literal: false })?.length !== 0) continue;
    invocation.writeError({
      message: `An object at the specified path ${path} does not exist, or has been filtered by the -Include or -Exclude parameter.`,
      id: 'ItemNotFound',
      category: 'ObjectNotFound',
      target: path,
      exceptionType: 'System.Management.Automation.ItemNotFoundException',
    });
  }
}

function tailNotSupported(path: string): CmdletError {
  return {
    message: 'The Tail parameter is supported only for files.',
    id: 'TailNotSupported',
    category: 'InvalidOperation',
    target: path,
    exceptionType: 'System.InvalidOperationException',
  };
}

interface Range {
  readonly TotalCount: bigint | undefined;
  readonly Tail: number | undefined;
  readonly ReadCount: bigint | undefined;
}

function readFile(invocation: Invocation, path: string): Uint8Array | undefined {
  if (factsOf(invocation.session, path)?.folder === true) {
    invocation.writeError({
      message: `Unable to get content because it is a directory: '${path}'. Please use 'Get-ChildItem' instead.`,
      id: 'GetContainerContentException',
      category: 'InvalidOperation',
      target: path,
      advice: `Get-ChildItem '${path}'`,
      exceptionType: 'System.InvalidOperationException',
    });
    return undefined;
  }
  const read = invocation.host.files.read(path);
  if (read.ok) return read.value;
  invocation.writeError(fileError(read.fault, 'GetContentReaderUnauthorizedAccessError'));
  return undefined;
}

function writeText(
  invocation: Invocation,
  path: string,
  args: Range & {
    readonly Raw: boolean;
    readonly Delimiter: string | undefined;
    readonly Encoding: Value | undefined;
  },
): void {
  const encoding = textEncoding(args.Encoding);
  const bytes = readFile(invocation, path);
  if (!bytes) return;
  const text = decodeFile(bytes, encoding);
  if (args.Raw) {
    if (text !== '') invocation.write(text);
    return;
  }
  const lines =
    args.Delimiter === undefined || args.Delimiter === '' ? linesOf(text) : piecesOf(text, args.Delimiter);
  writeRange(invocation, lines, args);
}

function writeBytes(invocation: Invocation, path: string, args: Range & { readonly Raw: boolean }): void {
  const bytes = readFile(invocation, path);
  if (!bytes) return;
  const values = Array.from(bytes, (byte): Value => new Numeric('byte', byte));
  if (args.Raw) invocation.write(typedArray(values, numericTypes.byte));
  else writeRange(invocation, values, args);
}

function writeRange(
  invocation: Invocation,
  all: readonly Value[],
  { TotalCount, Tail, ReadCount }: Range,
): void {
  const count = TotalCount === undefined || TotalCount < 0n ? all.length : Number(TotalCount);
  const wanted = Tail === undefined ? all.slice(0, count) : Tail === 0 ? [] : all.slice(-Tail);
  const together = ReadCount === undefined ? 1 : ReadCount <= 0n ? wanted.length : Number(ReadCount);
  if (together <= 1 || ReadCount === -1n) {
    invocation.writeAll(wanted);
    return;
  }
  for (let at = 0; at < wanted.length; at += together) {
    const part = wanted.slice(at, at + together);
    // One line goes as it is, not as a list of one.
    invocation.write(part.length === 1 ? (part[0] ?? null) : part);
  }
}
