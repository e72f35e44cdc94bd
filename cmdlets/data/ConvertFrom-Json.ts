import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { CmdletError } from '../../src/cmdlet/error.ts';
import type { JsonFault } from '../../src/format/json-reader.ts';
import { hashtableType } from '../../src/values/hashtable.ts';
import type { Value } from '../../src/values/value.ts';
import { type JsonValueOptions, jsonValue } from './json-value.ts';

const DEFAULT_DEPTH = 1024;

export default defineCmdlet({
  name: 'ConvertFrom-Json',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes objects of JSON text.',
  parameters: {
    InputObject: {
      type: 'string',
      mandatory: true,
      position: 0,
      pipeline: 'value',
      allowEmpty: true,
      allowNull: true,
      help: 'The text; several are one text unless each is complete.',
    },
    AsHashtable: {
      type: 'switch',
      help: 'Hashtables instead of objects: keys may differ by case or be empty.',
    },
    Depth: {
      type: 'int',
      preset: DEFAULT_DEPTH,
      validateRange: [1, 2147483647],
      help: 'How deep the text may nest.',
    },
    NoEnumerate: { type: 'switch', help: 'Gives an array as one object.' },
    DateKind: {
      type: 'string',
      validateSet: ['Default', 'Local', 'Utc', 'Offset', 'String'],
      help: 'What becomes of dates: String leaves them as texts.',
    },
  },
  output: ['System.Management.Automation.PSCustomObject', hashtableType],
  impact: 'none',
  examples: [
    { title: 'An object', code: '(\'{ "Name": "app-01", "Disks": [20, 40] }\' | ConvertFrom-Json).Disks[1]' },
    { title: 'A hashtable', code: '(\'{ "a": 1, "A": 2 }\' | ConvertFrom-Json -AsHashtable).Count' },
  ],
  begin: (): string[] => [],
  process(args, _invocation, texts) {
    texts.push(args.InputObject);
  },
  end(args, invocation, texts) {
    const options: JsonValueOptions = {
      asHashtable: args.AsHashtable,
      maxDepth: Math.min(args.Depth, MAX_DEPTH),
      dateKind: args.DateKind ?? 'Default',
    };
    const isComplete =
      texts.length > 1 && jsonValue(texts[0] ?? '', options).ok && (texts[0] ?? '').trim() !== '';
    for (const text of isComplete ? texts : [texts.join('\n')]) {
      if (text.trim() === '') continue;
      const read = jsonValue(text, options);
      if (!read.ok) return invocation.throwTerminating(jsonError(read.fault));
      write(read.value);
    }
    function write(value: Value): void {
      if (Array.isArray(value) && !args.NoEnumerate) invocation.writeAll(value);
      else invocation.write(value);
    }
  },
});

/** Nesting costs stack; this much is safe whatever -Depth says. */
const MAX_DEPTH = 2000;

export function jsonError(fault: JsonFault): CmdletError {
  switch (fault.kind) {
    case 'keys':
      return {
        message: fault.message,
        id: fault.id,
        category: 'InvalidOperation',
        advice: 'ConvertFrom-Json -AsHashtable',
        exceptionType: 'System.InvalidOperationException',
      };
    case 'depth':
      return {
        message: `Conversion from JSON failed with error: The reader's MaxDepth of ${fault.limit} has been exceeded.`,
        id: 'System.ArgumentException',
        category: 'NotSpecified',
        advice: `ConvertFrom-Json -Depth ${fault.limit * 2}`,
        exceptionType: 'System.ArgumentException',
      };
    case 'syntax':
      return {
        message: `Conversion from JSON failed with error: ${fault.message}. Path '', line ${fault.line}, position ${fault.position}.`,
        id: 'System.ArgumentException',
        category: 'NotSpecified',
        exceptionType: 'System.ArgumentException',
      };
  }
}
