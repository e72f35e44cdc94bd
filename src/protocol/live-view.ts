/**
 * Live views are data: the engine sends columns, rows and actions, the UI draws them over the whole
 * screen and sends back what the user asks for. `Show-Datacenter`, `Show-Task`, `Show-Event` and
 * `Watch-Command` differ in nothing else.
 */
export type LiveViewMessage =
  | { readonly type: 'view-open'; readonly view: LiveView }
  /** Replaces the rows (or the text) of the open view. */
  | { readonly type: 'view-data'; readonly viewId: number; readonly data: ViewData }
  /** One line at the foot of the view: what an action did, or why not. */
  | { readonly type: 'view-notice'; readonly viewId: number; readonly text: string; readonly bad: boolean }
  | { readonly type: 'view-close'; readonly viewId: number };

export type ViewCommandMessage =
  | {
      readonly type: 'view-action';
      readonly viewId: number;
      readonly action: string;
      readonly rowId: string;
    }
  | { readonly type: 'view-closed'; readonly viewId: number };

export interface LiveView {
  readonly viewId: number;
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
}
