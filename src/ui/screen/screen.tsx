/**
 * The terminal's screen: finished text goes above, straight to standard output and its scroll-back; Ink
 * draws the frame below and nothing else.
 */
import { Box, render, Text, useCursor, useStdout } from 'ink';
import { type ReactNode, useLayoutEffect, useSyncExternalStore } from 'react';
import type { Frame } from './frame.ts';
import { foldedHeight } from './line-rows.ts';
import type { Painter } from './paint.ts';
import { rowCells } from './segment.ts';

export interface Screen {
  draw(frame: Frame): void;
  setPainter(painter: Painter): void;
  /** Writes whole lines above the frame. */
  print(text: string): void;
  /** Writes control sequences as they are, around Ink. */
  control(sequence: string): void;
  /** Resolves when the newest frame is on the screen. */
  drawn(): Promise<void>;
  unmount(): Promise<void>;
}

/** Time between two frames, at least. */
const FRAME_MS = 8;

interface Store {
  frame: Frame;
  painter: Painter;
  listener: () => void;
  write: (text: string) => void;
  /** Where Ink has been told to put the cursor. */
  cursor: Frame['cursor'];
}

function Live({ store }: { readonly store: Store }): ReactNode {
  const { write } = useStdout();
  const { setCursorPosition } = useCursor();
  const frame = useSyncExternalStore(
    (listener) => {
      store.listener = listener;
      return () => {
        store.listener = () => undefined;
      };
    },
    () => store.frame,
  );
  useLayoutEffect(() => {
    store.write = write;
  }, [store, write]);
  store.cursor = frame.cursor;
  setCursorPosition(frame.cursor === undefined ? undefined : { ...frame.cursor });
  return (
    <Box flexDirection="column">
      {frame.rows.map((row, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place on the screen.
        <Text key={at} wrap="truncate">
          {store.painter(row) || ' '}
        </Text>
      ))}
    </Box>
  );
}

export interface ScreenParts {
  readonly stdout: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly stderr: NodeJS.WriteStream;
  /** The terminal has another size. */
  readonly onResize: () => void;
}

export function mountScreen({ onResize, ...streams }: ScreenParts, first: Frame, painter: Painter): Screen {
  const { stdout } = streams;
  const store: Store = {
    frame: first,
    painter,
    listener: () => undefined,
    write: (text) => stdout.write(text),
    cursor: first.cursor,
  };
  let waiting: (() => void)[] = [];
  let rendered = first;
  /** Ink writes what it has rendered a little later, and with the newest cursor. */
  let shown = first;
  const onWrite = (): void => {
    shown = { rows: rendered.rows, cursor: store.cursor };
  };
  let { columns, rows: height } = stdout;
  const resized = (): void => {
    // A narrower terminal has folded the rows, and a lower one has dropped those below the cursor: Ink knows neither.
    const smaller = stdout.columns < columns || stdout.rows < height;
    ({ columns, rows: height } = stdout);
    if (smaller) stdout.write(erasure(shown, columns, height));
    // Ink draws nothing for a frame that stays as it was; in a wider terminal the cursor may still have moved.
    const fits = shown.rows.length < height && shown.rows.every((row) => rowCells(row) <= columns);
    if (fits) store.write('');
    onResize();
  };
  stdout.on('resize', resized);
  const instance = render(<Live store={store} />, {
    ...streams,
    stdout: unmeasured(stdout, onWrite),
    exitOnCtrlC: false,
    patchConsole: false,
    maxFps: Math.round(1000 / FRAME_MS),
    onRender: () => {
      rendered = store.frame;
      const resolve = waiting;
      waiting = [];
      for (const wake of resolve) wake();
    },
  });
  return {
    draw(frame) {
      // A frame for another size; the one for this size follows.
      if (measure(stdout)) return;
      store.frame = frame;
      store.listener();
    },
    setPainter(next) {
      store.painter = next;
    },
    print(text) {
      measure(stdout);
      store.write(text);
    },
    control: (sequence) => void stdout.write(sequence),
    drawn: () =>
      new Promise((resolve) => {
        // Ink writes what it has rendered at most once a frame time later.
        waiting.push(() => setTimeout(resolve, 2 * FRAME_MS));
        store.frame = { ...store.frame };
        store.listener();
      }),
    async unmount() {
      stdout.off('resize', resized);
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}

/**
 * Asks the terminal for its size, with the `resize` event when it has changed: what is drawn before the signal of the
 * change has come would be erased by the wrong number of rows. True when it has changed.
 */
function measure(stdout: NodeJS.WriteStream & { readonly _refreshSize?: () => void }): boolean {
  const { columns, rows } = stdout;
  stdout._refreshSize?.();
  return stdout.columns !== columns || stdout.rows !== rows;
}

/**
 * The stream without what Ink would make of its size: it wipes the terminal with its scroll-back when the last
 * frame is as tall as the terminal has become, and draws the last frame once more when the size changes, wider than
 * the terminal may be now. Whoever draws keeps frames within the terminal.
 */
function unmeasured(stdout: NodeJS.WriteStream, onWrite: () => void): NodeJS.WriteStream {
  const write = (...args: Parameters<NodeJS.WriteStream['write']>): boolean => {
    onWrite();
    return stdout.write(...args);
  };
  const on = (event: string, listener: (...args: unknown[]) => void): void => {
    if (event !== 'resize') stdout.on(event, listener);
  };
  return new Proxy(stdout, {
    get(stream, name) {
      if (name === 'rows') return Number.MAX_SAFE_INTEGER;
      if (name === 'on') return on;
      if (name === 'write') return write;
      const value: unknown = Reflect.get(stream, name);
      return typeof value === 'function' ? (value.bind(stream) as unknown) : value;
    },
  });
}

/**
 * Erases a frame that the terminal has folded or cut, and leaves the cursor where Ink believes it to be: as many rows
 * below the frame's top as there were.
 */
function erasure({ rows, cursor }: Frame, columns: number, height: number): string {
  const y = cursor?.y ?? rows.length;
  const x = cursor?.x ?? 0;
  const foldedAbove = rows.slice(0, y).reduce((sum, row) => sum + foldedHeight(row, columns), 0);
  const up = foldedAbove + Math.floor(x / Math.max(1, columns));
  const down = rows.length - y;
  return [
    '\r',
    up > 0 ? `\u001b[${up}A` : '',
    // Erased from its first cell on, the whole window would go to the scroll-back of tmux.
    '\u001b[K\n\u001b[J',
    '\n'.repeat(Math.max(0, Math.min(rows.length, height - 1) - 1)),
    down > 0 ? `\u001b[${down}A` : '',
  ].join('');
}
