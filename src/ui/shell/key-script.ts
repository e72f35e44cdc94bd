/** Script blocks on keys: the engine runs the block, and the block edits the line by calls that come back here. */
import type { EditorBuffer, EditorCall, EditorReply } from '../../cmdlet/terminal.ts';
import type { PressedKey } from '../../protocol/messages.ts';
import { insert, replace } from '../editor/edit.ts';
import { findFunction } from '../editor/function-names.ts';
import { type EditorState, type Effect, selection } from '../editor/state.ts';
import { type KeyEvent, namedKey } from '../keys/key.ts';
import { runReaderFunction, withEditor } from '../reader/reader.ts';
import { readerContext, type ShellCore } from './core.ts';

export function runKeyScript(
  core: ShellCore,
  { script, key, count }: Extract<Effect, { kind: 'script' }>,
): void {
  if (core.state.running !== undefined) {
    core.update({ notice: 'The script block of this key runs when the running command has ended.' });
    return;
  }
  const id = core.nextId++;
  core.update({ keyScript: { id, key } });
  const pressed = pressedKey(key);
  core.engine.post({ type: 'key-script', id, script, key: pressed, ...(count !== undefined && { count }) });
}

const CHARS: Readonly<Record<string, string>> = {
  Enter: '\r',
  Tab: '\t',
  Spacebar: ' ',
  Escape: '\u001b',
  Backspace: '\b',
};

function pressedKey({ name, text, ctrl, alt, shift }: KeyEvent): PressedKey {
  const letter = /^[a-z]$/i.test(name);
  const single = Array.from(name).length === 1;
  const control = ctrl && letter ? String.fromCharCode(name.toUpperCase().charCodeAt(0) - 64) : undefined;
  const upper = shift || (letter && name !== name.toLowerCase());
  const modifiers = [alt ? 'Alt' : '', upper ? 'Shift' : '', ctrl ? 'Control' : ''].filter(Boolean);
  return {
    char: control ?? (text !== '' ? text : single ? name : (CHARS[name] ?? '')),
    key: letter ? name.toUpperCase() : /^[0-9]$/.test(name) ? `D${name}` : name,
    modifiers: modifiers.length === 0 ? 'None' : modifiers.join(', '),
  };
}

/** A call of [PSConsoleReadLine]; the answer is the line as it is then. */
export function editLine(core: ShellCore, call: EditorCall): EditorReply {
  const { editor } = core.state.reader;
  switch (call.name) {
    case 'look':
      break;
    case 'insert':
      put(core, insert(editor, clean(call.text)));
      break;
    case 'replace': {
      const { start, length, text } = call;
      if (!isSpan(start, length, editor)) return outside(`${start} and length ${length}`, editor);
      put(core, replace(editor, start, start + length, clean(text)));
      break;
    }
    case 'set-cursor':
      put(core, {
        ...editor,
        cursor: Math.max(0, Math.min(call.cursor, editor.text.length)),
        selecting: false,
      });
      break;
    case 'add-history':
      core.history.add(call.text);
      break;
    case 'ding':
      core.perform({ kind: 'bell' });
      break;
    case 'run': {
      const name = findFunction(call.function);
      if (name === undefined)
        return { kind: 'refused', message: `The line editor has no function ${call.function}.` };
      const key = core.state.keyScript?.key ?? namedKey('None');
      const reader = runReaderFunction(
        core.state.reader,
        { name, key, count: call.count },
        readerContext(core),
      );
      core.update({ reader });
      for (const effect of reader.effects) core.perform(effect);
    }
  }
  return { kind: 'buffer', buffer: bufferOf(core.state.reader.editor) };
}

function put(core: ShellCore, editor: EditorState): void {
  core.update({ reader: withEditor(core.state.reader, editor, readerContext(core)) });
}

/** Line ends as the editor has them, and nothing that would steer the terminal. */
function clean(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '');
}

function isSpan(start: number, length: number, { text }: EditorState): boolean {
  return start >= 0 && length >= 0 && start + length <= text.length;
}

function outside(what: string, { text }: EditorState): EditorReply {
  return {
    kind: 'refused',
    message: `Start ${what} lie outside of the line, which has ${text.length} characters.`,
  };
}

function bufferOf(editor: EditorState): EditorBuffer {
  const span = selection(editor);
  return {
    text: editor.text,
    cursor: editor.cursor,
    selectionStart: span?.start ?? -1,
    selectionLength: span === undefined ? -1 : span.end - span.start,
  };
}
