import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { editorScriptsKey } from '../../src/cmdlet/editor-scripts.ts';
import { askEditor, NEEDS_TERMINAL } from './line-editor.ts';

export default defineCmdlet({
  name: 'Set-PSReadLineKeyHandler',
  module: 'PSReadLine',
  synopsis: 'Gives a key of the line editor another function, or a script block.',
  description:
    'The change lasts until the session ends; $PROFILE is the place for what should stay. A script block is called with the key and the repeat count, and works on the line through [Microsoft.PowerShell.PSConsoleReadLine]: GetBufferState, GetSelectionState, Insert, Replace, Delete, SetCursorPosition, and every function of the editor by its name, such as AcceptLine and RevertLine. Keys typed meanwhile wait; Ctrl+C ends the block.',
  parameters: {
    Chord: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      aliases: ['Key'],
      help: 'The keys: Ctrl+a, Alt+Shift+LeftArrow, F5, or two one after the other as Ctrl+x,Ctrl+u.',
    },
    ScriptBlock: {
      type: 'scriptblock',
      sets: ['ScriptBlock'],
      mandatory: ['ScriptBlock'],
      position: { ScriptBlock: 1 },
      help: 'What the key runs: param($key, $arg).',
    },
    Function: {
      type: 'string',
      sets: ['Function'],
      mandatory: ['Function'],
      position: { Function: 1 },
      help: 'The function, as Get-PSReadLineKeyHandler names it.',
      completer: ({ session }) => {
        const reply = session.host.terminal?.editor({ kind: 'get-key-handlers', unbound: true });
        if (reply?.kind !== 'key-handlers') return [];
        const byName = new Map(reply.handlers.map((handler) => [handler.function, handler.description]));
        return [...byName].sort().map(([text, help]) => ({ text, help }));
      },
    },
    BriefDescription: {
      type: 'string',
      preset: 'CustomAction',
      help: 'The name of the script block in Get-PSReadLineKeyHandler.',
    },
    Description: {
      type: 'string',
      help: 'What the script block does, for Get-PSReadLineKeyHandler; its text unless given.',
    },
  },
  defaultParameterSet: 'Function',
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'Tab opens the menu',
      code: 'Set-PSReadLineKeyHandler -Key Tab -Function MenuComplete',
      needs: NEEDS_TERMINAL,
    },
    {
      title: 'F5 lists the encrypted machines',
      code: "Set-PSReadLineKeyHandler -Key F5 -BriefDescription EncryptedVMs -ScriptBlock {\n  [Microsoft.PowerShell.PSConsoleReadLine]::RevertLine()\n  [Microsoft.PowerShell.PSConsoleReadLine]::Insert('Get-VM | Where-Object Encrypted')\n  [Microsoft.PowerShell.PSConsoleReadLine]::AcceptLine()\n}",
      needs: NEEDS_TERMINAL,
    },
  ],
  links: ['Get-PSReadLineKeyHandler', 'Remove-PSReadLineKeyHandler'],
  process(args, invocation) {
    const { ScriptBlock: block } = args;
    for (const chord of args.Chord) {
      if (block === undefined) {
        askEditor(invocation, { kind: 'set-key-handler', chord, function: args.Function ?? '' }, 'done');
        continue;
      }
      const { keys } = invocation.session.resource(editorScriptsKey);
      const id = keys.size + 1;
      const description = args.Description ?? block.text.trim().replace(/\s+/g, ' ');
      const script = { id, name: args.BriefDescription, description };
      askEditor(invocation, { kind: 'set-key-script', chord, script }, 'done');
      keys.set(id, block);
    }
  },
});
