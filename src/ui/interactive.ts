/**
 * The way in to the interactive shell. `src/app` gives it the engine, the history file and the
 * preferences; it never opens a file or reads the environment.
 */
import { type Clock, systemClock } from '../base/clock.ts';
import type { EngineLink } from '../protocol/link.ts';
import type { HistoryPort } from './history/history.ts';
import { changePreferences, DEFAULT_PREFERENCES } from './preferences.ts';

export interface InteractiveOptions {
  /** Starts an engine; called at once, and again for each one that has to be replaced. */
  readonly startEngine: () => EngineLink;
  readonly history: HistoryPort;
  /** Values of the preferences file by name, with sentences about what was wrong with the file itself. */
  readonly preferences: {
    readonly values: Readonly<Record<string, unknown>>;
    readonly problems: readonly string[];
  };
  /** Both must be terminals. */
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** False for --no-color and NO_COLOR. */
  readonly colour: boolean;
  /** The value of TERM. */
  readonly terminalKind: string;
  /** A prompt of node:readline, for dumb terminals and screen readers (`--plain`). */
  readonly plain: boolean;
  readonly clock?: Clock;
  /** The module that draws, which is loaded only where there is a screen to draw on. */
  readonly loadScreen: () => Promise<Pick<typeof import('./shell/shell.ts'), 'runShell'>>;
}

/** Runs the shell until the user leaves, and gives the exit code. */
export async function runInteractive(options: InteractiveOptions): Promise<number> {
  const { clock = systemClock, startEngine, stdin, stdout } = options;
  const { preferences, problems } = changePreferences(DEFAULT_PREFERENCES, options.preferences.values);
  // The engine loads in its own thread while this one loads the screen.
  const engine = startEngine();
  const common = {
    ...options,
    engine,
    historyPort: options.history,
    preferences,
    problems: [...options.preferences.problems, ...problems],
    clock,
  };
  const canDraw = stdin.isTTY && stdout.isTTY && options.terminalKind !== 'dumb';
  if (options.plain || !canDraw) {
    const { runPlain } = await import('./plain.ts');
    return runPlain(common);
  }
  const { runShell } = await options.loadScreen();
  return runShell(common);
}
