import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { hostFiles } from '../../src/app/host-files.ts';
import type { Cmdlet } from '../../src/cmdlet/cmdlet.ts';
import { commandSource } from '../../src/cmdlet/command-source.ts';
import type { Host } from '../../src/cmdlet/host.ts';
import { HostInformationMessage } from '../../src/cmdlet/host-message.ts';
import { aesCbc } from '../../src/crypto/aes-cbc.ts';
import { hashOf } from '../../src/crypto/digest.ts';
import { errorText } from '../../src/format/error-text.ts';
import { createRunspace, type Outcome } from '../../src/shell/create-runspace.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

const SHELL_AREAS = ['objects', 'output', 'format', 'data', 'files', 'session', 'system'];
const CMDLET_FILE = /^[A-Z]\w*-\w+\.ts$/;
const CMDLETS = join(import.meta.dirname, '../../cmdlets');

async function cmdletsOf(area: string): Promise<Cmdlet[]> {
  const folder = join(CMDLETS, area);
  const files = readdirSync(folder).filter((file) => CMDLET_FILE.test(file));
  return await Promise.all(
    files.map(async (file) => {
      const module = (await import(join(folder, file))) as { default: Cmdlet };
      if (module.default.name !== basename(file, '.ts'))
        throw new Error(`${file} declares ${module.default.name}`);
      return module.default;
    }),
  );
}

/** Every cmdlet of the shell itself, without the datacenter's. */
export const cmdlets: readonly Cmdlet[] = (await Promise.all(SHELL_AREAS.map(cmdletsOf))).flat();

/** The cmdlets that work on the datacenter, or need the whole executable around them, by their area. */
export async function datacenterAreas(): Promise<{ area: string; cmdlets: readonly Cmdlet[] }[]> {
  const areas = readdirSync(CMDLETS).filter((area) => !SHELL_AREAS.includes(area));
  return await Promise.all(areas.map(async (area) => ({ area, cmdlets: await cmdletsOf(area) })));
}

export interface TestShell {
  /** Runs text and gives what the screen shows: output, messages, errors, in order. */
  run(text: string): string;
  /** The objects that the text writes. */
  values(text: string): Value[];
  /** Runs text; the outcome and what was reported. */
  outcome(text: string): Outcome & { readonly errors: readonly string[] };
  /** An empty folder of its own. */
  readonly folder: string;
}

/** A shell over the real engine and real files; the clock stands still and the terminal has 80 columns. */
export function testShell(answers: readonly string[] = []): TestShell {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-test-'));
  let screen = '';
  let errors: string[] = [];
  const show = (text: string): void => {
    screen += text;
  };
  const pending = [...answers];
  const host: Host = {
    name: 'vSeal',
    version: '0.1.0',
    streams: { out: show, err: show, progress: () => undefined },
    prompts: { line: () => pending.shift(), secure: () => undefined, choice: () => undefined },
    files: hostFiles,
    environment: environment(),
    interactive: false,
    processId: 1234,
    startFolder: folder,
    width: () => 80,
    nowMs: () => Date.UTC(2016, 10, 15, 9, 30),
    uptimeMs: () => 3_600_000,
    monotonicMs: () => 0,
    digest: (algorithm, bytes) => hashOf(algorithm, bytes),
    aesCbc,
    randomBytes: (count) => globalThis.crypto.getRandomValues(new Uint8Array(count)),
    drain: () => undefined,
    sleep: () => undefined,
    interrupted: () => false,
    clearInterrupt: () => undefined,
  };
  const shell = createRunspace({
    host,
    commands: commandSource(cmdlets),
    streams: {
      error: (record) => {
        errors.push(record.fullyQualifiedErrorId);
        screen += `${errorText(record)}\n`;
      },
      warning: (text) => show(`WARNING: ${text}\n`),
      verbose: (text) => show(`VERBOSE: ${text}\n`),
      debug: (text) => show(`DEBUG: ${text}\n`),
      information: (value) => {
        const isHost = value instanceof HostInformationMessage;
        screen += isHost && value.noNewline ? value.message : `${toText(value)}\n`;
      },
      progress: () => undefined,
    },
  });
  return {
    folder,
    run(text) {
      screen = '';
      shell.execute(text, { outputCommand: 'Out-Default' });
      return screen;
    },
    values(text) {
      const values: Value[] = [];
      const outcome = shell.execute(text, { sink: (value) => values.push(value) });
      if (outcome.error) throw new Error(errorText(outcome.error));
      return values;
    },
    outcome(text) {
      errors = [];
      const outcome = shell.execute(text, { outputCommand: 'Out-Default' });
      return { ...outcome, errors };
    },
  };
}

function environment(): Host['environment'] {
  const variables = new Map([['HOME', '/home/admin']]);
  return {
    get: (name) => variables.get(name),
    set(name, value) {
      if (value === undefined) variables.delete(name);
      else variables.set(name, value);
    },
    names: () => [...variables.keys()],
  };
}
