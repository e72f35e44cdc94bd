/** What the user types goes to whoever asks for it: a secret, a dialog, a live view, or the line. */

import { chordName, type InputEvent } from '../keys/key.ts';
import { createKeyParser } from '../keys/key-parser.ts';
import { deliverCompletions, pressReaderKey, type ReaderEffect } from '../reader/reader.ts';
import { VIEW_FRAME_ROWS } from '../screen/live-view-rows.ts';
import { pressViewKey } from '../view/live-view-state.ts';
import { freshReader, painted, readerContext, type ShellCore } from './core.ts';
import { pressDialogKey } from './dialog.ts';
import { clearScreen, hideView } from './engine-messages.ts';
import { runKeyScript } from './key-script.ts';
import { answer, keyHandlers } from './question.ts';
import { enterLine, printLine } from './run-line.ts';

export interface Input {
  feed(chunk: Uint8Array): void;
  /** Completions have come: keys that were typed meanwhile go on. */
  release(): void;
  stop(): void;
}

/** Keys behind a Tab wait this long for its completions, so that fast typing means what slow typing means. */
const COMPLETION_PATIENCE_MS = 500;

export function createInput(core: ShellCore): Input {
  const parser = createKeyParser();
  let timer: NodeJS.Timeout | undefined;

  let held: InputEvent[] = [];
  let heldTimer: NodeJS.Timeout | undefined;

  const take = (events: readonly InputEvent[]): void => {
    const interrupted = events.findLastIndex(isInterrupt);
    if (core.state.keyScript !== undefined && awaitsAnswer(core) && interrupted >= 0) {
      // What was typed before Ctrl-C goes with the block; what follows waits for its end.
      held = events.slice(interrupted + 1);
      core.engine.interrupt();
      return;
    }
    const all = [...held, ...events];
    held = [];
    for (const [at, event] of all.entries()) {
      if (awaitsAnswer(core)) {
        held = all.slice(at);
        // A key's script block may take its time; Ctrl-C ends it.
        if (core.state.keyScript === undefined) heldTimer ??= setTimeout(giveUp, COMPLETION_PATIENCE_MS);
        return;
      }
      press(core, event);
    }
  };
  const giveUp = (): void => {
    heldTimer = undefined;
    core.update({ reader: { ...core.state.reader, request: undefined } });
    take([]);
  };
  const wait = (): void => {
    clearTimeout(timer);
    const { patienceMs } = parser;
    if (patienceMs === undefined) return;
    timer = setTimeout(() => {
      take(parser.flush());
    }, patienceMs);
  };

  return {
    feed(chunk) {
      if (core.secret !== undefined) {
        feedSecret(core, chunk);
        return;
      }
      take(parser.feed(chunk));
      wait();
    },
    release() {
      clearTimeout(heldTimer);
      heldTimer = undefined;
      take([]);
    },
    stop() {
      clearTimeout(timer);
      clearTimeout(heldTimer);
    },
  };
}

/** Keys wait for completions that were asked for, and for the script block of a key. */
function awaitsAnswer({ state }: ShellCore): boolean {
  const { reader, dialog, view, keyScript } = state;
  if (dialog !== undefined || view !== undefined) return false;
  return keyScript !== undefined || (reader.request !== undefined && reader.request.mode !== 'narrow');
}

function isInterrupt(event: InputEvent): boolean {
  return event.type === 'key' && chordName(event) === 'Ctrl+c';
}

function feedSecret(core: ShellCore, chunk: Uint8Array): void {
  const step = core.secret?.feed(chunk);
  if (step?.kind === 'done') answer(core, { kind: 'secret', bytes: step.bytes });
  else if (step?.kind === 'cancelled') cancelQuestion(core);
  else core.update({ secretLength: core.secret?.length ?? 0 });
}

function press(core: ShellCore, event: InputEvent): void {
  const { dialog, view, running } = core.state;
  if (core.leaving) {
    if (isInterrupt(event)) interrupt(core);
    return;
  }
  if (dialog !== undefined) {
    pressDialog(core, event);
    return;
  }
  if (view !== undefined) {
    pressView(core, event);
    return;
  }
  if (running !== undefined && isInterrupt(event)) {
    interrupt(core);
    return;
  }
  pressLine(core, event);
}

/** Stops the command; lines that wait are not run. */
export function interrupt(core: ShellCore): void {
  core.output.writeLine(painted(core, '^C', 'dim'));
  core.update({ queued: [], reader: freshReader(core), stopping: true });
  core.engine.interrupt();
}

/** What asks in a live view is one action of it: the view goes on without. Elsewhere the command ends. */
function cancelQuestion(core: ShellCore): void {
  const ends = core.state.view === undefined;
  // Before the answer, which the engine would take for that of nobody.
  if (ends) core.engine.interrupt();
  answer(core, { kind: 'cancelled' });
  if (ends) core.update({ queued: [], stopping: true });
}

