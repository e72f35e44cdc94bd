/** Lines on their way to the engine. */
import { acceptedRows } from '../screen/frame.ts';
import { promptRow } from '../screen/prompt-rows.ts';
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
  const rows = acceptedRows(promptRow(status, lastFailed), core.preferences.ContinuationPrompt, text);
  core.output.writeLine(rows.map((row) => core.painter(row)).join('\n') + ending);
}

function run(core: ShellCore, text: string): void {
  if (text.trim() === '') return;
  core.history.add(text);
  const id = core.nextId++;
  core.update({
    reader: freshenHistory(core),
    running: { id, startedMs: core.clock.monotonicMs() },
    runningSeconds: 0,
    stopping: false,
  });
  core.engine.post({ type: 'execute', id, text });
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
