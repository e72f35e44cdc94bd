/**
 * The engine as the shell sees it: always there. One that does not answer Ctrl-C, or dies, is replaced;
 * the model lives in its files and is whole, the variables of the session are gone.
 */
import type { Clock } from '../../base/clock.ts';
import type { EngineLink } from '../../protocol/link.ts';
import type { FromEngine, ToEngine } from '../../protocol/messages.ts';

export interface EngineClient {
  post(message: ToEngine, transfer?: readonly ArrayBuffer[]): void;
  /** Ctrl-C: the engine has a second to take notice. */
  interrupt(): void;
  resize(columns: number, rows: number): void;
  releaseOutput(units: number): void;
  /**
   * Lets the engine end its work, and ends it after a while if it does not. A patient close gives it all the time
   * that it asks for.
   */
  close(patient: boolean): Promise<void>;
}

export interface EngineEvents {
  readonly onMessage: (message: FromEngine) => void;
  /** A new engine has been started; `reason` says why, in a sentence. */
  readonly onReplaced: (reason: string) => void;
  /** Engines die as soon as they start: there is no use in going on. */
  readonly onHopeless: (reason: string) => void;
}

const ANSWER_MS = 1000;
const CLOSE_MS = 5000;
const MAX_DEATHS = 3;
const DEATHS_WITHIN_MS = 10_000;

export function createEngineClient(
  start: () => EngineLink,
  events: EngineEvents,
  clock: Clock,
): EngineClient {
  let link: EngineLink;
  let closing = false;
  let onClosed = (): void => undefined;
  let onWaiting = (): void => undefined;
  let watchdog: NodeJS.Timeout | undefined;
  let deaths: number[] = [];
  let size: { columns: number; rows: number } | undefined;

  const connect = (): void => {
    const current = start();
    link = current;
    if (size !== undefined) current.control.resize(size.columns, size.rows);
    current.onMessage((message) => {
      // A replaced engine may still have messages on the way.
      if (current !== link) return;
      if (message.type === 'waiting') onWaiting();
      if (message.type === 'closed') onClosed();
      else events.onMessage(message);
    });
    current.onExit((reason) => {
      if (current !== link) return;
      if (closing) onClosed();
      else died(reason);
    });
  };

  const replace = (reason: string): void => {
    clearTimeout(watchdog);
    watchdog = undefined;
    link.terminate();
    connect();
    events.onReplaced(reason);
  };

  const died = (reason: string): void => {
    const now = clock.monotonicMs();
    deaths = [...deaths.filter((at) => now - at < DEATHS_WITHIN_MS), now];
    const first = reason.split('\n', 1)[0] ?? '';
    if (deaths.length >= MAX_DEATHS) events.onHopeless(reason);
    else replace(`The engine ended unexpectedly${first === '' ? '' : ` (${first})`}.`);
  };

  connect();
  return {
    post: (message, transfer) => link.post(message, transfer),
    interrupt() {
      const asked = link;
      asked.control.requestInterrupt();
      watchdog ??= setTimeout(() => {
        watchdog = undefined;
        if (asked !== link || !asked.control.interruptPending()) return;
        if (closing) onClosed();
        else replace('The command did not stop.');
      }, ANSWER_MS);
    },
    resize(columns, rows) {
      size = { columns, rows };
      link.control.resize(columns, rows);
      link.post({ type: 'resize', columns, rows });
    },
    releaseOutput: (units) => link.control.releaseOutput(units),
    close: (patient) =>
      new Promise((resolve) => {
        closing = true;
        clearTimeout(watchdog);
        const end = (): void => {
          clearTimeout(limit);
          onClosed = () => undefined;
          link.terminate();
          resolve();
        };
        const limit = setTimeout(end, CLOSE_MS);
        onClosed = end;
        if (patient) onWaiting = () => clearTimeout(limit);
        link.post({ type: 'shutdown' });
      }),
  };
}
