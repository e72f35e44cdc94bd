import { systemClock } from '../base/clock.ts';
import type { HostTerminal, ViewData, ViewNotice, ViewSource } from '../cmdlet/terminal.ts';
import type { EngineSide } from '../protocol/engine-side.ts';
import type { ToEngine } from '../protocol/messages.ts';

/** What the user has said to the questions of a view's action. */
export interface Answers {
  /** How many times: no. */
  declined: number;
}

/** Shows one view after another; each keeps the engine until the user leaves it. Background work goes on. */
export function createLiveViews(
  engine: EngineSide,
  drain: () => void,
  answers: Answers,
): HostTerminal['show'] {
  let nextViewId = 1;
  return (source) => {
    const { title, shape, columns, actions } = source;
    const viewId = nextViewId++;
    engine.send({ type: 'view-open', view: { viewId, title, shape, columns, actions } });
    try {
      follow(engine, drain, source, viewId, answers);
    } finally {
      // The UI has closed it already when the user left; then this says nothing new.
      engine.send({ type: 'view-close', viewId });
    }
  };
}

const DECLINED: ViewNotice = { text: 'Nothing was done: the answer was no.', bad: true };

function follow(
  engine: EngineSide,
  drain: () => void,
  source: ViewSource,
  viewId: number,
  answers: Answers,
): void {
  const ends = (message: ToEngine): boolean => message.type === 'view-closed' && message.viewId === viewId;
  const wanted = (message: ToEngine): boolean =>
    ends(message) || (message.type === 'view-action' && message.viewId === viewId);
  let shown: ViewData | undefined;
  let dueMs = 0;
  while (!engine.interruptPending()) {
    const now = systemClock.monotonicMs();
    if (now >= dueMs) {
      const data = source.read();
      if (data !== shown) engine.send({ type: 'view-data', viewId, data });
      shown = data;
      dueMs = now + source.intervalMs;
    }
    const message = engine.nextOf(wanted);
    drain();
    if (message === undefined) continue;
    if (message.type !== 'view-action') return;
    const before = answers.declined;
    const done = source.act?.(message.action, message.rowId);
    const notice = answers.declined > before ? DECLINED : done;
    if (notice !== undefined) engine.send({ type: 'view-notice', viewId, ...notice });
    dueMs = 0;
  }
}
