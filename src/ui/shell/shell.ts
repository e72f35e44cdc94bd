/** The interactive shell: its parts put together, from the first prompt to the last. */
import { createKeyBindings, type OwnKey } from '../editor/key-bindings.ts';
import { type History, openHistory } from '../history/history.ts';
import { historyOptions, type Preferences } from '../preferences.ts';
import { createReader } from '../reader/reader.ts';
import { frameOf } from '../screen/frame.ts';
import { type OwnColors, withOwnColors } from '../screen/own-colors.ts';
import { createPainter, type Painter } from '../screen/paint.ts';
import { mountScreen } from '../screen/screen.tsx';
import { THEMES } from '../screen/theme.ts';
import { freshReader, painted, readerContext, rebind, type ShellCore } from './core.ts';
import { createEngineClient, type EngineEvents } from './engine-client.ts';
import { hideView, takeMessage } from './engine-messages.ts';
import { createInput, interrupt, perform } from './input.ts';
import { createNameIndex } from './name-index.ts';
import { createOutput } from './output.ts';
import { type ShellOptions, starter } from './shell-options.ts';
import type { ShellState } from './state.ts';
import { createTerminal } from './terminal.ts';

/** Runs until the user leaves; the result is the exit code. */
export function runShell(options: ShellOptions): Promise<number> {
  return new Promise((resolve) => startShell(options, resolve));
}

function startShell(options: ShellOptions, done: (exitCode: number) => void): void {
  const { stdin, stdout, stderr, clock, preferences } = options;
  const history = openHistory(options.historyPort, historyOptions(preferences));
  const painterOf = ({ Theme }: Preferences, own: OwnColors): Painter =>
    options.colour
      ? createPainter(withOwnColors(THEMES[Theme], own), stdout.getColorDepth())
      : createPainter(THEMES.none, 1);
  const ownKeys = new Map<string, OwnKey>();
  const bindings = createKeyBindings(preferences.EditMode, ownKeys);
  const state = firstState(options, history, bindings);
  const painter = painterOf(preferences, new Map());
  const terminal = createTerminal({ stdin, stdout }, options.terminalKind);
  terminal.enter();
  const screen = mountScreen(
    { stdin, stdout, stderr, onResize: () => resize(core, stdout) },
    frameOf(state, history.suggestible, preferences),
    painter,
  );

  const engine = createEngineClient(
    starter(options),
    engineEvents(() => core),
    clock,
  );
  let drawPending = false;
  const draw = (): void => {
    drawPending = false;
    screen.draw(frameOf(core.state, history.suggestible, core.preferences));
  };
  const core: ShellCore = {
    state,
    preferences,
    ownColors: new Map(),
    painter,
    bindings,
    ownKeys,
    history,
    engine,
    screen,
    terminal,
    names: createNameIndex(),
    clock,
    output: createOutput({
      print: (text) => screen.print(text),
      setPartial: (partial) => core.update({ partial }),
      release: (units) => engine.releaseOutput(units),
    }),
    secret: undefined,
    asksAboutHistory: false,
    unremembered: undefined,
    nextId: 1,
    helpId: 0,
    lastExitCode: 0,
    leaving: false,
    releaseKeys: () => undefined,
    perform: (effect) => perform(core, effect),
    update(change) {
      core.state = { ...core.state, ...change };
      if (drawPending) return;
      drawPending = true;
      queueMicrotask(draw);
    },
    applyPreferences(next) {
      core.preferences = next;
      core.painter = painterOf(next, core.ownColors);
      screen.setPainter(core.painter);
      history.configure(historyOptions(next));
      rebind(core);
      core.update({ reader: { ...core.state.reader, view: next.PredictionViewStyle } });
    },
    leave(exitCode, patient = true) {
      if (core.leaving) return;
      core.leaving = true;
      void leaveShell(core, stop, patient).then(() => done(exitCode));
    },
  };
  for (const problem of options.problems) core.output.writeLine(painted(core, problem, 'warning'));
  const stop = listen(core, options);
}

function engineEvents(core: () => ShellCore): EngineEvents {
  return {
    onMessage: (message) => takeMessage(core(), message),
    onReplaced: (reason) => engineReplaced(core(), reason),
    onHopeless(reason) {
      const shell = core();
      shell.output.writeLine(painted(shell, `The engine cannot be started.\n${reason}`, 'bad'));
      shell.leave(1);
    },
  };
}

