import { posix } from 'node:path';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import type { Value } from '../../src/values/value.ts';

export interface MatchData {
  readonly ignoreCase: boolean;
  readonly lineNumber: number;
  readonly line: string;
  /** `InputStream` for what came down the pipeline. */
  readonly path: string;
  /** The folder that shown paths are relative to. */
  readonly folder: string;
  readonly pattern: string;
  readonly matches: readonly Value[];
  /** Undefined without -Context. */
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[] | undefined;
}

export const STREAM = 'InputStream';

/** What Select-String returns. */
export const matchInfoType = objectType<MatchData>()({
  name: 'MatchInfo',
  fullName: 'Microsoft.PowerShell.Commands.MatchInfo',
  properties: {
    IgnoreCase: { type: 'bool', get: ({ ignoreCase }) => ignoreCase },
    LineNumber: { type: 'int', get: ({ lineNumber }) => lineNumber },
    Line: { type: 'string', get: ({ line }) => line },
    Filename: { type: 'string', get: ({ path }) => posix.basename(path) },
    Path: { type: 'string', get: ({ path }) => path },
    Pattern: { type: 'string', get: ({ pattern }) => pattern },
    Context: { type: 'Microsoft.PowerShell.Commands.MatchInfoContext', get: (data) => contextOf(data) },
    Matches: { type: 'System.Text.RegularExpressions.Match[]', get: ({ matches }) => [...matches] },
  },
  methods: {
    RelativePath: {
      signature: 'string RelativePath(string directory)',
      invoke: (data, [directory = '']) =>
        shownPath(data.path, typeof directory === 'string' ? directory : data.folder),
    },
  },
  toString: (data) => matchText(data),
});

export function matchInfo(data: MatchData): TypedObject<MatchData> {
  return objectOf(matchInfoType, data);
}

function contextOf({ before, after }: MatchData): Value {
  if (!before || !after) return null;
  const entries: [string, Value][] = [
    ['PreContext', [...before]],
    ['PostContext', [...after]],
    ['DisplayPreContext', [...before]],
    ['DisplayPostContext', [...after]],
  ];
  return customObject(entries, 'Microsoft.PowerShell.Commands.MatchInfoContext');
}

function matchText(data: MatchData): string {
  const { before, after, lineNumber, line } = data;
  if (!before || !after) return lineText(data, lineNumber, line, '');
  const first = lineNumber - before.length;
  return [
    ...before.map((text, index) => lineText(data, first + index, text, '  ')),
    lineText(data, lineNumber, line, '> '),
    ...after.map((text, index) => lineText(data, lineNumber + 1 + index, text, '  ')),
  ].join('\n');
}

function lineText({ path, folder }: MatchData, number: number, text: string, prefix: string): string {
  return path === STREAM ? prefix + text : `${prefix}${shownPath(path, folder)}:${number}:${text}`;
}

function shownPath(path: string, folder: string): string {
  const root = folder === '/' ? '/' : `${folder}/`;
  return path.startsWith(root) ? path.slice(root.length) : path;
}
