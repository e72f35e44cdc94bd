import type { ViewData, ViewLayout } from '../cmdlet/terminal.ts';

/** Live views on their way to the screen, and what the user asks for there. */
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

export interface LiveView extends ViewLayout {
  readonly viewId: number;
}
