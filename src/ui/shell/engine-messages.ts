/** What the engine says, and what the shell does about it. */
import type { FromEngine } from '../../protocol/messages.ts';
import { deliverCompletions } from '../reader/reader.ts';
import { wrapWords } from '../screen/line-rows.ts';
import { cellsOf } from '../screen/segment.ts';
import type { Role } from '../screen/theme.ts';
import { openLiveView, withViewData } from '../view/live-view-state.ts';
import { painted, readerContext, type ShellCore } from './core.ts';
import { ask } from './question.ts';
import { remember, runNext } from './run-line.ts';

export function takeMessage(core: ShellCore, message: FromEngine): void {
  switch (message.type) {
    case 'ready':
      if (message.banner.length > 0) core.output.writeLine(message.banner.join('\n'));
      return;
    case 'output':
      core.output.write(message.text, message.text.length);
      return;
    case 'error':
      core.output.write(inStreamColour(core, message.text), message.text.length);
      return;
    case 'progress':
      core.update({ progress: message.records });
      return;
    case 'question':
      ask(core, message.id, message.question);
      return;
    case 'finished':
      finish(core, message);
      return;
    case 'status':
      core.update({ status: message.status });
      return;
    case 'announce':
      core.output.writeLine(announcement(core, message));
      return;
    case 'completions': {
      const waiting = core.state.reader;
      const { text, cursor } = waiting.request ?? { text: '', cursor: 0 };
      // What the engine has no answer for may still be the name of a command or an object.
      const found =
        message.completions.items.length > 0 ? message.completions : core.names.complete(text, cursor);
      const reader = deliverCompletions(waiting, message.id, found, readerContext(core));
      core.update({ reader });
      core.releaseKeys();
      return;
    }
    case 'key-script-ended':
      if (core.state.keyScript?.id !== message.id) return;
      core.update({ keyScript: undefined });
      core.releaseKeys();
      return;
    case 'remember':
      remember(core, message.id, message.where);
      return;
    case 'described':
      if (message.id === core.helpId) core.update({ help: { title: message.title, text: message.text } });
      return;
    case 'commands':
      core.names.setCommands(message.commands);
      return;
    case 'names':
      core.names.apply(message);
      return;
    case 'clear':
      void clearScreen(core);
      return;
    case 'waiting':
      core.output.writeLine(painted(core, waitingText(message.tasks), 'accent'));
      return;
    case 'closed':
      return;
    default:
      takeView(core, message);
  }
}

const STREAM_ROLES: readonly (readonly [string, Role])[] = [
  ['WARNING:', 'warning'],
  ['VERBOSE:', 'accent'],
  ['DEBUG:', 'accent'],
  ['  Why:', 'dim'],
  ['  Try:', 'accent'],
];

/** Errors, warnings and remarks in their colours, unless the engine has coloured them itself. */
function inStreamColour(core: ShellCore, text: string): string {
  if (text.includes('\u001b')) return text;
  return text
    .split('\n')
    .map((line) => {
      if (line === '') return line;
      const known = STREAM_ROLES.find(([start]) => line.startsWith(start));
      return painted(core, folded(line, core.state.columns), known?.[1] ?? 'error');
    })
    .join('\n');
}

/** A long line broken between words. What is copied (`Try:`) and what points at a place in a script stay as they are. */
function folded(line: string, columns: number): string {
  if (cellsOf(line) <= columns || columns < 20 || /^(?: {2}Try:|\s*\d*\s*\|)/.test(line)) return line;
  const hang = line.startsWith('  Why:') ? '       ' : '';
  const rows = wrapWords(line.trimStart(), columns - hang.length).map((row) =>
    row
      .map(({ text }) => text)
      .join('')
      .trimEnd(),
  );
  return rows.map((text, at) => (at === 0 && hang !== '' ? `  ${text}` : hang + text)).join('\n');
}

/** Said when the user leaves while tasks run. */
export function waitingText(tasks: number): string {
  return `Waiting for ${tasks === 1 ? 'a task' : `${tasks} tasks`} in the background. Ctrl+C cancels.`;
}

function announcement(core: ShellCore, { level, text }: Extract<FromEngine, { type: 'announce' }>): string {
  const signs = { good: '✔', info: 'ℹ', warning: '▲', error: '✖' } as const;
  const role = level === 'error' ? 'bad' : level === 'info' ? 'accent' : level;
  return `${painted(core, signs[level], role)} ${text}`;
}

function finish(core: ShellCore, message: Extract<FromEngine, { type: 'finished' }>): void {
  if (core.state.running?.id !== message.id) return;
  core.output.endLine();
  core.update({
    // The bars are the engine's: those of its tasks in the background stay.
    running: undefined,
    dialog: undefined,
    stopping: false,
    runningSeconds: 0,
    lastFailed: !message.success,
    queued: message.interrupted ? [] : core.state.queued,
  });
  core.lastExitCode = message.exitCode ?? core.lastExitCode;
  if (message.exitCode !== undefined) core.leave(message.exitCode);
  else runNext(core);
}

/** The frame goes to the top of an empty screen; the scroll-back stays. */
export async function clearScreen(core: ShellCore): Promise<void> {
  core.output.flush();
  core.update({ blank: true });
  await core.screen.drawn();
  core.screen.control('\u001b[H\u001b[2J');
  core.update({ blank: false });
}

type ViewMessage = Extract<FromEngine, { type: 'view-open' | 'view-data' | 'view-notice' | 'view-close' }>;

function takeView(core: ShellCore, message: ViewMessage): void {
  if (message.type === 'view-open') {
    void showView(core, message);
    return;
  }
  const { view } = core.state;
  if (view === undefined || view.view.viewId !== message.viewId) return;
  if (message.type === 'view-data') core.update({ view: withViewData(view, message.data) });
  else if (message.type === 'view-notice') {
    core.update({ view: { ...view, notice: { text: message.text, bad: message.bad } } });
  } else void hideView(core);
}

const ALTERNATE_ON = '\u001b[?1049h\u001b[2J\u001b[H';
const ALTERNATE_OFF = '\u001b[?1049l';

/** The view is drawn on the terminal's second screen, so that leaving it brings back what was there. */
async function showView(
  core: ShellCore,
  { view }: Extract<ViewMessage, { type: 'view-open' }>,
): Promise<void> {
  core.output.endLine();
  core.output.pause();
  core.update({ view: openLiveView(view), blank: true });
  await core.screen.drawn();
  core.screen.control(ALTERNATE_ON);
  core.update({ blank: false });
}

export async function hideView(core: ShellCore): Promise<void> {
  if (core.state.view === undefined) return;
  core.update({ view: undefined, blank: true });
  await core.screen.drawn();
  core.screen.control(ALTERNATE_OFF);
  core.update({ blank: false });
  core.output.resume();
}
