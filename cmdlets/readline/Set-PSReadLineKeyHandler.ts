import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { askEditor, NEEDS_TERMINAL } from './line-editor.ts';

export default defineCmdlet({
  name: 'Set-PSReadLineKeyHandler',
  module: 'PSReadLine',
  synopsis: 'Gives a key of the line editor another function.',
  description:
    'The change lasts until the session ends; $PROFILE is the place for what should stay. Script blocks cannot be bound.',
  parameters: {
    Chord: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      aliases: ['Key'],
      help: 'The keys: Ctrl+a, Alt+Shift+LeftArrow, F5, or two one after the other as Ctrl+x,Ctrl+u.',
    },
    Function: {
      type: 'string',
      mandatory: true,
      position: 1,
      help: 'The function, as Get-PSReadLineKeyHandler names it.',
      completer: ({ session }) => {
        const reply = session.host.terminal?.editor({ kind: 'get-key-handlers', unbound: true });
        if (reply?.kind !== 'key-handlers') return [];
        const byName = new Map(reply.handlers.map((handler) => [handler.function, handler.description]));
        return [...byName].sort().map(([text, help]) => ({ text, help }));
      },
    },
    BriefDescription: { type: 'string', hidden: true, help: 'Taken for profiles that give it.' },
    Description: { type: 'string', hidden: true, help: 'Taken for profiles that give it.' },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'Tab opens the menu',
      code: 'Set-PSReadLineKeyHandler -Key Tab -Function MenuComplete',
      needs: NEEDS_TERMINAL,
    },
  ],
  links: ['Get-PSReadLineKeyHandler', 'Remove-PSReadLineKeyHandler'],
  process(args, invocation) {
    for (const chord of args.Chord) {
      askEditor(invocation, { kind: 'set-key-handler', chord, function: args.Function }, 'done');
    }
  },
});
