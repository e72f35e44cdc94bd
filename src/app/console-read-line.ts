import type { EditorBuffer, EditorCall, HostTerminal } from '../cmdlet/terminal.ts';
import { parseInput } from '../shell/language-parser.ts';
import { FUNCTION_TABLE } from '../ui/editor/function-names.ts';
import { intArgument, staticMethod, textArgument } from '../values/net/define.ts';
import { setReference } from '../values/net/number-members.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { TypeMember } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { isNull, type Value } from '../values/value.ts';
import type { Shell } from './shell.ts';

/**
 * `[Microsoft.PowerShell.PSConsoleReadLine]`: what script blocks on keys do to the line. The line is the editor's, in
 * the other thread; each call asks there, and gives the line as it is then.
 * After PSReadLine's public API: https://github.com/PowerShell/PSReadLine/blob/master/PSReadLine/PublicAPI.cs
 */
export function defineConsoleReadLine(shell: Shell): void {
  const { terminal } = shell.runspace.host;
  if (terminal === undefined) return;
  defineType({
    fullName: 'Microsoft.PowerShell.PSConsoleReadLine',
    base: () => objectTypeInfo,
    statics: () => [...lineMembers(terminal), ...functionMembers(terminal)],
  });
}

function edit(terminal: HostTerminal, call: EditorCall): EditorBuffer {
  const reply = terminal.editor({ kind: 'edit', call });
  if (reply.kind === 'buffer') return reply.buffer;
  const message = reply.kind === 'refused' ? reply.message : 'The line editor did not answer.';
  throw new NetException('ArgumentException', message);
}

function lineMembers(terminal: HostTerminal): TypeMember[] {
  const doing = (call: EditorCall): undefined => void edit(terminal, call);
  return [
    staticMethod(['void Insert(char c)', 'void Insert(string s)'], (args) =>
      doing({ name: 'insert', text: textArgument(args, 0) }),
    ),
    staticMethod(
      [
        'void Replace(int start, int length, string replacement)',
        'void Replace(int start, int length, string replacement, object instigator)',
        'void Replace(int start, int length, string replacement, object instigator, object instigatorArg)',
      ],
      (args) =>
        doing({
          name: 'replace',
          start: intArgument(args, 0),
          length: intArgument(args, 1),
          text: textArgument(args, 2),
        }),
    ),
    staticMethod('void Delete(int start, int length)', (args) =>
      doing({ name: 'replace', start: intArgument(args, 0), length: intArgument(args, 1), text: '' }),
    ),
    staticMethod('void SetCursorPosition(int cursor)', (args) =>
      doing({ name: 'set-cursor', cursor: intArgument(args, 0) }),
    ),
    staticMethod('void AddToHistory(string command)', (args) =>
      doing({ name: 'add-history', text: textArgument(args, 0) }),
    ),
    staticMethod('void Ding()', () => doing({ name: 'ding' })),
    // The prompt is made again when the script block has ended.
    staticMethod(
      ['void InvokePrompt()', 'void InvokePrompt(object key)', 'void InvokePrompt(object key, object arg)'],
      () => undefined,
    ),
    staticMethod(
      [
        'void GetBufferState(ref input, ref cursor)',
        'void GetBufferState(ref ast, ref tokens, ref parseErrors, ref cursor)',
      ],
      (args) => bufferState(edit(terminal, { name: 'look' }), args),
    ),
    staticMethod('void GetSelectionState(ref start, ref length)', ([start, length]) => {
      const { selectionStart, selectionLength } = edit(terminal, { name: 'look' });
      setReference(start, selectionStart);
      setReference(length, selectionLength);
    }),
    staticMethod('bool TryGetArgAsInt(object arg, ref numericArg, int defaultNumericArg)', (args) => {
      const [given = null, result] = args;
      setReference(result, isNull(given) ? intArgument(args, 2) : intArgument(args, 0));
      return true;
    }),
    staticMethod('Microsoft.PowerShell.PSConsoleReadLineOptions GetOptions()', () => {
      const reply = terminal.editor({ kind: 'get-options' });
      return reply.kind === 'options' ? customObject(Object.entries(reply.options)) : null;
    }),
    staticMethod('HistoryItem[] GetHistoryItems()', () => {
      const reply = terminal.editor({ kind: 'get-history' });
      return reply.kind === 'history'
        ? reply.lines.map((line) => customObject([['CommandLine', line]]))
        : null;
    }),
  ];
}

function bufferState({ text, cursor }: EditorBuffer, args: readonly (Value | undefined)[]): undefined {
  if (args.length === 4) {
    const [ast, tokens, errors] = args;
    setReference(ast, parseInput(text, null, [tokens, errors]));
  } else setReference(args[0], text);
  setReference(args.at(-1), cursor);
}

/** The editor's own functions, as keys call them: `AcceptLine()`, `BackwardChar($key, $arg)`. */
function functionMembers(terminal: HostTerminal): TypeMember[] {
  return Object.keys(FUNCTION_TABLE).map((name) =>
    staticMethod(
      [`void ${name}()`, `void ${name}(object key)`, `void ${name}(object key, object arg)`],
      (args) => {
        const counted = !isNull(args[1] ?? null);
        edit(terminal, { name: 'run', function: name, ...(counted && { count: intArgument(args, 1) }) });
        return undefined;
      },
    ),
  );
}
