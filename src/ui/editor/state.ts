import type { KeyEvent } from '../keys/key.ts';
import type { FunctionName } from './function-names.ts';

/** A line being edited. Immutable: every function gives a new one. Offsets are UTF-16 units. */
export interface EditorState {
  /** The whole input; several lines are parted by `\n`. */
  readonly text: string;
  readonly cursor: number;
  /** Where the selection, or Emacs' region, begins. */
  readonly mark: number;
  readonly selecting: boolean;
  readonly undo: readonly Snapshot[];
  readonly redo: readonly Snapshot[];
  readonly killRing: KillRing;
  /** What Copy and Cut took last. */
  readonly clipboard: string;
  readonly recall: Recall;
  /** The column that moving up and down returns to, as a count of graphemes. */
  readonly goalColumn: number | undefined;
  /** The function that ran last; several go on where the one before left off. */
  readonly previous: FunctionName | undefined;
  /** A repeat count being typed: `-`, `12`. */
  readonly argument: string;
  readonly search: IncrementalSearch | undefined;
  readonly waiting: Waiting | undefined;
  /** What the last key asked of the owner, oldest first. */
  readonly effects: readonly Effect[];
}

export interface Snapshot {
  readonly text: string;
  readonly cursor: number;
}

export interface KillRing {
  readonly entries: readonly string[];
  /** The entry that Yank inserts. */
  readonly index: number;
  /** Where the last yanked text begins. */
  readonly yankStart: number;
}

/** Walking through the history. */
export interface Recall {
  /** Index into the history; its length while the line is the user's own. */
  readonly index: number;
  /** The user's own line, kept while an older one shows. */
  readonly saved: Snapshot | undefined;
  /** What HistorySearchBackward looks for. */
  readonly prefix: string;
  /** YankLastArg: which line it takes from, and which way it goes. */
  readonly argumentIndex: number;
  readonly argumentStep: number;
}

export interface IncrementalSearch {
  readonly backward: boolean;
  readonly pattern: string;
  /** The history line that matches; the history's length when none was found yet. */
  readonly index: number;
  readonly failed: boolean;
  readonly original: Snapshot;
}

/** The next key completes what this one began. */
export type Waiting =
  | { readonly kind: 'chord'; readonly first: string }
  | { readonly kind: 'character'; readonly backward: boolean; readonly count: number }
  | { readonly kind: 'what-is-key'; readonly first: string };

export type Effect =
  /** `next` is the line to go on with: what followed in the history (AcceptAndGetNext). */
  | { readonly kind: 'accept'; readonly text: string; readonly next: string }
  | { readonly kind: 'cancel' }
  | { readonly kind: 'exit' }
  | { readonly kind: 'suspend' }
  | { readonly kind: 'bell' }
  | { readonly kind: 'clear-screen' }
  | { readonly kind: 'clear-history' }
  | { readonly kind: 'complete'; readonly mode: CompleteMode }
  | { readonly kind: 'help'; readonly what: 'command' | 'parameter' }
  | { readonly kind: 'copy'; readonly text: string }
  | { readonly kind: 'switch-view' }
  | { readonly kind: 'suggestion'; readonly step: number }
  | { readonly kind: 'show-keys' }
  | {
      readonly kind: 'script';
      readonly script: number;
      readonly key: KeyEvent;
      readonly count: number | undefined;
    }
  | { readonly kind: 'what-is-key'; readonly key: string; readonly function: FunctionName | undefined };

/** `prefix` inserts what all have in common, as Emacs does; `list` shows them without inserting. */
export type CompleteMode = 'next' | 'previous' | 'menu' | 'prefix' | 'list';

/** What functions may look at besides the line. */
export interface EditorContext {
  /** Oldest first. */
  readonly history: readonly string[];
  /** The text that would follow the line, when the history suggests one. */
  readonly suggestion: (text: string) => string | undefined;
  /** True when the text needs more lines before it can run. */
  readonly incomplete: (text: string) => boolean;
  /** True at offsets inside strings and comments. */
  readonly opaque: (text: string) => (offset: number) => boolean;
  /** Bound function of a chord. */
  readonly binding: (chord: string) => FunctionName | undefined;
  /** The number of the script block on a chord. */
  readonly script: (chord: string) => number | undefined;
  /** Characters that end a word besides white space. */
  readonly wordDelimiters: string;
  /** HistorySearchBackward and its sister: where the cursor goes, and whether case matters. */
  readonly historySearch: { readonly toEnd: boolean; readonly caseSensitive: boolean };
  readonly maximumKillRing: number;
  /** True when longer chords begin with this one. */
  readonly chordPrefix: (chord: string) => boolean;
}

export interface FunctionCall {
  readonly context: EditorContext;
  readonly key: KeyEvent;
  /** The repeat count, when one was typed. */
  readonly count: number | undefined;
}

export type EditorFunction = (editor: EditorState, call: FunctionCall) => EditorState;

/** An empty line. The kill ring and the clipboard outlive the line `before`. */
export function createEditor(historyLength: number, before?: EditorState): EditorState {
  return {
    text: '',
    cursor: 0,
    mark: 0,
    selecting: false,
    undo: [],
    redo: [],
    killRing: before?.killRing ?? { entries: [], index: 0, yankStart: 0 },
    clipboard: before?.clipboard ?? '',
    recall: {
      index: historyLength,
      saved: undefined,
      prefix: '',
      argumentIndex: historyLength,
      argumentStep: -1,
    },
    goalColumn: undefined,
    previous: undefined,
    argument: '',
    search: undefined,
    waiting: undefined,
    effects: [],
  };
}

export function withEffect(editor: EditorState, effect: Effect): EditorState {
  return { ...editor, effects: [...editor.effects, effect] };
}

export function bell(editor: EditorState): EditorState {
  return withEffect(editor, { kind: 'bell' });
}

/** The selected span, smaller offset first. */
export function selection(editor: EditorState): { start: number; end: number } | undefined {
  if (!editor.selecting || editor.mark === editor.cursor) return undefined;
  return { start: Math.min(editor.mark, editor.cursor), end: Math.max(editor.mark, editor.cursor) };
}
