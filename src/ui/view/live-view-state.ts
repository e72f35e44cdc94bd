/** A live view's state: which rows show, which one is marked, what is being asked. Pure. */
import type { ViewAction, ViewData, ViewRow } from '../../cmdlet/terminal.ts';
import type { LiveView } from '../../protocol/live-view.ts';
import { chordName, type InputEvent } from '../keys/key.ts';

export interface LiveViewState {
  readonly view: LiveView;
  readonly data: ViewData;
  readonly selectedId: string;
  /** First shown line of a text. */
  readonly top: number;
  readonly collapsed: ReadonlySet<string>;
  readonly filter: string;
  readonly filtering: boolean;
  readonly confirming: { readonly action: ViewAction; readonly rowId: string } | undefined;
  readonly notice: { readonly text: string; readonly bad: boolean } | undefined;
}

export type LiveViewEffect =
  | { readonly kind: 'close' }
  | { readonly kind: 'action'; readonly action: string; readonly rowId: string };

export interface LiveViewStep {
  readonly state: LiveViewState;
  readonly effect: LiveViewEffect | undefined;
}

export interface ShownRow {
  readonly row: ViewRow;
  readonly depth: number;
  readonly hasChildren: boolean;
  readonly open: boolean;
}

export function openLiveView(view: LiveView): LiveViewState {
  return {
    view,
    data: { rows: [], text: '', summary: '' },
    selectedId: '',
    top: 0,
    collapsed: new Set(),
    filter: '',
    filtering: false,
    confirming: undefined,
    notice: undefined,
  };
}

/** New data; the mark stays on its row, or on the row that took its place. */
export function withViewData(state: LiveViewState, data: ViewData): LiveViewState {
  const before = shownRows(state).findIndex(({ row }) => row.id === state.selectedId);
  const next = { ...state, data };
  const rows = shownRows(next);
  if (rows.some(({ row }) => row.id === state.selectedId)) return next;
  const fallback = rows[Math.min(Math.max(0, before), rows.length - 1)];
  return { ...next, selectedId: fallback?.row.id ?? '' };
}

/** The rows to draw, in order: children under their parents, what the filter leaves and its ancestors. */
export function shownRows({ view, data, collapsed, filter }: LiveViewState): ShownRow[] {
  const wanted = filter.toLowerCase();
  const matches = (row: ViewRow): boolean => row.cells.some((cell) => cell.toLowerCase().includes(wanted));
  if (view.shape !== 'tree') {
    return data.rows.filter(matches).map((row) => ({ row, depth: 0, hasChildren: false, open: false }));
  }
  const children = groupByParent(data.rows);
  const shown: ShownRow[] = [];
  const walk = (parentId: string, depth: number): boolean => {
    let any = false;
    for (const row of children.get(parentId) ?? []) {
      const at = shown.length;
      const hasChildren = children.has(row.id);
      const open = hasChildren && (wanted !== '' || !collapsed.has(row.id));
      shown.push({ row, depth, hasChildren, open });
      const below = depth < 32 && open ? walk(row.id, depth + 1) : false;
      const keep = wanted === '' || below || matches(row);
      if (!keep) shown.splice(at);
      any ||= keep;
    }
    return any;
  };
  walk('', 0);
  return shown;
}

function groupByParent(rows: readonly ViewRow[]): Map<string, ViewRow[]> {
  const children = new Map<string, ViewRow[]>();
  for (const row of rows) {
    const siblings = children.get(row.parentId);
    if (siblings === undefined) children.set(row.parentId, [row]);
    else siblings.push(row);
  }
  return children;
}

