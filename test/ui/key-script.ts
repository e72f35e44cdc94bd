/**
 * Key scripts, in the manner of PSReadLine's tests: keys go in, the line and the cursor come out.
 * Keys are written as themselves, special ones in angle brackets: `Get-V<Tab><Ctrl+a>`; `<<` is a `<`.
 */
import type { Completion } from '../../src/cmdlet/completion.ts';
import type { FunctionName } from '../../src/ui/editor/function-names.ts';
import { createKeyBindings, type EditMode } from '../../src/ui/editor/key-bindings.ts';
import { selection } from '../../src/ui/editor/state.ts';
import { type InputEvent, namedKey, parseChord, textKey } from '../../src/ui/keys/key.ts';
import { DEFAULT_PREFERENCES, editorOptions, type Preferences } from '../../src/ui/preferences.ts';
import {
  createReader,
  deliverCompletions,
  ghostText,
  pressReaderKey,
  type ReaderContext,
  type ReaderEffect,
  type ReaderState,
} from '../../src/ui/reader/reader.ts';

export interface ScriptOptions {
  readonly mode?: EditMode;
  readonly history?: readonly string[];
  readonly bind?: Readonly<Record<string, FunctionName | ''>>;
  /** Completions for the word before the cursor: those that begin with it. */
  readonly words?: readonly string[];
  readonly view?: 'InlineView' | 'ListView' | 'None';
  readonly preferences?: Partial<Preferences>;
}

export function keyOf(chord: string): InputEvent {
  if (chord.startsWith('Paste:')) return { type: 'paste', text: chord.slice(6).replaceAll('¶', '\n') };
  const name = parseChord(chord);
  if (name === undefined) throw new Error(`No such key: ${chord}`);
  const match = /^((?:Ctrl\+|Alt\+|Shift\+)*)(.+)$/s.exec(name);
  const modifiers = match?.[1] ?? '';
  const plain = match?.[2] ?? '';
  const found = {
    ctrl: modifiers.includes('Ctrl+'),
    alt: modifiers.includes('Alt+'),
    shift: modifiers.includes('Shift+'),
  };
  if (plain === 'Spacebar' && modifiers === '') return textKey(' ');
  return namedKey(plain, found);
}

export function keysOf(script: string): InputEvent[] {
  const keys: InputEvent[] = [];
  for (const [part] of script.matchAll(/<Alt\+[<>]>|<<|<[^<>]+>|[^<]/gsu)) {
    if (part === '<<') keys.push(textKey('<'));
    else if (part.startsWith('<')) keys.push(keyOf(part.slice(1, -1)));
    else keys.push(textKey(part));
  }
  return keys;
}

export interface Played {
  readonly reader: ReaderState;
  /** All that was asked of the owner, oldest first. */
  readonly effects: readonly ReaderEffect[];
  readonly context: ReaderContext;
  /** The suggestion behind the line. */
  readonly ghost: string;
}

export function play(script: string, options: ScriptOptions = {}): Played {
  const { history = [], mode = 'Emacs', bind = {}, words = [], view = 'None', preferences } = options;
  const own = new Map(Object.entries(bind).map(([chord, name]) => [parseChord(chord) ?? '', name]));
  const context: ReaderContext = {
    history,
    suggestible: history,
    bindings: createKeyBindings(mode, own),
    options: editorOptions({ ...DEFAULT_PREFERENCES, ...preferences }),
  };
  const effects: ReaderEffect[] = [];
  let reader = createReader(context, view);
  for (const key of keysOf(script)) {
    reader = pressReaderKey(reader, key, context);
    effects.push(...reader.effects);
    for (const effect of reader.effects) {
      if (effect.kind === 'accept' || effect.kind === 'cancel') reader = createReader(context, view, reader);
      if (effect.kind !== 'request') continue;
      const { id, text, cursor } = effect.request;
      reader = deliverCompletions(reader, id, wordsAt(text, cursor, words), context);
    }
  }
  return { reader, effects, context, ghost: ghostText(reader, history) };
}

function wordsAt(
  text: string,
  cursor: number,
  words: readonly string[],
): { start: number; length: number; items: Completion[] } {
  const typed = /\S*$/.exec(text.slice(0, cursor))?.[0] ?? '';
  const items = words
    .filter((word) => word.toLowerCase().startsWith(typed.toLowerCase()))
    .map((word): Completion => ({ text: word, label: word, description: '', kind: 'command' }));
  return { start: cursor - typed.length, length: typed.length, items };
}

/** The line after the keys, with `|` at the cursor and `[` `]` around what is selected; `¶` is a line end. */
export function line(script: string, options: ScriptOptions = {}): string {
  return show(play(script, options).reader);
}

export function show({ editor }: ReaderState): string {
  const { text, cursor } = editor;
  const span = selection(editor);
  const marks = [
    ...(span === undefined ? [] : [{ at: span.start, sign: '[' }]),
    { at: cursor, sign: '|' },
    ...(span === undefined ? [] : [{ at: span.end, sign: ']' }]),
  ];
  let shown = text;
  for (const { at, sign } of [...marks].reverse().sort((a, b) => b.at - a.at)) {
    shown = shown.slice(0, at) + sign + shown.slice(at);
  }
  return shown.replaceAll('\n', '¶');
}

/** The lines that were accepted. */
export function accepted(script: string, options: ScriptOptions = {}): string[] {
  return play(script, options).effects.flatMap((effect) => (effect.kind === 'accept' ? [effect.text] : []));
}
