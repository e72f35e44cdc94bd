import { editorScriptsKey } from '../cmdlet/editor-scripts.ts';
import type { KeyScriptMessage, PressedKey, Remembered } from '../protocol/messages.ts';
import { Char } from '../values/numeric.ts';
import { customObject } from '../values/ps-custom-object.ts';
import type { ScriptBlock } from '../values/script-block.ts';
import { toText } from '../values/to-text.ts';
import type { Value } from '../values/value.ts';
import type { Shell } from './shell.ts';

/** Runs the script block of a key; what it writes to the output is dropped, as PSReadLine does. */
export function runKeyScript(shell: Shell, { script, key, count }: KeyScriptMessage): void {
  const block = scriptsOf(shell).keys.get(script);
  if (block !== undefined) runAside(shell, block, [keyInfo(key), count ?? null]);
}

/** What the user's AddToHistoryHandler says of a line; undefined where there is none, or it fails. */
export function rememberedWhere(shell: Shell, line: string): Remembered | undefined {
  const block = scriptsOf(shell).addToHistory;
  if (block === undefined) return undefined;
  const [answer = null] = runAside(shell, block, [line]);
  const text = toText(answer).toLowerCase();
  // PSReadLine's AddToHistoryOption, or a Boolean.
  if (text === 'false' || text === 'skipadding' || text === '0') return 'nowhere';
  return text === 'memoryonly' || text === '1' ? 'memory' : 'file';
}

function scriptsOf({ runspace: { session } }: Shell) {
  return session.resource(editorScriptsKey);
}

/** Runs a block beside the user's lines: `$?` and `$LASTEXITCODE` stay what they were. Errors are shown. */
function runAside(shell: Shell, block: ScriptBlock, args: readonly Value[]): Value[] {
  const { success, exitCode } = shell.runspace;
  const output: Value[] = [];
  shell.execute('$call = @($input); $rest = @($call | Select-Object -Skip 1); & $call[0] @rest', {
    asScript: true,
    input: [block, ...args],
    sink: (value) => output.push(value),
  });
  shell.runspace.success = success;
  shell.runspace.exitCode = exitCode;
  return output;
}

/** As .NET's ConsoleKeyInfo. */
function keyInfo({ char, key, modifiers }: PressedKey): Value {
  return customObject(
    [
      ['KeyChar', new Char(char === '' ? '\u0000' : char)],
      ['Key', key],
      ['Modifiers', modifiers],
    ],
    'System.ConsoleKeyInfo',
  );
}
