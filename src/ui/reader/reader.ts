/**
 * The line reader: the editor together with completion and suggestions. Pure: keys and completions go in,
 * the line and what is to be done about it (`effects`) come out.
 */
import type { CompletionList } from '../../cmdlet/completion.ts';
import type { KeyBindings } from '../editor/key-bindings.ts';
import { pressKey, runFunction } from '../editor/press-key.ts';
import {
  bell,
  type CompleteMode,
  createEditor,
  type EditorContext,
  type EditorState,
  type Effect,
} from '../editor/state.ts';
import { chordName, type InputEvent, type KeyEvent } from '../keys/key.ts';
import { opaqueOffsets, syntaxOf } from '../syntax.ts';
import {
  acceptCompletion,
  beginCompletion,
  type CompletionSession,
  type CompletionStep,
  restoreLine,
  stepCompletion,
} from './completion-session.ts';
import { inlineSuggestion, listSuggestions } from './prediction.ts';

export type PredictionView = 'InlineView' | 'ListView' | 'None';

export interface ReaderState {
  readonly editor: EditorState;
  readonly completion: CompletionSession | undefined;
  /** The list view's lines for what is typed; empty when it does not show. */
  readonly listed: readonly string[];
  /** The listed line that stands in the editor; -1 while the user's own does. */
  readonly listIndex: number;
  /** The user's own line while a listed one shows. */
  readonly listOriginal: string;
  readonly view: PredictionView;
  readonly request: CompletionRequest | undefined;
  readonly requestCount: number;
  readonly effects: readonly ReaderEffect[];
}

export interface CompletionRequest {
  readonly id: number;
  readonly mode: CompleteMode | 'narrow';
  readonly text: string;
  readonly cursor: number;
}

export type ReaderEffect =
  | Exclude<Effect, { kind: 'complete' | 'suggestion' | 'switch-view' }>
  | { readonly kind: 'request'; readonly request: CompletionRequest };

export interface ReaderContext {
  /** Oldest first. */
  readonly history: readonly string[];
  /** The lines of the history that may show as suggestions. */
  readonly suggestible: readonly string[];
  readonly bindings: KeyBindings;
  readonly options: Pick<EditorContext, 'wordDelimiters' | 'historySearch' | 'maximumKillRing'>;
}

export function createReader(
  context: ReaderContext,
  view: PredictionView,
  before?: ReaderState,
): ReaderState {
  return {
    editor: createEditor(context.history.length, before?.editor),
    completion: undefined,
    listed: [],
    listIndex: -1,
    listOriginal: '',
    view: before?.view ?? view,
    request: undefined,
    requestCount: before?.requestCount ?? 0,
    effects: [],
  };
}

export function pressReaderKey(reader: ReaderState, event: InputEvent, context: ReaderContext): ReaderState {
  const fresh: ReaderState = { ...reader, effects: [] };
  if (event.type === 'key') {
    const completed = completionKey(fresh, event, context);
    if (completed !== undefined) return completed;
    const listed = listKey(fresh, event, context);
    if (listed !== undefined) return listed;
  }
  const closed = { ...fresh, completion: undefined };
  return settle(closed, pressKey(closed.editor, event, editorContext(closed, context)), context);
}

/** Runs one of the editor's functions by name, for the script block of a key. */
export function runReaderFunction(
  reader: ReaderState,
  call: Parameters<typeof runFunction>[1],
  context: ReaderContext,
): ReaderState {
  const closed: ReaderState = { ...reader, effects: [], completion: undefined };
  return settle(closed, runFunction(closed.editor, call, editorContext(closed, context)), context);
}

/** Puts an edited line in the place of the old one, for the script block of a key. */
export function withEditor(reader: ReaderState, editor: EditorState, context: ReaderContext): ReaderState {
  return settle({ ...reader, effects: [], completion: undefined }, { ...editor, effects: [] }, context);
}

/** Takes in the engine's answer; one for a line that has changed meanwhile is dropped. */
export function deliverCompletions(
  reader: ReaderState,
  id: number,
  found: CompletionList,
  context: ReaderContext,
): ReaderState {
  const { request, editor } = reader;
  if (request === undefined || request.id !== id) return reader;
  const waiting: ReaderState = { ...reader, request: undefined, effects: [] };
  if (editor.text !== request.text || editor.cursor !== request.cursor) return waiting;
  const { editor: after, session } = beginCompletion({ ...editor, effects: [] }, found, request.mode);
  return { ...settle(waiting, after, context), completion: session };
}

/** The text shown dimmed behind the line. */
export function ghostText(reader: ReaderState, suggestible: readonly string[]): string {
  const { editor, view, completion } = reader;
  const hidden = view !== 'InlineView' || completion !== undefined || editor.search !== undefined;
  if (hidden || editor.cursor !== editor.text.length) return '';
  return inlineSuggestion(editor.text, suggestible) ?? '';
}

function editorContext(
  reader: ReaderState,
  { history, suggestible, bindings, options }: ReaderContext,
): EditorContext {
  return {
    ...options,
    history,
    suggestion: (text) => (reader.view === 'InlineView' ? inlineSuggestion(text, suggestible) : undefined),
    incomplete: (text) => syntaxOf(text).incomplete,
    opaque: opaqueOffsets,
    binding: bindings.binding,
    script: (chord) => bindings.script(chord)?.id,
    chordPrefix: bindings.chordPrefix,
  };
}

