import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { directoryInfoType, type FileData, fileInfoType } from '../../src/cmdlet/file-info.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { booleanType } from '../../src/values/numeric.ts';
import { TypedObject } from '../../src/values/object-type.ts';
import { stringType } from '../../src/values/string-type.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { linesOf } from '../files/content-lines.ts';
import { ENCODING_PARAMETER, textEncoding } from '../files/encoding.ts';
import { existingLocations, factsOf } from '../files/location.ts';
import { readTextFile } from '../files/text-file.ts';
import { type LineSearch, lineSearch, searchLine } from './line-search.ts';
import { type MatchData, matchInfo, matchInfoType, STREAM } from './match-info.ts';

interface State {
  readonly search: LineSearch;
  readonly streamLines: string[];
  found: boolean;
}

interface Wanted {
  readonly CaseSensitive: boolean;
  readonly Quiet: boolean;
  readonly List: boolean;
  readonly Raw: boolean;
  readonly Context: readonly number[] | undefined;
}

const FILES = { sets: ['File', 'FileRaw', 'LiteralFile'] } as const;

export default defineCmdlet({
  name: 'Select-String',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['sls'],
  synopsis: 'Finds lines that match a regular expression.',
  parameters: {
    Pattern: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      help: 'Regular expressions; a line that matches one is found.',
    },
    Path: {
      type: 'string',
      array: true,
      mandatory: ['File'],
      position: { File: 1 },
      pipeline: { File: 'name' },
      sets: ['File'],
      wildcard: true,
      help: 'The files.',
    },
    LiteralPath: {
      type: 'string',
      array: true,
      mandatory: ['LiteralFile'],
      pipeline: { LiteralFile: 'name' },
      sets: ['LiteralFile'],
      aliases: ['PSPath', 'LP'],
      help: 'The files, their names taken as they are.',
    },
    InputObject: {
      type: 'object',
      mandatory: ['Object'],
      pipeline: { Object: 'value' },
      sets: ['Object'],
      allowNull: true,
      allowEmpty: true,
      help: 'Texts or files.',
    },
    SimpleMatch: { type: 'switch', help: 'The patterns are plain text.' },
    CaseSensitive: { type: 'switch', help: 'Capital letters count.' },
    Quiet: { type: 'switch', help: 'Only whether there is one.' },
    List: { type: 'switch', help: 'Only the first of each file.' },
    Raw: { type: 'switch', help: 'The lines as texts.' },
    NoEmphasis: { type: 'switch', help: 'Taken: matches are not emphasized.' },
    Include: {
      type: 'string',
      array: true,
      ...FILES,
      wildcard: true,
      help: 'Patterns, one of which the file name matches.',
    },
    Exclude: {
      type: 'string',
      array: true,
      ...FILES,
      wildcard: true,
      help: 'Patterns that the file name does not match.',
    },
    NotMatch: { type: 'switch', help: 'Lines that match none.' },
    AllMatches: { type: 'switch', help: 'Every match of a line.' },
    Encoding: ENCODING_PARAMETER,
    Context: {
      type: 'int',
      array: true,
      validateCount: [1, 2],
      validateRange: [0, 2147483647],
      help: 'How many lines before and after are shown.',
    },
    Culture: {
      type: 'string',
      help: 'With -SimpleMatch: Ordinal, Invariant, Current or a culture; Turkish ones have their own i.',
    },
  },
  defaultParameterSet: 'File',
  output: [matchInfoType, booleanType, stringType],
  impact: 'none',
  examples: [{ title: 'Lines of a text', code: "'app-01 on', 'db-01 off' | Select-String '^db'" }],
  begin(args, invocation): State {
    refuseConflicts(args, invocation);
    const search = lineSearch(args.Pattern, {
      simple: args.SimpleMatch,
      caseSensitive: args.CaseSensitive,
      allMatches: args.AllMatches,
      notMatch: args.NotMatch,
      culture: args.Culture,
    });
    return { search, streamLines: [], found: false };
  },
  process(args, invocation, state) {
    if (state.found && args.Quiet) return;
    const file = fileOf(args.InputObject);
    if (file !== undefined) searchFiles(invocation, state, { LiteralPath: [file] }, args);
    else if (args.InputObject !== undefined && args.InputObject !== null) {
      // Context needs the lines around; without it each text is answered at once.
      state.streamLines.push(toText(args.InputObject));
      if (!args.Context) searchLast(invocation, state, args);
    } else if (args.Path ?? args.LiteralPath) searchFiles(invocation, state, args, args);
  },
  end(args, invocation, state) {
    if (args.Context) searchLines(invocation, state, state.streamLines, STREAM, args);
    if (args.Quiet) invocation.write(state.found);
  },
});

