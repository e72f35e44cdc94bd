import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type FileData, fileInfoType } from '../../src/cmdlet/file-info.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { TypedObject } from '../../src/values/object-type.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import type { Value } from '../../src/values/value.ts';
import { ENCODING_PARAMETER, textEncoding } from '../files/encoding.ts';
import { expand, fileError, locate } from '../files/location.ts';
import { byteCollectionType, byteLines } from './byte-collection.ts';
import { valueBytes } from './value-bytes.ts';

/** Numbers of one type that came one after another: they are shown as one piece of data. */
interface Run {
  typeName: string;
  parts: Uint8Array[];
}

interface Wanted {
  readonly Offset: bigint;
  readonly Count: bigint;
}

export default defineCmdlet({
  name: 'Format-Hex',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['fhx'],
  synopsis: 'Shows the bytes of a file or a value in hexadecimal.',
  parameters: {
    Path: {
      type: 'string',
      array: true,
      mandatory: ['Path'],
      position: { Path: 0 },
      sets: ['Path'],
      wildcard: true,
      help: 'The files.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['LiteralPath'],
      sets: ['LiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The files, their names taken as they are.',
    },
    InputObject: {
      type: 'object',
      mandatory: ['ByInputObject'],
      position: { ByInputObject: 0 },
      pipeline: { ByInputObject: 'value' },
      sets: ['ByInputObject'],
      help: 'Texts, numbers, arrays of numbers, or files.',
    },
    Encoding: ENCODING_PARAMETER,
    Count: {
      type: 'long',
      validateRange: [1n, 9223372036854775807n],
      help: 'How many bytes are shown; all when not given.',
    },
    Offset: {
      type: 'long',
      validateRange: [0n, 9223372036854775807n],
      help: 'How many bytes are passed over.',
    },
    Raw: { type: 'switch', hidden: true, help: 'Taken for scripts that give it.' },
  },
  defaultParameterSet: 'Path',
  output: [byteCollectionType],
  impact: 'none',
  examples: [{ title: 'A text', code: "'app-01' | Format-Hex" }],
  begin: (): Run => ({ typeName: '', parts: [] }),
  process(args, invocation, run) {
    const wanted = { Offset: args.Offset ?? 0n, Count: args.Count ?? 9223372036854775807n };
    if (args.InputObject === undefined) {
      showFiles(invocation, args.LiteralPath ?? args.Path ?? [], args.LiteralPath !== undefined, wanted);
      return;
    }
    const path = filePath(args.InputObject);
    if (path !== undefined) {
      flush(invocation, run, wanted);
      showFiles(invocation, [path], true, wanted);
      return;
    }
    const data = valueBytes(args.InputObject, textEncoding(args.Encoding));
    if (data === undefined) {
      invocation.writeError({
        message: `Cannot convert input of type '${typeNameOf(args.InputObject)}' to hexadecimal.`,
        id: 'FormatHexTypeNotSupported',
        category: 'ParserError',
        target: args.InputObject,
        why: 'Texts, numbers and arrays of numbers have bytes; other objects have properties.',
        advice: '$object | ConvertTo-Json | Format-Hex',
        exceptionType: 'System.ArgumentException',
      });
      return;
    }
    const isWhole = typeof args.InputObject === 'string' || Array.isArray(args.InputObject);
    if (isWhole || run.typeName !== data.typeName) flush(invocation, run, wanted);
    run.typeName = data.typeName;
    run.parts.push(data.bytes);
    if (isWhole) flush(invocation, run, wanted);
  },
  end(args, invocation, run) {
    flush(invocation, run, { Offset: args.Offset ?? 0n, Count: args.Count ?? 9223372036854775807n });
  },
});

function filePath(value: Value): string | undefined {
  if (!(value instanceof TypedObject) || value.objectType !== fileInfoType) return undefined;
  return (value as TypedObject<FileData>).data.facts.path;
}

function flush(invocation: Invocation, run: Run, wanted: Wanted): void {
  if (run.parts.length === 0) return;
  const size = run.parts.reduce((sum, part) => sum + part.length, 0);
  const data = new Uint8Array(size);
  let at = 0;
  for (const part of run.parts) {
    data.set(part, at);
    at += part.length;
  }
  run.parts = [];
  const shortName = run.typeName.slice(run.typeName.lastIndexOf('.') + 1);
  show(invocation, data, wanted, `${shortName} (${run.typeName})`, '');
}

function show(
  invocation: Invocation,
  data: Uint8Array,
  { Offset, Count }: Wanted,
  label: string,
  path: string,
): void {
  const start = Number(Offset);
  const end = Number(Offset + Count);
  invocation.writeAll(byteLines(data.subarray(start, end), start, label, path));
}

function showFiles(invocation: Invocation, paths: readonly string[], literal: boolean, wanted: Wanted): void {
  const { session } = invocation;
  for (const given of paths) {
    const location = locate(session, given);
    if (location.kind !== 'file') {
      invocation.writeError({
        message: `The given path '${given}' is not supported. Only paths of the file system have bytes.`,
        id: 'FormatHexOnlySupportsFileSystemPaths',
        category: 'InvalidArgument',
        target: given,
        exceptionType: 'System.ArgumentException',
      });
      continue;
    }
    const found = expand(session, given, { literal });
    if (found === undefined) {
      invocation.writeError({
        message: `Cannot find path '${location.path}' because it does not exist.`,
        id: 'FileNotFound',
        category: 'ObjectNotFound',
        target: given,
        exceptionType: 'System.IO.FileNotFoundException',
      });
    }
    for (const each of found ?? []) {
      if (each.kind !== 'file') continue;
      const read = invocation.host.files.read(each.path);
      if (read.ok) show(invocation, read.value, wanted, each.path, each.path);
      else invocation.writeError(fileError(read.fault));
    }
  }
}
