/** What a cmdlet can ask of an interactive terminal, and nothing else can. */
export interface HostTerminal {
  /** Rows of the screen. */
  rows(): number;
  /** Stops the output; the number of lines to go on with, 0 when the user has seen enough. */
  page(): number;
  clear(): void;
  /** Asks the line editor; it answers at once. */
  editor(request: EditorRequest): EditorReply;
  /** Shows a view over the whole screen until the user leaves it. */
  show(view: ViewSource): void;
}

/**
 * Live views are data: columns, rows and actions, which the UI draws over the whole screen.
 * `Show-Datacenter`, `Show-Task`, `Show-Event` and `Watch-Command` differ in nothing else.
 */
export interface ViewSource extends ViewLayout {
  /** The data are read again this often, in milliseconds, and after each action. */
  readonly intervalMs: number;
  read(): ViewData;
  /** Does what a key asks for; what it returns is said at the foot of the view; nothing for undefined. */
  act?(action: string, rowId: string): ViewNotice | undefined;
}

export interface ViewNotice {
  readonly text: string;
  readonly bad: boolean;
}

export interface ViewLayout {
  readonly title: string;
  readonly shape: 'tree' | 'table' | 'text';
  readonly columns: readonly ViewColumn[];
  readonly actions: readonly ViewAction[];
}

export interface ViewColumn {
  readonly header: string;
  /** Columns of the terminal; 0 takes what is left. */
  readonly width: number;
  readonly align: 'left' | 'right';
}

export interface ViewAction {
  readonly id: string;
  /** One printable character. */
  readonly key: string;
  readonly label: string;
  /** Asked before the action is sent, with `{name}` for the row's first cell. */
  readonly confirm?: string;
}

export interface ViewData {
  readonly rows: readonly ViewRow[];
  /** For the `text` shape. */
  readonly text: string;
  /** Right of the title: when, how many. */
  readonly summary: string;
}

export interface ViewRow {
  readonly id: string;
  /** The row it hangs under in a tree; '' at the top. */
  readonly parentId: string;
  readonly cells: readonly string[];
  readonly tone: 'plain' | 'good' | 'warning' | 'bad' | 'dim';
  /** The view's actions are not for this row. */
  readonly passive?: boolean;
}

/** What the PSReadLine cmdlets ask of the line editor. */
export type EditorRequest =
  | { readonly kind: 'get-options' }
  | { readonly kind: 'set-options'; readonly options: Readonly<Record<string, string | number | boolean>> }
  | { readonly kind: 'set-colors'; readonly colors: Readonly<Record<string, string>> }
  | { readonly kind: 'get-key-handlers'; readonly unbound: boolean }
  | { readonly kind: 'set-key-handler'; readonly chord: string; readonly function: string }
  | { readonly kind: 'set-key-script'; readonly chord: string; readonly script: KeyScript }
  | { readonly kind: 'remove-key-handler'; readonly chord: string }
  | { readonly kind: 'get-history' }
  /** From now on the engine says of each line whether it is to be remembered. */
  | { readonly kind: 'ask-about-history'; readonly asks: boolean }
  | { readonly kind: 'edit'; readonly call: EditorCall };

/** A script block on a key: the editor knows it by its number only. */
export interface KeyScript {
  readonly id: number;
  readonly name: string;
  readonly description: string;
}

/** What the script block of a key does to the line, through [PSConsoleReadLine]. */
export type EditorCall =
  | { readonly name: 'look' }
  | { readonly name: 'insert'; readonly text: string }
  | { readonly name: 'replace'; readonly start: number; readonly length: number; readonly text: string }
  | { readonly name: 'set-cursor'; readonly cursor: number }
  | { readonly name: 'add-history'; readonly text: string }
  | { readonly name: 'ding' }
  /** One of the editor's own functions. */
  | { readonly name: 'run'; readonly function: string; readonly count?: number };

/** The line after a call. */
export interface EditorBuffer {
  readonly text: string;
  readonly cursor: number;
  /** -1 when nothing is selected. */
  readonly selectionStart: number;
  readonly selectionLength: number;
}

export type EditorReply =
  | { readonly kind: 'options'; readonly options: Readonly<Record<string, string | number | boolean>> }
  | { readonly kind: 'key-handlers'; readonly handlers: readonly KeyHandler[] }
  | { readonly kind: 'history'; readonly lines: readonly string[] }
  | { readonly kind: 'buffer'; readonly buffer: EditorBuffer }
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly message: string };

export interface KeyHandler {
  readonly key: string;
  readonly function: string;
  readonly description: string;
  readonly group: string;
}