function pressDialog(core: ShellCore, event: InputEvent): void {
  const { dialog, answerReader, rows } = core.state;
  if (dialog === undefined) return;
  if (answerReader !== undefined) {
    pressAnswerLine(core, event);
    return;
  }
  const step = pressDialogKey(dialog, event, Math.max(1, rows - 2));
  if (step.answer === undefined) core.update({ dialog: step.dialog });
  else if (step.answer.kind === 'cancelled') cancelQuestion(core);
  else answer(core, step.answer);
}

/** Read-Host: the line editor, without history and completion. */
function pressAnswerLine(core: ShellCore, event: InputEvent): void {
  const { answerReader } = core.state;
  if (answerReader === undefined) return;
  const context = { ...readerContext(core), history: [], suggestible: [] };
  const plain = event.type === 'key' && event.name === 'Enter';
  if (plain) {
    answer(core, { kind: 'line', text: answerReader.editor.text });
    return;
  }
  const reader = pressReaderKey(answerReader, event, context);
  if (reader.effects.some(({ kind }) => kind === 'cancel' || kind === 'exit')) cancelQuestion(core);
  else core.update({ answerReader: { ...reader, request: undefined } });
}

function pressView(core: ShellCore, event: InputEvent): void {
  const { view, rows } = core.state;
  if (view === undefined) return;
  const { state, effect } = pressViewKey(view, event, Math.max(1, rows - 1 - VIEW_FRAME_ROWS));
  core.update({ view: state });
  if (effect === undefined) return;
  const { viewId } = view.view;
  if (effect.kind === 'action') {
    core.engine.post({ type: 'view-action', viewId, action: effect.action, rowId: effect.rowId });
    return;
  }
  core.engine.post({ type: 'view-closed', viewId });
  void hideView(core);
}

function pressLine(core: ShellCore, event: InputEvent): void {
  const { help } = core.state;
  if (help !== undefined || core.state.notice !== '') core.update({ help: undefined, notice: '' });
  if (help !== undefined && event.type === 'key' && event.name === 'Escape') return;
  const reader = pressReaderKey(core.state.reader, event, readerContext(core));
  core.update({ reader });
  for (const effect of reader.effects) perform(core, effect);
}

export function perform(core: ShellCore, effect: ReaderEffect): void {
  const { reader } = core.state;
  switch (effect.kind) {
    case 'accept':
      enterLine(core, effect.text, effect.next);
      return;
    case 'cancel':
      printLine(core, reader.editor.text, painted(core, '^C', 'dim'));
      core.update({ reader: freshReader(core) });
      return;
    case 'request':
      complete(core, effect);
      return;
    case 'exit':
      printLine(core, 'exit', '');
      core.leave(core.lastExitCode);
      return;
    case 'bell':
      if (core.preferences.BellStyle === 'Audible') core.screen.control('\u0007');
      return;
    case 'copy':
      // OSC 52 reaches the clipboard of the terminal, also over ssh.
      core.screen.control(`\u001b]52;c;${Buffer.from(effect.text).toString('base64')}\u0007`);
      return;
    case 'suspend':
      void suspend(core);
      return;
    case 'clear-screen':
      void clearScreen(core);
      return;
    case 'clear-history':
      core.history.clear();
      core.update({ reader: freshReader(core), notice: 'The history is empty now.' });
      return;
    case 'help':
      describe(core, effect.what);
      return;
    case 'script':
      runKeyScript(core, effect);
      return;
    case 'show-keys':
      core.output.writeLine(keyTable(core));
      return;
    case 'what-is-key':
      core.update({ notice: `${effect.key}: ${effect.function ?? 'not bound'}` });
  }
}

/** The engine completes; while it runs a script, the names that it published do. */
function complete(core: ShellCore, { request }: Extract<ReaderEffect, { kind: 'request' }>): void {
  const { id, text, cursor } = request;
  if (core.state.running === undefined) {
    core.engine.post({ type: 'complete', id, text, cursor });
    return;
  }
  const found = core.names.complete(text, cursor);
  core.update({ reader: deliverCompletions(core.state.reader, id, found, readerContext(core)) });
}

function describe(core: ShellCore, what: 'command' | 'parameter'): void {
  if (core.state.running !== undefined) {
    core.update({ notice: 'Help comes when the running command has ended.' });
    return;
  }
  const { text, cursor } = core.state.reader.editor;
  core.helpId = core.nextId++;
  core.engine.post({ type: 'describe', id: core.helpId, what, text, cursor });
}

async function suspend(core: ShellCore): Promise<void> {
  core.output.endLine();
  core.update({ blank: true });
  await core.screen.drawn();
  await core.terminal.suspend();
  core.update({ blank: false });
}

function keyTable(core: ShellCore): string {
  const handlers = [...keyHandlers(core, false)].sort(
    (a, b) => a.group.localeCompare(b.group) || a.function.localeCompare(b.function),
  );
  const lines: string[] = [];
  let group = '';
  for (const handler of handlers) {
    if (handler.group !== group) {
      group = handler.group;
      lines.push('', painted(core, group, 'prompt'));
    }
    lines.push(`${handler.key.padEnd(24)} ${handler.function.padEnd(24)} ${handler.description}`);
  }
  return lines.join('\n');
}
