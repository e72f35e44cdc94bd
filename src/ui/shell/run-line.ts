/** Lines on their way to the engine. */
import type { Remembered } from '../../protocol/messages.ts';
import { acceptedRows } from '../screen/frame.ts';
import { promptRow, rowsAbovePrompt } from '../screen/prompt-rows.ts';
import { freshReader, type ShellCore } from './core.ts';

/** The user has entered a line: it runs now, or after the one that is running. */
export function enterLine(core: ShellCore, text: string, next: string): void {
  const reader = freshReader(core);
  const editor = next === '' ? reader.editor : { ...reader.editor, text: next, cursor: next.length };
  if (core.state.running !== undefined) {
    // What is shown as waiting must not show a secret.
    core.update({ reader: { ...reader, editor }, queued: [...core.state.queued, text] });
    return;
  }
  printLine(core, text, '');
  core.update({ reader: { ...reader, editor }, help: undefined, notice: '' });
  run(core, text);
}

/** Shows a line as it stays on the screen. */
export function printLine(core: ShellCore, text: string, ending: string): void {
  const { status, lastFailed } = core.state;
  const line = acceptedRows(promptRow(status, lastFailed), core.preferences.ContinuationPrompt, text);
  const rows = [...rowsAbovePrompt(status), ...line];
  core.output.writeLine(rows.map((row) => core.painter(row)).join('\n') + ending);
}

function run(core: ShellCore, text: string): void {
  if (text.trim() === '') return;
  const id = core.nextId++;
  // The user's handler is the engine's: it says where the line goes before the line runs.
  if (core.asksAboutHistory) core.unremembered = { id, text };
  else core.history.add(text);
  core.update({
    reader: freshenHistory(core),
    running: { id, startedMs: core.clock.monotonicMs() },
    runningSeconds: 0,
    stopping: false,
  });
  core.engine.post({ type: 'execute', id, text });
}

/** What the user's AddToHistoryHandler said of the line that runs. */
export function remember(core: ShellCore, id: number, where: Remembered): void {
  const { unremembered } = core;
  if (unremembered?.id !== id) return;
  core.unremembered = undefined;
  if (where === 'nowhere') return;
  core.history.add(unremembered.text, where === 'memory');
  core.update({ reader: freshenHistory(core) });
}

/** The line being edited counts history lines from the end; one more has come. */
function freshenHistory(core: ShellCore): ShellCore['state']['reader'] {
  const { reader } = core.state;
  const { recall } = reader.editor;
  if (recall.saved !== undefined) return reader;
  const index = core.history.lines.length;
  return {
    ...reader,
    editor: { ...reader.editor, recall: { ...recall, index, argumentIndex: index } },
  };
}

/** A command has ended: the next waiting line runs, or the prompt is the user's again. */
export function runNext(core: ShellCore): void {
  core.history.refresh();
  const [text, ...queued] = core.state.queued;
  if (text === undefined) {
    core.update({ reader: freshenHistory(core) });
    return;
  }
  core.update({ queued });
  printLine(core, text, '');
  run(core, text);
  if (core.state.running === undefined) runNext(core);
}
