import { spawn, spawnSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * A transcript reads like a terminal: a prompt with what is typed, then what is shown, errors included, in the order
 * in which a person would see it. Lines before the first prompt are prose; `#! user NAME` there chooses who types,
 * `#! --option` adds an option of the command line, `#! kms` runs `vseal kms serve` outside on `<kms-port>`, with its data
 * in `<folder>/kms`. `--allow-native` finds `vseal` itself. What differs from run to run stands as `<id>`, `<time>`, `<folder>`.
 */
export interface Transcript {
  readonly preamble: string;
  readonly options: readonly string[];
  readonly hasKms: boolean;
  readonly steps: readonly Step[];
}

export interface Step {
  readonly prompt: string;
  readonly input: string;
  readonly output: string;
}

const PROMPT = /^(vSeal(?: [\w-]+)?:> )(.*)$/;
const CONTINUED = '>> ';
const executable = fileURLToPath(new URL('../../bin/vseal.js', import.meta.url));

export function parseTranscript(text: string): Transcript {
  const preamble: string[] = [];
  const options: string[] = [];
  const steps: { prompt: string; input: string; output: string[] }[] = [];
  for (const line of text.split('\n')) {
    const last = steps.at(-1);
    const [, prompt, input] = PROMPT.exec(line) ?? [];
    if (prompt !== undefined && input !== undefined) steps.push({ prompt, input, output: [] });
    else if (last === undefined) {
      preamble.push(line);
      if (line.startsWith('#! user ')) options.push('--user', line.slice('#! user '.length));
      else if (line.startsWith('#! --')) options.push(...line.slice('#! '.length).split(' '));
    } else if (line.startsWith(CONTINUED) && last.output.length === 0)
      last.input += `\n${line.slice(CONTINUED.length)}`;
    else last.output.push(line);
  }
  return {
    preamble: preamble.join('\n'),
    options,
    hasKms: preamble.includes('#! kms'),
    steps: steps.map((step) => ({ ...step, output: trimEnd(step.output.join('\n')) })),
  };
}

export function formatTranscript({ preamble, steps }: Transcript): string {
  const parts = steps.map(({ prompt, input, output }) => {
    const typed = `${prompt}${input.replaceAll('\n', `\n${CONTINUED}`)}`;
    return output === '' ? typed : `${typed}\n${output}`;
  });
  return `${trimEnd(preamble)}\n\n${parts.join('\n\n')}\n`;
}

/**
 * Types the steps into a real shell, on a fresh lab, and gives them back with what it showed. `inspect` sees the
 * folder of the state, with what was shown in `screen.txt`, before it is gone.
 */
export function playTranscript(
  transcript: Transcript,
  inspect: (folder: string) => void = () => undefined,
): Transcript {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-transcript-'));
  try {
    const shown = runShell(folder, transcript);
    inspect(folder);
    const steps = transcript.steps.map((step, index) => ({
      ...step,
      output: outputOf(shown, index, folder),
    }));
    return { ...transcript, steps };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const mark = (index: number): string => `<<<${index}>>>`;

function runShell(folder: string, { options, hasKms, steps }: Transcript): string {
  const path = join(folder, 'bin');
  mkdirSync(path);
  symlinkSync(executable, join(path, 'vseal'));
  const environment = { ...process.env, PATH: `${path}${delimiter}${process.env['PATH'] ?? ''}` };
  const kms = hasKms ? startKms(folder) : undefined;
  const fill = (input: string): string =>
    input.replaceAll('<folder>', folder).replaceAll('<kms-port>', String(kms?.port));
  const file = join(folder, 'screen.txt');
  const screen = openSync(file, 'w');
  const typed = steps.map(({ input }, index) => `Write-Host '${mark(index)}'\n${fill(input)}\n`).join('');
  const { status, error } = spawnSync(
    process.execPath,
    [executable, '--state', join(folder, 'datacenter.json'), ...options],
    {
      input: `${typed}Write-Host '${mark(steps.length)}'\n`,
      stdio: ['pipe', screen, screen],
      env: environment,
      timeout: 300_000,
    },
  );
  closeSync(screen);
  kms?.stop();
  if (error !== undefined) throw error;
  const shown = readFileSync(file, 'utf8');
  if (!shown.includes(mark(steps.length))) throw new Error(`the shell ended early (${status}):\n${shown}`);
  return shown;
}

const GUARD_MS = 60_000;

/**
 * Everything here is synchronous, so the server's word that it listens is read from a file, and it is killed: it changes
 * nothing while the folder is looked at.
 */
function startKms(folder: string): { readonly port: number; stop(): void } {
  const data = join(folder, 'kms');
  spawnSync(process.execPath, [executable, 'kms', 'init', '--data', data]);
  const log = join(folder, 'kms.log');
  const output = openSync(log, 'w');
  const server = spawn(process.execPath, [executable, 'kms', 'serve', '--port', '0', '--data', data], {
    stdio: ['ignore', output, output],
  });
  closeSync(output);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  for (const endMs = Date.now() + GUARD_MS; Date.now() < endMs; Atomics.wait(sleeper, 0, 0, 20)) {
    const [, port] = /on 127\.0\.0\.1:(\d+)\./.exec(readFileSync(log, 'utf8')) ?? [];
    if (port !== undefined) return { port: Number(port), stop: () => void server.kill('SIGKILL') };
  }
  server.kill('SIGKILL');
  throw new Error(`the key management server did not start:\n${readFileSync(log, 'utf8')}`);
}

function outputOf(shown: string, index: number, folder: string): string {
  const start = shown.indexOf(mark(index)) + mark(index).length + 1;
  const text = shown.slice(start, shown.indexOf(mark(index + 1)));
  const calm = text
    .replaceAll(folder, '<folder>')
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '<id>')
    .replace(/\b[0-9a-f]{64}\b/g, '<sha256>')
    .replace(/\b127\.0\.0\.1:\d+/g, '127.0.0.1:<port>')
    .replace(/\bkmipClient\d{14}\b/g, 'kmipClient<time>')
    .replace(/\btask-\d+-\d+/g, 'task-<n>')
    .replace(/\b\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)?/g, '<time>')
    .replace(/\b\d\d\/\d\d\/\d{4} \d\d:\d\d:\d\d\b/g, '<time>')
    .replace(/\b\d\d:\d\d:\d\d [AP]M/g, '<time>');
  return trimEnd(calm.replace(/[ \t]+$/gm, ''));
}

function trimEnd(text: string): string {
  return text.replace(/\s+$/, '');
}
