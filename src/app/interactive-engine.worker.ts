import { workerData } from 'node:worker_threads';
import { systemClock } from '../base/clock.ts';
import { armFaultPoint } from '../base/fault-point.ts';
import { openEngineSide } from '../protocol/engine-side.ts';
import type { ToEngine } from '../protocol/messages.ts';
import type { EngineStart } from '../protocol/worker-link.ts';
import { defineConsoleReadLine } from './console-read-line.ts';
import { createInteractiveHost } from './interactive-host.ts';
import { rememberedWhere, runKeyScript } from './key-scripts.ts';
import { createProgressBoard } from './progress-board.ts';
import { createPublisher } from './publisher.ts';
import { createShell } from './shell.ts';
import type { ShellOptions } from './shell-options.ts';
import { startSession } from './start-session.ts';
import { packageVersion } from './version.ts';

/** The engine's thread of the interactive shell: takes a line, runs it, tells the UI what there is to know. */
const { port, buffer, options } = workerData as EngineStart<ShellOptions>;
armFaultPoint(options.faultPoint);
const engine = openEngineSide(port, buffer);
const progress = createProgressBoard(engine);
const shell = createShell({
  options,
  host: (drain) =>
    createInteractiveHost(engine, {
      version: packageVersion(),
      allowNative: options.allowNative,
      color: options.color,
      progress,
      drain,
    }),
});
defineConsoleReadLine(shell);
const publisher = createPublisher(engine, shell, progress);

publisher.start(startSession(shell, options));
for (;;) {
  const message = engine.next(() => publisher.idle());
  if (!handle(message)) break;
}
// The port keeps the thread alive; with it closed the thread ends by itself.
port.close();

function handle(message: ToEngine): boolean {
  switch (message.type) {
    case 'execute':
      execute(message.id, message.text);
      return true;
    case 'key-script':
      runKeyScript(shell, message);
      engine.takeInterrupt();
      publisher.publish();
      engine.send({ type: 'key-script-ended', id: message.id });
      return true;
    case 'shutdown':
      publisher.finishTasks();
      shell.close();
      engine.send({ type: 'closed' });
      return false;
    default:
      return publisher.answer(message);
  }
}

function execute(id: number, text: string): void {
  engine.takeInterrupt();
  const where = rememberedWhere(shell, text);
  if (where !== undefined) engine.send({ type: 'remember', id, where });
  engine.takeInterrupt();
  const startedMs = systemClock.monotonicMs();
  const outcome = shell.execute(text, { outputCommand: 'Out-Default', addToHistory: true });
  engine.takeInterrupt();
  progress.commandEnded();
  publisher.publish();
  engine.send({
    type: 'finished',
    id,
    success: outcome.success,
    interrupted: outcome.interrupted,
    elapsedMs: systemClock.monotonicMs() - startedMs,
    ...(outcome.exitCode !== undefined && { exitCode: outcome.exitCode }),
  });
}
