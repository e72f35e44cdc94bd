/** A real terminal for tests: a tmux server of its own, with keys in and the screen out. */
import { execFileSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';

export interface TestTerminal {
  /** Types text as it is. */
  type(text: string): void;
  /** Presses keys by tmux's names: `Enter`, `C-c`, `M-b`, `F2`, `S-Left`. */
  press(...keys: string[]): void;
  /** Sends bytes. */
  send(bytes: Uint8Array): void;
  /** Pastes as a terminal does: bracketed when the program has asked for it. */
  paste(text: string): void;
  /** The visible rows, without trailing spaces. */
  screen(): string[];
  /** The visible rows and what has scrolled away above them. */
  everything(): string;
  /** Drops what has scrolled away. */
  forget(): void;
  /** Rows with their SGR codes. */
  coloured(): string;
  cursor(): { x: number; y: number };
  /** All of it at one moment. */
  look(): Look;
  resize(columns: number, rows: number): void;
  /** Waits until the screen holds the text or matches; gives the screen. */
  until(what: Sought): Promise<string>;
  /** As `until`, for what passes by itself. */
  glimpse(what: Sought): Promise<string>;
  /** The size that the program has been told. */
  told(): { columns: number; rows: number };
  /** The process id of the job that has the terminal. */
  foreground(): number;
  /** True while the program runs. */
  alive(): boolean;
  close(): void;
}

export type Sought = string | RegExp | ((screen: string) => boolean);

export interface Look {
  /** The rows that have scrolled away, without trailing spaces. */
  readonly above: readonly string[];
  readonly screen: readonly string[];
  readonly cursorRow: string;
  /** The program has the terminal's second screen. */
  readonly alternate: boolean;
}

export function isFound(what: Sought, screen: string): boolean {
  if (typeof what === 'function') return what(screen);
  return typeof what === 'string' ? screen.includes(what) : what.test(screen);
}

/** Looks again and again, less often the longer it takes; throws what is missing when patience ends. */
export async function patiently(look: () => { found: string } | { missing: string }): Promise<string> {
  const end = Date.now() + PATIENCE_MS;
  for (let pauseMs = 15; ; pauseMs = Math.min(120, pauseMs * 1.3)) {
    const result = look();
    if ('found' in result) return result.found;
    if (Date.now() > end) throw new Error(result.missing);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly environment?: Readonly<Record<string, string>>;
}

const PATIENCE_MS = 30_000;
const WHOLE_PANE = ['capture-pane', '-p', '-S', '-'];

export function openTerminal(command: string, options: TerminalOptions = {}): TestTerminal {
  const { columns = 80, rows = 24, environment = {} } = options;
  const socket = `vseal-test-${randomUUID()}`;
  const env = { ...process.env, LANG: 'C.UTF-8', LC_ALL: 'C.UTF-8' };
  for (const name of ['CI', 'CONTINUOUS_INTEGRATION', 'NO_COLOR', 'FORCE_COLOR', 'TMUX'])
    Reflect.deleteProperty(env, name);
  const tmux = (...args: string[]): string =>
    execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env });
  const settings = Object.entries(environment).flatMap(([name, value]) => ['-e', `${name}=${value}`]);
  tmux(
    ...['start-server', ';', 'set', '-g', 'escape-time', '0', ';', 'set', '-g', 'remain-on-exit', 'on', ';'],
    ...['set', '-g', 'history-limit', '5000', ';', 'set', '-s', 'extended-keys', 'on', ';'],
    ...['set', '-g', 'default-terminal', 'tmux-256color', ';', 'set', '-g', 'status', 'off', ';'],
    ...['new-session', '-d', '-x', String(columns), '-y', String(rows), ...settings, command],
  );
  const capture = (...args: string[]): string => tmux('capture-pane', '-p', ...args);
  const number = (format: string): number => Number(tmux('display-message', '-p', format).trim());

  let tty: string | undefined;

  const terminal: TestTerminal = {
    type: (text) => void tmux('send-keys', '-l', '--', text),
    press: (...keys) => void tmux('send-keys', '--', ...keys),
    send: (bytes) =>
      void tmux('send-keys', '-H', ...Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0'))),
    paste(text) {
      execFileSync('tmux', ['-L', socket, 'load-buffer', '-'], { input: text, env });
      tmux('paste-buffer', '-p', '-r');
    },
    screen: () =>
      capture()
        .split('\n')
        .map((line) => line.trimEnd()),
    everything: () => capture('-S', '-').replace(/[ \t]+$/gm, ''),
    forget: () => void tmux('clear-history'),
    coloured: () => capture('-e'),
    cursor: () => ({ x: number('#{cursor_x}'), y: number('#{cursor_y}') }),
    resize: (width, height) => void tmux('resize-window', '-x', String(width), '-y', String(height)),
    look() {
      const facts = '#{cursor_y} #{pane_height} #{alternate_on}';
      const [first = '', ...lines] = tmux('display-message', '-p', facts, ';', ...WHOLE_PANE).split('\n');
      const [y = 0, height = 0, alternate] = first.split(' ').map(Number);
      const rows = lines.slice(0, -1).map((line) => line.trimEnd());
      const screen = rows.slice(-height);
      return {
        above: rows.slice(0, -height),
        screen,
        cursorRow: screen[y] ?? '',
        alternate: alternate === 1,
      };
    },
    until: (what) =>
      patiently(() => {
        const shown = terminal.screen().join('\n');
        return isFound(what, shown)
          ? { found: shown }
          : { missing: `Waited for ${String(what)}; the screen is:\n${shown}` };
      }),
    glimpse: (what) => terminal.until(what),
    told() {
      tty ??= tmux('display-message', '-p', '#{pane_tty}').trim();
      const size = execFileSync('stty', ['-F', tty, 'size'], { encoding: 'utf8' }).split(' ').map(Number);
      return { columns: size[1] ?? 0, rows: size[0] ?? 0 };
    },
    foreground() {
      const facts = execFileSync('ps', ['-o', 'tpgid=', '-p', String(number('#{pane_pid}'))], {
        encoding: 'utf8',
      });
      return Number(facts.trim());
    },
    alive: () => number('#{pane_dead}') === 0,
    close() {
      try {
        tmux('kill-server');
      } catch {
        // The server ends by itself when its last session has.
      }
    },
  };
  return terminal;
}
