import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { askEditor, NEEDS_TERMINAL } from './line-editor.ts';

export default defineCmdlet({
  name: 'Remove-PSReadLineKeyHandler',
  module: 'PSReadLine',
  synopsis: 'Takes its function from a key of the line editor.',
  parameters: {
    Chord: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      aliases: ['Key'],
      help: 'The keys, such as Ctrl+b.',
    },
  },
  output: [],
  impact: 'none',
  examples: [
    { title: 'A key without effect', code: 'Remove-PSReadLineKeyHandler -Key Ctrl+b', needs: NEEDS_TERMINAL },
  ],
  links: ['Set-PSReadLineKeyHandler'],
  process(args, invocation) {
    for (const chord of args.Chord) askEditor(invocation, { kind: 'remove-key-handler', chord }, 'done');
  },
});