function firstState(
  { stdout, preferences }: ShellOptions,
  history: History,
  bindings: ReturnType<typeof createKeyBindings>,
): ShellState {
  const context = readerContext({ history, bindings, preferences });
  return {
    columns: stdout.columns,
    rows: stdout.rows,
    reader: createReader(context, preferences.PredictionViewStyle),
    running: undefined,
    queued: [],
    partial: '',
    progress: [],
    dialog: undefined,
    answerReader: undefined,
    secretLength: 0,
    status: undefined,
    lastFailed: false,
    keyScript: undefined,
    runningSeconds: 0,
    stopping: false,
    help: undefined,
    notice: '',
    view: undefined,
    blank: false,
  };
}

function resize(core: ShellCore, { columns, rows }: NodeJS.WriteStream): void {
  core.engine.resize(columns, rows);
  core.update({ columns, rows });
}

/** Input, signals and the second hand; the result stops them all. */
function listen(core: ShellCore, { stdin }: ShellOptions): () => void {
  const input = createInput(core);
  core.releaseKeys = () => input.release();
  const onData = (chunk: Buffer): void => input.feed(chunk);
  const onEnd = (): void => core.leave(core.lastExitCode, false);
  const onHangUp = (): void => core.leave(129, false);
  const onTerminate = (): void => core.leave(143, false);
  const onInterrupt = (): void => {
    if (core.state.running !== undefined) interrupt(core);
  };
  const onContinue = (): void => {
    // Whoever stopped us may have changed the terminal's modes.
    if (core.leaving) return;
    core.terminal.leave();
    core.terminal.enter();
    core.update({});
  };
  const onExit = (): void => core.terminal.leave();
  const tick = setInterval(() => {
    const { running } = core.state;
    if (running === undefined) return;
    const seconds = Math.floor((core.clock.monotonicMs() - running.startedMs) / 1000);
    if (seconds >= 2 && seconds !== core.state.runningSeconds) core.update({ runningSeconds: seconds });
  }, 500);
  tick.unref();
  stdin.on('data', onData);
  stdin.on('end', onEnd);
  stdin.on('error', onEnd);
  process.on('SIGHUP', onHangUp);
  process.on('SIGTERM', onTerminate);
  process.on('SIGINT', onInterrupt);
  process.on('SIGCONT', onContinue);
  process.on('exit', onExit);
  return () => {
    clearInterval(tick);
    input.stop();
    stdin.off('data', onData);
    stdin.off('end', onEnd);
    stdin.off('error', onEnd);
    process.off('SIGHUP', onHangUp);
    process.off('SIGTERM', onTerminate);
    process.off('SIGINT', onInterrupt);
    process.off('SIGCONT', onContinue);
    process.off('exit', onExit);
  };
}

function engineReplaced(core: ShellCore, reason: string): void {
  core.secret?.dispose();
  core.secret = undefined;
  const text = `${reason} The engine was replaced: the variables of this session are lost, the model is whole.`;
  core.output.writeLine(painted(core, text, 'warning'));
  // The new engine does not have the blocks of these keys; a profile binds its own again.
  for (const [chord, own] of core.ownKeys) if (typeof own === 'object') core.ownKeys.delete(chord);
  rebind(core);
  core.asksAboutHistory = false;
  core.update({
    running: undefined,
    keyScript: undefined,
    queued: [],
    progress: [],
    dialog: undefined,
    answerReader: undefined,
    stopping: false,
    runningSeconds: 0,
    lastFailed: true,
  });
  void hideView(core);
  core.releaseKeys();
}

async function leaveShell(core: ShellCore, stop: () => void, patient: boolean): Promise<void> {
  await hideView(core);
  core.output.endLine();
  core.history.close();
  // Nothing below the output but the bars of tasks that are waited for.
  core.update({
    running: { id: 0, startedMs: core.clock.monotonicMs() },
    reader: freshReader(core),
    dialog: undefined,
    answerReader: undefined,
    help: undefined,
    notice: '',
  });
  await core.screen.drawn();
  await core.engine.close(patient);
  core.output.endLine();
  stop();
  core.screen.draw({ rows: [[]], cursor: undefined });
  await core.screen.drawn();
  await core.screen.unmount();
  // Ink leaves the cursor one row below its last, empty frame.
  core.screen.control('\u001b[1A');
  core.terminal.leave();
}
