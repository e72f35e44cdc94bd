import { chordName, type InputEvent, type KeyEvent } from '../keys/key.ts';
import { insert } from './edit.ts';
import type { FunctionName } from './function-names.ts';
import { FUNCTIONS } from './functions.ts';
import { ended, searchKey } from './incremental-search.ts';
import { searchCharacter } from './motion.ts';
import { bell, type EditorContext, type EditorState, type Waiting, withEffect } from './state.ts';

/** What a key or a paste does to the line. `effects` of the result are this event's. */
export function pressKey(editor: EditorState, event: InputEvent, context: EditorContext): EditorState {
  const fresh: EditorState = editor.effects.length === 0 ? editor : { ...editor, effects: [] };
  if (event.type === 'paste') return paste(fresh, event.text, context);
  if (fresh.waiting !== undefined)
    return completeWaiting({ ...fresh, waiting: undefined }, fresh.waiting, event, context);
  if (fresh.search !== undefined) {
    const searched = searchKey(fresh, fresh.search, event, context);
    if (searched !== undefined) return searched;
    return pressKey(ended(fresh, context), event, context);
  }
  const chord = chordName(event);
  if (context.chordPrefix(chord)) return { ...fresh, waiting: { kind: 'chord', first: chord } };
  // After Alt+1, plain digits go on with the number.
  if (fresh.argument !== '' && /^[0-9]$/.test(event.text)) return run(fresh, 'DigitArgument', event, context);
  const script = context.script(chord);
  if (script !== undefined) return runScript(fresh, script, event);
  return run(fresh, functionOf(event, context), event, context);
}

function runScript(editor: EditorState, script: number, key: KeyEvent): EditorState {
  const effect = { kind: 'script', script, key, count: countOf(editor.argument) } as const;
  return withEffect({ ...editor, argument: '', previous: undefined }, effect);
}

/** Runs a function by its name, as the key that it is bound to would. */
export function runFunction(
  editor: EditorState,
  call: { readonly name: FunctionName; readonly key: KeyEvent; readonly count: number | undefined },
  context: EditorContext,
): EditorState {
  const { name, key, count } = call;
  const after = FUNCTIONS[name]({ ...editor, effects: [] }, { context, key, count });
  return name === 'DigitArgument' ? after : { ...after, argument: '', previous: name };
}

function functionOf(key: KeyEvent, context: EditorContext): FunctionName | undefined {
  return context.binding(chordName(key)) ?? (key.text === '' ? undefined : 'SelfInsert');
}

function run(
  editor: EditorState,
  name: FunctionName | undefined,
  key: KeyEvent,
  context: EditorContext,
): EditorState {
  if (name === undefined) return bell({ ...editor, argument: '' });
  return runFunction(editor, { name, key, count: countOf(editor.argument) }, context);
}

function countOf(argument: string): number | undefined {
  if (argument === '') return undefined;
  return argument === '-' ? -1 : Number(argument);
}

function completeWaiting(
  editor: EditorState,
  waiting: Waiting,
  key: KeyEvent,
  context: EditorContext,
): EditorState {
  const chord = chordName(key);
  if (waiting.kind === 'character') {
    if (key.text === '') return bell({ ...editor, argument: '' });
    const found = searchCharacter(editor, key.text, waiting.backward, waiting.count);
    return { ...found, argument: '', previous: 'CharacterSearch' };
  }
  if (waiting.kind === 'what-is-key') {
    if (waiting.first === '' && context.chordPrefix(chord)) {
      return { ...editor, waiting: { kind: 'what-is-key', first: `${chord},` } };
    }
    const whole = waiting.first + chord;
    const name = context.binding(whole) ?? (waiting.first === '' ? functionOf(key, context) : undefined);
    return withEffect(editor, { kind: 'what-is-key', key: whole, function: name });
  }
  const script = context.script(`${waiting.first},${chord}`);
  if (script !== undefined) return runScript(editor, script, key);
  const name = context.binding(`${waiting.first},${chord}`);
  if (name !== undefined) return run(editor, name, key, context);
  // Escape and then a key that is no chord: the Escape has done its work, the key is itself.
  return waiting.first === 'Escape' ? pressKey(editor, key, context) : bell({ ...editor, argument: '' });
}

function paste(editor: EditorState, text: string, context: EditorContext): EditorState {
  const base = editor.search === undefined ? editor : ended(editor, context);
  // Control characters of a pasted text would steer the terminal.
  const clean = text.replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '').replace(/\t/g, '    ');
  return { ...insert(base, clean), previous: 'Paste', argument: '', waiting: undefined };
}
