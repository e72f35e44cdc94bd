/** A terminal whose window changes while something shows in it: as a user drags it, whatever is open. */
import {
  isFound,
  type Look,
  openTerminal,
  patiently,
  type TerminalOptions,
  type TestTerminal,
} from './terminal.ts';

export interface TestSize {
  readonly columns: number;
  readonly rows: number;
  /** The window gets another size after each look at it. */
  readonly resizing: boolean;
}

/** What every feature is typed at. */
export const SIZES: readonly TestSize[] = [
  { columns: 80, rows: 24, resizing: false },
  { columns: 120, rows: 40, resizing: false },
  { columns: 80, rows: 24, resizing: true },
];

/** Lower and wider, narrower and higher: each ends in a window that is wide enough for what tests read. */
const CHANGES: readonly (readonly (readonly [columns: number, rows: number])[])[] = [
  [
    [100, 16],
    [120, 40],
  ],
  [
    [60, 40],
    [80, 24],
  ],
];

export interface SizedTerminalOptions extends TerminalOptions {
  readonly resizing?: boolean;
}

export function openSizedTerminal(command: string, options: SizedTerminalOptions): TestTerminal {
  const terminal = openTerminal(command, options);
  return options.resizing === true ? resized(terminal) : terminal;
}

/**
 * The terminal with an `until` that, when it has found what it waits for, changes the window's size and waits
 * until the same shows again, with no row of the live part left behind.
 */
function resized(terminal: TestTerminal): TestTerminal {
  let changes = 0;
  return {
    ...terminal,
    async until(what) {
      let shown = await terminal.until(what);
      if (!terminal.alive()) return shown;
      const before = terminal.look();
      const steps = CHANGES[changes++ % CHANGES.length] ?? [];
      for (const [at, [columns, rows]] of steps.entries()) {
        terminal.resize(columns, rows);
        await patiently(() =>
          terminal.told().columns === columns ? { found: '' } : { missing: 'not told' },
        );
        shown = await patiently(() => {
          const now = terminal.look();
          // What has scrolled away in a lower window may still be what was waited for.
          const text = [...(now.alternate ? [] : now.above.slice(-60)), ...now.screen].join('\n');
          const gone = at === steps.length - 1 && !isFound(what, text) ? 'it is gone' : undefined;
          const wrong = gone ?? leftBehind(before, now);
          if (wrong === undefined) return { found: text };
          const all = [...now.above, '--- the screen ---', ...now.screen].join('\n');
          const found = `After ${columns}×${rows}, waiting for ${String(what)}: ${wrong}`;
          return { missing: `${found}\nBefore:\n${before.screen.join('\n')}\nNow:\n${all}` };
        });
      }
      return shown;
    },
  };
}

/** Rows that are only ever drawn, never printed. */
const DRAWN = [
  /administrator@vsphere\.local · Administrator/,
  /[█░] +\d+ %/,
  /^-- More --/,
  /^\((?:failed )?(?:bck|fwd)-i-search: /,
  / q +leave/,
  /\[History\]$/,
  /^<\d+ from history>/,
  /^ \d+ of \d+$/,
];
const PROMPT = /^(?:vSeal lab|PS >|mine:>)/;

/** What there is more of than before the window changed; undefined when that is nothing. */
function leftBehind(before: Look, now: Look): string | undefined {
  const count = (look: Look, test: (row: string) => boolean): number =>
    [...look.above, ...look.screen].filter(test).length;
  const scrolled = now.above.find((row) => DRAWN.some((drawn) => drawn.test(row)));
  if (scrolled !== undefined && !before.above.includes(scrolled)) return `scrolled away: ${scrolled}`;
  for (const drawn of DRAWN.filter((pattern) => !/\\d|History/.test(pattern.source)))
    if (count(now, (row) => drawn.test(row)) > 1) return `more than once: ${drawn.source}`;
  const start = before.cursorRow.slice(0, 20);
  // Nothing is being typed or answered: what runs may print, and the prompt comes back.
  if (start === '' || before.alternate) return undefined;
  if (count(now, (row) => row.startsWith(start)) > count(before, (row) => row.startsWith(start)))
    return `drawn again: ${start}`;
  if (count(now, (row) => PROMPT.test(row)) > count(before, (row) => PROMPT.test(row)))
    return 'one prompt more';
  return undefined;
}
