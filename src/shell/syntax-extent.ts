import { customObject, type PSCustomObject } from '../values/ps-custom-object.ts';
import type { Value } from '../values/value.ts';
import type { SourceText } from './source-text.ts';

export const LANGUAGE = 'System.Management.Automation.Language.';

/** `IScriptExtent`: a stretch of a script with lines and columns from 1, offsets from 0, end exclusive. */
export function extentObject(start: number, end: number, source: SourceText): PSCustomObject {
  const [line, column] = source.lineAndColumn(start);
  const [endLine, endColumn] = source.lineAndColumn(end);
  const position = (offset: number, at: number, char: number): Value =>
    customObject([
      ['Offset', offset],
      ['LineNumber', at],
      ['ColumnNumber', char],
      ['Line', source.lineText(at)],
      ['File', source.file],
    ]);
  const extent = customObject(
    [
      ['File', source.file],
      ['StartScriptPosition', position(start, line, column)],
      ['EndScriptPosition', position(end, endLine, endColumn)],
      ['StartLineNumber', line],
      ['StartColumnNumber', column],
      ['EndLineNumber', endLine],
      ['EndColumnNumber', endColumn],
      ['StartOffset', start],
      ['EndOffset', end],
      ['Text', source.text.slice(start, end)],
    ],
    `${LANGUAGE}InternalScriptExtent`,
  );
  const text = source.text.slice(start, end);
  extent.added = new Map([
    [
      'tostring',
      { name: 'ToString', kind: 'ScriptMethod', typeName: 'string', hidden: true, invoke: () => text },
    ],
  ]);
  return extent;
}