/** Deals with the effects that are the reader's own and hands on the others. */
function settle(reader: ReaderState, editor: EditorState, context: ReaderContext): ReaderState {
  const changed = editor.text !== reader.editor.text;
  let next: ReaderState = { ...reader, editor, effects: reader.effects };
  if (changed) next = { ...next, listIndex: -1 };
  for (const effect of editor.effects) {
    if (effect.kind === 'complete') next = requestCompletion(next, effect.mode);
    else if (effect.kind === 'suggestion') next = stepList(next, effect.step, context);
    else if (effect.kind === 'switch-view') {
      next = { ...next, view: next.view === 'ListView' ? 'InlineView' : 'ListView' };
    } else next = { ...next, effects: [...next.effects, effect] };
  }
  return withList(next, context);
}

function withList(reader: ReaderState, { suggestible }: ReaderContext): ReaderState {
  const { editor, view, listIndex } = reader;
  if (listIndex >= 0) return reader;
  const shows = view === 'ListView' && editor.search === undefined;
  return { ...reader, listed: shows ? listSuggestions(editor.text, suggestible) : [] };
}

function requestCompletion(reader: ReaderState, mode: CompleteMode | 'narrow'): ReaderState {
  const { editor, requestCount, effects } = reader;
  const request = { id: requestCount + 1, mode, text: editor.text, cursor: editor.cursor };
  return {
    ...reader,
    request,
    requestCount: request.id,
    effects: [...effects, { kind: 'request', request }],
  };
}

/** Keys while completions are on offer; undefined hands the key to the editor, which ends the offer. */
function completionKey(reader: ReaderState, key: KeyEvent, context: ReaderContext): ReaderState | undefined {
  const { completion: session, editor } = reader;
  if (session === undefined) return undefined;
  const step = (by: number): ReaderState => took(reader, stepCompletion({ editor, session }, by));
  const bound = context.bindings.binding(chordName(key));
  if (bound === 'TabCompleteNext' || bound === 'Complete') return step(1);
  if (bound === 'TabCompletePrevious') return step(-1);
  if (key.name === 'Escape' || bound === 'Abort') {
    return took(reader, { editor: restoreLine(editor, session), session: undefined });
  }
  if (session.shape !== 'menu') return undefined;
  if (bound === 'CopyOrCancelLine') return took(reader, { editor, session: undefined });
  return menuKey(reader, session, key, context);
}

const MENU_STEPS: ReadonlyMap<string, number> = new Map([
  ['DownArrow', 1],
  ['UpArrow', -1],
  ['Ctrl+n', 1],
  ['Ctrl+p', -1],
  ['Ctrl+Spacebar', 1],
  ['PageDown', 10],
  ['PageUp', -10],
]);

function menuKey(
  reader: ReaderState,
  session: CompletionSession,
  key: KeyEvent,
  context: ReaderContext,
): ReaderState | undefined {
  const { editor } = reader;
  const chord = chordName(key);
  const by = MENU_STEPS.get(chord);
  if (by !== undefined) {
    const last = session.items.length - 1;
    const paged = Math.max(0, Math.min(last, session.index + by)) - session.index;
    return took(reader, stepCompletion({ editor, session }, Math.abs(by) > 1 ? paged : by));
  }
  if (chord === 'Enter' || chord === 'RightArrow' || chord === 'End') {
    return settle({ ...reader, completion: undefined }, acceptCompletion(editor, session), context);
  }
  const narrows = /^[\p{L}\p{N}_$*?-]$/u.test(key.text) || (chord === 'Backspace' && session.length > 0);
  if (narrows) {
    const typed = pressKey(editor, key, editorContext(reader, context));
    return requestCompletion({ ...reader, editor: typed, completion: undefined }, 'narrow');
  }
  if (key.text === '') return undefined;
  const accepted = { ...reader, editor: acceptCompletion(editor, session), completion: undefined };
  return pressReaderKey(accepted, key, context);
}

function took(reader: ReaderState, { editor, session }: CompletionStep): ReaderState {
  return { ...reader, editor: { ...editor, effects: [] }, completion: session };
}

/** Up, Down and Escape while the list of suggestions shows. */
function listKey(reader: ReaderState, key: KeyEvent, context: ReaderContext): ReaderState | undefined {
  if (reader.listed.length === 0 || reader.editor.search !== undefined) return undefined;
  const chord = chordName(key);
  if (chord === 'DownArrow') return stepList(reader, 1, context);
  if (chord === 'UpArrow') return stepList(reader, -1, context);
  if (chord === 'Escape' && reader.listIndex >= 0) return stepList(reader, -reader.listIndex - 1, context);
  return undefined;
}

function stepList(reader: ReaderState, by: number, context: ReaderContext): ReaderState {
  const { listed, listIndex, editor } = reader;
  if (listed.length === 0) return withList({ ...reader, editor: bell(editor) }, context);
  // One place more than there are lines: the user's own line, at -1.
  const places = listed.length + 1;
  const index = ((((listIndex + 1 + by) % places) + places) % places) - 1;
  const original = listIndex < 0 ? editor.text : reader.listOriginal;
  const text = index < 0 ? original : (listed[index] ?? '');
  return {
    ...reader,
    listIndex: index,
    listOriginal: original,
    editor: { ...editor, text, cursor: text.length, selecting: false, effects: [] },
  };
}
