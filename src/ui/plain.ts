/**
 * The plain prompt: node:readline, no drawing, no colours. For dumb terminals and screen readers, which
 * read what is printed and nothing that is redrawn.
 */
import { createInterface, type Interface } from 'node:readline';
import { PassThrough } from 'node:stream';
import type { Answer, FromEngine, Question } from '../protocol/messages.ts';
import { type History, openHistory } from './history/history.ts';
import { createSecretReader, type SecretReader } from './keys/secret-reader.ts';
import { historyOptions } from './preferences.ts';
import { choiceParts } from './shell/dialog.ts';
import { createEngineClient, type EngineClient } from './shell/engine-client.ts';
import { waitingText } from './shell/engine-messages.ts';
import { type ShellOptions, starter } from './shell/shell-options.ts';
import { syntaxOf } from './syntax.ts';

interface PlainShell {
  readonly readline: Interface;
  readonly engine: EngineClient;
  readonly history: History;
  readonly continuation: string;
  readonly leave: () => void;
  readonly print: (text: string) => void;
  /** Takes what is typed while it is set. */
  secret: { readonly reader: SecretReader; readonly answered: (answer: Answer) => void } | undefined;
  readonly setRaw: (raw: boolean) => void;
  /** Raw mode belongs to readline's own editing; without it the terminal edits. */
  readonly edits: boolean;
  running: number | undefined;
  nextId: number;
  typed: string[];
  exitCode: number;
  prompt: string;
  lastPercent: ReadonlyMap<number, number>;
}

export function runPlain(options: ShellOptions): Promise<number> {
  return new Promise((resolve) => startPlain(options, resolve));
}

function startPlain(options: ShellOptions, done: (exitCode: number) => void): void {
  const { stdin, stdout, clock, preferences, historyPort } = options;
  const history = openHistory(historyPort, historyOptions(preferences));
  const edits = stdin.isTTY && options.terminalKind !== 'dumb';
  // Readline reads from a stream of ours, so that a secret passes it by.
  const input = new PassThrough();
  const readline = createInterface({
    input,
    output: stdout,
    terminal: edits,
    history: [...history.lines].reverse(),
    historySize: preferences.MaximumHistoryCount,
  });
  const engine = createEngineClient(
    starter(options),
    {
      onMessage: (message) => take(shell, message),
      onReplaced(reason) {
        shell.running = undefined;
        shell.print(
          `${reason} The engine was replaced: the variables of this session are lost, the model is whole.\n`,
        );
        ask(shell);
      },
      onHopeless(reason) {
        shell.print(`The engine cannot be started.\n${reason}\n`);
        shell.exitCode = 1;
        shell.leave();
      },
    },
    clock,
  );
  let left = false;
  const shell: PlainShell = {
    readline,
    engine,
    history,
    continuation: preferences.ContinuationPrompt,
    print: (text) => void stdout.write(text),
    secret: undefined,
    edits,
    setRaw(raw) {
      if (stdin.isTTY) stdin.setRawMode(raw);
    },
    running: undefined,
    nextId: 1,
    typed: [],
    exitCode: 0,
    prompt: 'vSeal:> ',
    lastPercent: new Map(),
    leave() {
      if (left) return;
      left = true;
      readline.close();
      shell.setRaw(false);
      stdin.pause();
      history.close();
      // Raw mode is off: Ctrl-C comes as a signal.
      process.on('SIGINT', () => engine.interrupt());
      void engine.close(true).then(() => done(shell.exitCode));
    },
  };
  for (const problem of options.problems) shell.print(`${problem}\n`);
  shell.setRaw(edits);
  stdin.on('data', (chunk: Buffer) => {
    if (shell.secret === undefined) input.write(chunk);
    else feedSecret(shell, chunk);
  });
  stdin.on('end', () => input.end());
  listen(shell);
  ask(shell);
}

function listen(shell: PlainShell): void {
  const { readline } = shell;
  readline.on('line', (line) => {
    shell.typed.push(line);
    if (shell.running === undefined) runTyped(shell);
  });
  readline.on('SIGINT', () => {
    shell.typed = [];
    shell.print('^C\n');
    if (shell.running === undefined) ask(shell);
    else shell.engine.interrupt();
  });
  readline.on('close', () => shell.leave());
}

/** Runs what has been typed, or asks for more of it. Lines typed while another runs wait here. */
function runTyped(shell: PlainShell): void {
  const text = shell.typed.join('\n');
  if (syntaxOf(text).incomplete) {
    shell.readline.setPrompt(shell.continuation);
    shell.readline.prompt();
    return;
  }
  shell.typed = [];
  if (text.trim() === '') {
    ask(shell);
    return;
  }
  shell.history.add(text);
  shell.running = shell.nextId++;
  shell.engine.post({ type: 'execute', id: shell.running, text });
}

