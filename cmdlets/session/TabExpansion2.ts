import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  type Completion,
  type CompletionKind,
  type CompletionList,
  completeKey,
} from '../../src/cmdlet/completion.ts';
import { objectOf, objectType } from '../../src/values/object-type.ts';
import type { Value } from '../../src/values/value.ts';

const RESULT_TYPES: Readonly<Record<CompletionKind, string>> = {
  command: 'Command',
  parameter: 'ParameterName',
  value: 'ParameterValue',
  variable: 'Variable',
  member: 'Property',
  type: 'Type',
  path: 'ProviderItem',
  key: 'Property',
  keyword: 'Keyword',
  history: 'History',
};

function resultType({ kind, text, description }: Completion): string {
  if (kind === 'member') return text.endsWith('(') ? 'Method' : 'Property';
  if (kind === 'path') return description === 'folder' ? 'ProviderContainer' : 'ProviderItem';
  return RESULT_TYPES[kind];
}

const completionResultType = objectType<Completion>()({
  name: 'CompletionResult',
  fullName: 'System.Management.Automation.CompletionResult',
  properties: {
    CompletionText: { type: 'string', get: ({ text }) => text },
    ListItemText: { type: 'string', get: ({ label }) => label },
    ResultType: { type: 'string', get: (completion) => resultType(completion) },
    ToolTip: { type: 'string', get: ({ description }) => description },
  },
  view: {
    table: [
      { property: 'CompletionText' },
      { property: 'ListItemText' },
      { property: 'ResultType' },
      { property: 'ToolTip' },
    ],
  },
  toString: ({ text }) => text,
});

const commandCompletionType = objectType<CompletionList>()({
  name: 'CommandCompletion',
  fullName: 'System.Management.Automation.CommandCompletion',
  properties: {
    CompletionMatches: {
      type: 'CompletionResult[]',
      get: ({ items }): Value => items.map((item) => objectOf(completionResultType, item)),
    },
    CurrentMatchIndex: { type: 'int', get: () => -1 },
    ReplacementIndex: { type: 'int', get: ({ start }) => start },
    ReplacementLength: { type: 'int', get: ({ length }) => length },
  },
});

export default defineCmdlet({
  name: 'TabExpansion2',
  module: 'Microsoft.PowerShell.Core',
  synopsis: 'Gives what Tab would complete at a place of a text.',
  description:
    'Commands, parameters, names of the live inventory, values of enumerations, variables, members, types, keys of hashtables and files. Nothing of the text is run.',
  parameters: {
    inputScript: {
      type: 'string',
      mandatory: true,
      position: 0,
      allowEmpty: true,
      help: 'The text.',
    },
    cursorColumn: {
      type: 'int',
      position: 1,
      help: 'Where the cursor is, counted from 0; the end of the text when not given.',
    },
    options: { type: 'hashtable', position: 2, help: 'Taken for scripts that give it.' },
  },
  output: [commandCompletionType],
  impact: 'none',
  examples: [
    {
      title: 'Parameters that begin with a text',
      code: "(TabExpansion2 'Get-Help -Ex').CompletionMatches | Select-Object CompletionText, ToolTip",
    },
  ],
  process(args, invocation) {
    const { session } = invocation;
    const complete = session.resource(completeKey);
    const cursor = args.cursorColumn ?? args.inputScript.length;
    invocation.write(objectOf(commandCompletionType, complete(session, args.inputScript, cursor)));
  },
});
