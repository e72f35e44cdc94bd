import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { editorScriptsKey } from '../../src/cmdlet/editor-scripts.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { toText } from '../../src/values/to-text.ts';
import { askEditor, NEEDS_TERMINAL } from './line-editor.ts';

export default defineCmdlet({
  name: 'Set-PSReadLineOption',
  module: 'PSReadLine',
  synopsis: 'Changes how the line editor of this session behaves.',
  description:
    'The change lasts until the session ends: put it into $PROFILE, or use Set-VSealOption, which keeps it.',
  parameters: {
    EditMode: {
      type: 'string',
      validateSet: ['Emacs', 'Windows'],
      help: 'Whose keys: those of Bash, or those of Windows.',
    },
    PredictionSource: {
      type: 'string',
      validateSet: ['None', 'History', 'Plugin', 'HistoryAndPlugin'],
      help: 'Where suggestions come from: None turns them off; every other value means the history.',
    },
    PredictionViewStyle: {
      type: 'string',
      validateSet: ['InlineView', 'ListView'],
      help: 'Suggestions behind the line, or as a list under it. F2 changes between them.',
    },
    BellStyle: {
      type: 'string',
      validateSet: ['None', 'Audible', 'Visual'],
      help: 'What the editor does when a key has no effect. Visual is None here.',
    },
    MaximumHistoryCount: { type: 'int', validateRange: [1, 100_000], help: 'How many lines are remembered.' },
    HistoryNoDuplicates: { type: 'switch', help: 'A line is remembered once.' },
    HistorySaveStyle: {
      type: 'string',
      validateSet: ['SaveIncrementally', 'SaveAtExit', 'SaveNothing'],
      help: 'When lines go to the history file: each when it is entered, all at the end, or never.',
    },
    AddToHistoryHandler: {
      type: 'scriptblock',
      allowNull: true,
      help: 'Called with each line: $false or SkipAdding forgets it, MemoryOnly keeps it out of the file. Lines with secrets never go there.',
    },
    HistorySearchCursorMovesToEnd: {
      type: 'switch',
      help: 'A search by prefix (F8) leaves the cursor at the end of the line.',
    },
    HistorySearchCaseSensitive: {
      type: 'switch',
      help: 'A search by prefix (F8) tells capitals from small letters.',
    },
    MaximumKillRingCount: {
      type: 'int',
      validateRange: [1, 1000],
      help: 'How many killed texts Yank can bring back.',
    },
    WordDelimiters: {
      type: 'string',
      allowEmpty: true,
      help: 'Characters that end a word besides white space.',
    },
    ShowToolTips: { type: 'switch', help: 'The completion menu has a column of descriptions.' },
    Colors: {
      type: 'hashtable',
      help: 'Colors by PSReadLine’s names (Command, Parameter, String, …): a ConsoleColor, or #rrggbb.',
    },
    ContinuationPrompt: { type: 'string', allowEmpty: true, help: 'What stands before further lines.' },
    ExtraPromptLineCount: {
      type: 'int',
      hidden: true,
      help: 'Taken for profiles that give it: the lines of a prompt are counted here.',
    },
    PromptText: {
      type: 'string',
      array: true,
      hidden: true,
      help: 'Taken for profiles that give it: a text with an error is underlined, and the prompt stays as it is.',
    },
    CompletionQueryItems: {
      type: 'int',
      hidden: true,
      help: 'Taken for profiles that give it: the menu scrolls, so nothing is asked before it shows.',
    },
    DingTone: {
      type: 'int',
      hidden: true,
      help: 'Taken for profiles that give it: a terminal has one bell.',
    },
    DingDuration: {
      type: 'int',
      hidden: true,
      help: 'Taken for profiles that give it: a terminal has one bell.',
    },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'The keys of Windows',
      code: 'Set-PSReadLineOption -EditMode Windows',
      needs: NEEDS_TERMINAL,
    },
    {
      title: 'Commands in another color',
      code: "Set-PSReadLineOption -Colors @{ Command = 'Green'; Comment = '#8fa58f' }",
      needs: NEEDS_TERMINAL,
    },
    {
      title: 'Suggestions as a list',
      code: 'Set-PSReadLineOption -PredictionViewStyle ListView',
      needs: NEEDS_TERMINAL,
    },
  ],
  links: ['Get-PSReadLineOption', 'Set-VSealOption'],
  process(args, invocation) {
    const { PredictionSource: source, BellStyle: bell } = args;
    const view =
      source === undefined ? args.PredictionViewStyle : viewFor(source, args.PredictionViewStyle, invocation);
    const options: Record<string, string | number | boolean> = {
      ...(view !== undefined && { PredictionViewStyle: view }),
      ...(bell !== undefined && { BellStyle: bell === 'Visual' ? 'None' : bell }),
    };
    for (const name of PLAIN) {
      const value = args[name];
      if (invocation.isBound(name) && value !== undefined) options[name] = value;
    }
    askEditor(invocation, { kind: 'set-options', options }, 'done');
    if (invocation.isBound('AddToHistoryHandler')) {
      const block = args.AddToHistoryHandler ?? undefined;
      askEditor(invocation, { kind: 'ask-about-history', asks: block !== undefined }, 'done');
      invocation.session.resource(editorScriptsKey).addToHistory = block;
    }
    if (args.Colors !== undefined) {
      const colors = [...args.Colors.entries.values()].map(
        ({ key, value }) => [toText(key), toText(value)] as const,
      );
      askEditor(invocation, { kind: 'set-colors', colors: Object.fromEntries(colors) }, 'done');
    }
  },
});

/** Options that go to the editor as they are. */
const PLAIN = [
  'EditMode',
  'MaximumHistoryCount',
  'HistoryNoDuplicates',
  'HistorySaveStyle',
  'HistorySearchCursorMovesToEnd',
  'HistorySearchCaseSensitive',
  'MaximumKillRingCount',
  'WordDelimiters',
  'ShowToolTips',
  'ContinuationPrompt',
] as const;

/** No source is no view; any other brings back a view that had been taken away. */
function viewFor(source: string, style: string | undefined, invocation: Invocation): string | undefined {
  if (source === 'None') return 'None';
  if (style !== undefined) return style;
  const { options } = askEditor(invocation, { kind: 'get-options' }, 'options');
  return options['PredictionViewStyle'] === 'None' ? 'InlineView' : undefined;
}