export function pressViewKey(state: LiveViewState, event: InputEvent, pageRows: number): LiveViewStep {
  const still = (next: LiveViewState): LiveViewStep => ({ state: next, effect: undefined });
  if (event.type === 'paste') {
    return still(
      state.filtering ? { ...state, filter: state.filter + event.text.replace(/\n.*/s, '') } : state,
    );
  }
  const chord = chordName(event);
  if (state.confirming !== undefined) return answer(state, chord);
  if (state.filtering) return still(filterKey(state, chord, event.text));
  if (chord === 'q' || chord === 'Ctrl+c') return { state, effect: { kind: 'close' } };
  if (chord === 'Escape') {
    return state.filter === ''
      ? { state, effect: { kind: 'close' } }
      : still(settled({ ...state, filter: '' }));
  }
  if (chord === '/' && state.view.shape !== 'text')
    return still({ ...state, filtering: true, notice: undefined });
  const moved = moveKey(state, chord, pageRows);
  if (moved !== undefined) return still(moved);
  const action = state.view.actions.find(({ key }) => key === chord);
  if (action === undefined || state.selectedId === '') return still(state);
  if (state.data.rows.find(({ id }) => id === state.selectedId)?.passive === true) {
    return still({ ...state, notice: { text: `${action.label}: not for this row.`, bad: true } });
  }
  if (action.confirm !== undefined) {
    return still({ ...state, confirming: { action, rowId: state.selectedId }, notice: undefined });
  }
  return {
    state: { ...state, notice: undefined },
    effect: { kind: 'action', action: action.id, rowId: state.selectedId },
  };
}

function answer(state: LiveViewState, chord: string): LiveViewStep {
  const { confirming } = state;
  const closed = { ...state, confirming: undefined };
  if (confirming === undefined || chord.toLowerCase() !== 'y') return { state: closed, effect: undefined };
  return { state: closed, effect: { kind: 'action', action: confirming.action.id, rowId: confirming.rowId } };
}

function filterKey(state: LiveViewState, chord: string, text: string): LiveViewState {
  if (chord === 'Enter') return { ...state, filtering: false };
  if (chord === 'Escape' || chord === 'Ctrl+c') return settled({ ...state, filtering: false, filter: '' });
  if (chord === 'Backspace') return settled({ ...state, filter: state.filter.slice(0, -1) });
  return text === '' ? state : settled({ ...state, filter: (state.filter + text).slice(0, 100) });
}

/** Marks a row that shows. */
function settled(state: LiveViewState): LiveViewState {
  const rows = shownRows(state);
  if (rows.some(({ row }) => row.id === state.selectedId)) return state;
  return { ...state, selectedId: rows[0]?.row.id ?? '' };
}

function moveKey(state: LiveViewState, chord: string, pageRows: number): LiveViewState | undefined {
  const steps: Readonly<Record<string, number>> = {
    DownArrow: 1,
    UpArrow: -1,
    j: 1,
    k: -1,
    PageDown: pageRows,
    PageUp: -pageRows,
    Home: -Number.MAX_SAFE_INTEGER,
    End: Number.MAX_SAFE_INTEGER,
  };
  const taken = state.view.actions.some(({ key }) => key === chord);
  const by = taken ? undefined : steps[chord];
  if (by !== undefined) return moveBy(state, by, pageRows);
  if (state.view.shape !== 'tree') return undefined;
  if (chord === 'Enter' || chord === 'Spacebar') return toggled(state);
  if (chord === 'RightArrow') return openOrEnter(state);
  if (chord === 'LeftArrow') return closeOrLeave(state);
  return undefined;
}

function moveBy(state: LiveViewState, by: number, pageRows: number): LiveViewState {
  if (state.view.shape === 'text') {
    const last = Math.max(0, state.data.text.split('\n').length - pageRows);
    return { ...state, top: Math.max(0, Math.min(last, state.top + by)) };
  }
  const rows = shownRows(state);
  const at = rows.findIndex(({ row }) => row.id === state.selectedId);
  const target = rows[Math.max(0, Math.min(rows.length - 1, at + by))];
  return { ...state, selectedId: target?.row.id ?? '', notice: undefined };
}

function toggled(state: LiveViewState): LiveViewState {
  const collapsed = new Set(state.collapsed);
  if (!collapsed.delete(state.selectedId)) collapsed.add(state.selectedId);
  return { ...state, collapsed };
}

function openOrEnter(state: LiveViewState): LiveViewState {
  const current = shownRows(state).find(({ row }) => row.id === state.selectedId);
  if (current === undefined || !current.hasChildren) return state;
  return current.open ? moveBy(state, 1, 1) : toggled(state);
}

function closeOrLeave(state: LiveViewState): LiveViewState {
  const current = shownRows(state).find(({ row }) => row.id === state.selectedId);
  if (current === undefined) return state;
  if (current.open) return toggled(state);
  return current.row.parentId === '' ? state : { ...state, selectedId: current.row.parentId };
}