function refuseConflicts(
  args: {
    readonly Raw: boolean;
    readonly Quiet: boolean;
    readonly Culture: string | undefined;
    readonly SimpleMatch: boolean;
  },
  invocation: Invocation,
): void {
  if (args.Raw && args.Quiet) {
    invocation.throwTerminating({
      message:
        'Parameter set cannot be resolved using the specified named parameters. One or more parameters issued cannot be used together or an insufficient number of parameters were provided.',
      id: 'AmbiguousParameterSet',
      category: 'InvalidArgument',
      why: '-Quiet gives true or false, -Raw gives the lines.',
      exceptionType: 'System.Management.Automation.ParameterBindingException',
    });
  }
  if (args.Culture !== undefined && !args.SimpleMatch) {
    invocation.throwTerminating({
      message: 'The Culture parameter can only be used with the SimpleMatch parameter.',
      id: 'CannotSpecifyCultureWithoutSimpleMatch',
      category: 'InvalidArgument',
      why: 'A regular expression is matched by the rules of the invariant culture.',
      exceptionType: 'System.InvalidOperationException',
    });
  }
}

function fileOf(value: Value | undefined): string | undefined {
  if (!(value instanceof TypedObject)) return undefined;
  const isFile = value.objectType === fileInfoType || value.objectType === directoryInfoType;
  return isFile ? (value as TypedObject<FileData>).data.facts.path : undefined;
}

function searchLast(invocation: Invocation, state: State, wanted: Wanted): void {
  const at = state.streamLines.length;
  const line = state.streamLines[at - 1] ?? '';
  const found = searchLine(state.search, line);
  if (!found || (state.found && (wanted.Quiet || wanted.List))) return;
  state.found = true;
  report(invocation, wanted, {
    ...found,
    line,
    lineNumber: at,
    path: STREAM,
    folder: '',
    ignoreCase: !wanted.CaseSensitive,
    before: undefined,
    after: undefined,
  });
}

function searchFiles(
  invocation: Invocation,
  state: State,
  paths: Parameters<typeof existingLocations>[1],
  args: Wanted & {
    readonly Include: readonly string[] | undefined;
    readonly Exclude: readonly string[] | undefined;
    readonly Encoding: Value | undefined;
  },
): void {
  const encoding = textEncoding(args.Encoding);
  for (const location of existingLocations(invocation, paths, {
    include: args.Include,
    exclude: args.Exclude,
  })) {
    if (location.kind !== 'file' || factsOf(invocation.session, location.path)?.folder === true) continue;
    const text = readTextFile(invocation, location.path, encoding);
    if (text !== undefined) searchLines(invocation, state, linesOf(text), location.path, args);
    if (state.found && args.Quiet) return;
  }
}

function searchLines(
  invocation: Invocation,
  state: State,
  lines: readonly string[],
  path: string,
  wanted: Wanted,
): void {
  const [before = 0, after = before] = wanted.Context ?? [];
  for (const [index, line] of lines.entries()) {
    if ((index & 0xfff) === 0) invocation.checkInterrupt();
    const found = searchLine(state.search, line);
    if (!found) continue;
    state.found = true;
    report(invocation, wanted, {
      ...found,
      line,
      lineNumber: index + 1,
      path,
      folder: invocation.session.location(),
      ignoreCase: !wanted.CaseSensitive,
      before: wanted.Context && lines.slice(Math.max(0, index - before), index),
      after: wanted.Context && lines.slice(index + 1, index + 1 + after),
    });
    if (wanted.List || wanted.Quiet) return;
  }
}

function report(invocation: Invocation, wanted: Wanted, data: MatchData): void {
  if (wanted.Quiet) return;
  invocation.write(wanted.Raw ? data.line : matchInfo(data));
}
