import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { keyHandlerType } from './key-handler.ts';
import { askEditor, NEEDS_TERMINAL } from './line-editor.ts';

export default defineCmdlet({
  name: 'Get-PSReadLineKeyHandler',
  module: 'PSReadLine',
  synopsis: 'Gets the keys of the line editor and what they do.',
  parameters: {
    Chord: {
      type: 'string',
      array: true,
      position: 0,
      aliases: ['Key'],
      wildcard: true,
      help: 'Only these keys, such as Ctrl+r or F*.',
    },
    Bound: { type: 'switch', help: 'Only functions that have a key.' },
    Unbound: { type: 'switch', help: 'Only functions that have none.' },
  },
  output: [keyHandlerType],
  impact: 'none',
  examples: [
    { title: 'All keys', code: 'Get-PSReadLineKeyHandler', needs: NEEDS_TERMINAL },
    { title: 'What a key does', code: 'Get-PSReadLineKeyHandler Ctrl+r', needs: NEEDS_TERMINAL },
  ],
  process(args, invocation) {
    const unbound = args.Unbound || !args.Bound;
    const { handlers } = askEditor(invocation, { kind: 'get-key-handlers', unbound }, 'key-handlers');
    const shown = handlers
      .filter(({ key }) => args.Bound || !args.Unbound || key === 'Unbound')
      .filter(({ key }) => args.Chord?.some((chord) => matchesWildcard(key, chord)) ?? true)
      .sort((a, b) => a.group.localeCompare(b.group) || a.function.localeCompare(b.function));
    invocation.writeAll(shown.map((handler) => objectOf(keyHandlerType, handler)));
  },
});