function ask({ readline, prompt }: PlainShell): void {
  readline.setPrompt(prompt);
  readline.prompt();
}

function take(shell: PlainShell, message: FromEngine): void {
  switch (message.type) {
    case 'ready':
      if (message.banner.length > 0) shell.print(`\n${message.banner.join('\n')}\n`);
      ask(shell);
      return;
    case 'output':
    case 'error':
      shell.print(message.text);
      shell.engine.releaseOutput(message.text.length);
      return;
    case 'status':
      shell.prompt = message.status.prompt ?? `vSeal ${message.status.server}:> `;
      return;
    case 'announce':
      shell.print(`\n${message.text}\n`);
      return;
    case 'waiting':
      shell.print(`${waitingText(message.tasks)}\n`);
      return;
    case 'progress':
      sayProgress(shell, message.records);
      return;
    case 'question':
      void answerQuestion(shell, message.question).then((answer) => {
        const transfer = answer.kind === 'secret' ? [answer.bytes.buffer as ArrayBuffer] : undefined;
        shell.engine.post({ type: 'answer', id: message.id, answer }, transfer);
      });
      return;
    case 'view-open':
      shell.print(
        'A live view cannot be drawn on this terminal. Get-VM, Get-Task and Get-VIEvent print the same.\n',
      );
      shell.engine.post({ type: 'view-closed', viewId: message.view.viewId });
      return;
    case 'finished':
      shell.running = undefined;
      shell.lastPercent = new Map();
      if (message.exitCode !== undefined) {
        shell.exitCode = message.exitCode;
        shell.leave();
      } else if (shell.typed.length > 0) runTyped(shell);
      else ask(shell);
      return;
    default:
  }
}

/** A line for every tenth of the way: often enough to know that it goes on, seldom enough to be read out. */
function sayProgress(shell: PlainShell, records: Extract<FromEngine, { type: 'progress' }>['records']): void {
  const percents = new Map<number, number>();
  for (const { id, activity, percent } of records) {
    if (percent === undefined) continue;
    const tenth = Math.floor(percent / 10) * 10;
    percents.set(id, tenth);
    if (tenth > (shell.lastPercent.get(id) ?? 0)) shell.print(`${activity}: ${tenth} %\n`);
  }
  shell.lastPercent = percents;
}

function readLine(shell: PlainShell, prompt: string): Promise<string> {
  return new Promise((resolve) => shell.readline.question(prompt, resolve));
}

function readSecret(shell: PlainShell, prompt: string): Promise<Answer> {
  shell.print(prompt);
  shell.setRaw(true);
  return new Promise((resolve) => {
    shell.secret = { reader: createSecretReader(), answered: resolve };
  });
}

function feedSecret(shell: PlainShell, chunk: Uint8Array): void {
  const { secret } = shell;
  if (secret === undefined) return;
  const step = secret.reader.feed(chunk);
  if (step.kind === 'more') return;
  secret.reader.dispose();
  shell.secret = undefined;
  shell.setRaw(shell.edits);
  shell.print('\n');
  secret.answered(step.kind === 'done' ? { kind: 'secret', bytes: step.bytes } : { kind: 'cancelled' });
}

async function answerQuestion(shell: PlainShell, question: Question): Promise<Answer> {
  switch (question.kind) {
    case 'line':
      return { kind: 'line', text: await readLine(shell, question.prompt) };
    case 'secret':
      return readSecret(shell, question.prompt);
    case 'choice': {
      const parts = question.choices.map(choiceParts);
      const list = parts.map(({ key, name }) => `[${key}] ${name}`).join('  ');
      const preset = parts[question.defaultIndex]?.key ?? '';
      shell.print(`${question.caption}\n${question.message}\n`);
      for (;;) {
        const typed = (await readLine(shell, `${list}  (default is "${preset}"): `)).trim().toLowerCase();
        if (typed === '') return { kind: 'choice', index: question.defaultIndex };
        const index = parts.findIndex(
          ({ key, name }) => key.toLowerCase() === typed || name.toLowerCase() === typed,
        );
        if (index >= 0) return { kind: 'choice', index };
      }
    }
    case 'page':
      return { kind: 'page', lines: Number.MAX_SAFE_INTEGER };
    case 'editor':
      return {
        kind: 'editor',
        reply: {
          kind: 'refused',
          message: 'The plain prompt has no line editor to set up. Start vseal without --plain.',
        },
      };
  }
}
