/**
 * A small engine with a language of one verb a line, for tests of the shell: it prints, asks, works, hangs
 * and shows live views through the real protocol, in a real thread.
 */
import { existsSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import type { Completion } from '../../src/cmdlet/completion.ts';
import type { ViewRow } from '../../src/cmdlet/terminal.ts';
import { openEngineSide } from '../../src/protocol/engine-side.ts';
import type { Choice, ShellStatus } from '../../src/protocol/messages.ts';
import type { EngineStart } from '../../src/protocol/worker-link.ts';

const { port, buffer } = workerData as EngineStart<null>;
const engine = openEngineSide(port, buffer);
let status: ShellStatus = {
  server: 'lab',
  user: 'administrator@vsphere.local',
  role: 'Administrator',
  providersDown: [],
  lockedVmCount: 0,
  runningTaskCount: 0,
};
let variable = 'unset';

const WORDS: readonly [string, string][] = [
  ['Get-VM', 'Gets virtual machines'],
  ['Get-VMHost', 'Gets the hosts of the datacenter'],
  ['Get-View', 'Gets the API object behind an object'],
  ['Get-VIEvent', 'Gets events'],
  ['app-01', 'PoweredOff, encrypted'],
  ['app-02', 'PoweredOff'],
  ['app-03', 'PoweredOff'],
  ['db-01', 'PoweredOn, encrypted'],
];
const CHOICES: readonly Choice[] = [
  { label: '&Yes', help: 'Continue with only the next step of the operation.' },
  { label: 'Yes to &All', help: 'Continue with all the steps of the operation.' },
  { label: '&No', help: 'Skip this operation and proceed with the next operation.' },
  { label: 'No to A&ll', help: 'Skip this operation and all subsequent operations.' },
  { label: '&Suspend', help: 'Pause the current pipeline and return to the command prompt.' },
];

class Interrupted extends Error {}

function sleep(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end) {
    if (engine.takeInterrupt()) throw new Interrupted();
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, Math.min(20, ms));
  }
}

function print(text: string): void {
  engine.write('output', `${text}\n`);
}

function sendProgress(percent: number, secondsLeft: number): void {
  const first = { id: 1, activity: 'Encrypting app-01', status: 'disk 1 of 2', percent };
  const records = [
    { ...first, bytesPerSecond: 1.2e9, secondsLeft },
    { id: 2, activity: 'Encrypting app-02', status: 'waiting' },
  ];
  engine.send({ type: 'progress', records });
}

/** False is a failure; a number ends the shell with that code. */
type Verb = (rest: string) => unknown;

const VERBS: Readonly<Record<string, Verb>> = {
  echo: (rest) => print(rest),
  blank: (rest) => print('\n'.repeat(Number(rest))),
  set: (rest) => {
    variable = rest;
  },
  get: () => print(variable),
  emit(rest) {
    for (let n = 1; n <= Number(rest) && !engine.interruptPending(); n++) print(`line ${n} of ${rest}`);
    if (engine.takeInterrupt()) throw new Interrupted();
  },
  slow(rest) {
    for (let n = 1; n <= Number(rest); n++) {
      print(`slow ${n}`);
      sleep(100);
    }
  },
  partial: (rest) => engine.write('output', rest),
  fail(rest) {
    engine.write('error', `${rest}\n`);
    return false;
  },
  work: (rest) => sleep(Number(rest) * 1000),
  'work-until'(path) {
    while (!existsSync(path)) sleep(20);
  },
  hang: () => {
    for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
  },
  die: () => {
    throw new Error('a bug in the engine');
  },
  progress(rest) {
    const steps = Number(rest);
    for (let n = 0; n <= steps; n++) {
      sendProgress((n / steps) * 100, (steps - n) / 10);
      sleep(100);
    }
    print('encrypted');
  },
  stuck() {
    sendProgress(40, 200);
    sleep(600_000);
  },
  confirm(rest) {
    const answer = engine.ask({
      kind: 'choice',
      caption: 'Confirm',
      message: `Performing the operation "Remove-VM" on target "${rest}".`,
      choices: CHOICES,
      defaultIndex: 0,
    });
    print(answer.kind === 'choice' ? `chosen ${CHOICES[answer.index]?.label ?? ''}` : answer.kind);
  },
  ask(rest) {
    const answer = engine.ask({ kind: 'line', prompt: `${rest}: ` });
    print(answer.kind === 'line' ? `answer <${answer.text}>` : answer.kind);
  },
  secret(rest) {
    const answer = engine.ask({ kind: 'secret', prompt: `${rest}: ` });
    if (answer.kind !== 'secret') print(answer.kind);
    else print(`${answer.bytes.length} bytes, sum ${answer.bytes.reduce((sum, byte) => sum + byte, 0)}`);
  },
  page() {
    for (let n = 1; n <= 100; n++) {
      print(`page line ${n}`);
      if (n % 10 !== 0) continue;
      const answer = engine.ask({ kind: 'page' });
      if (answer.kind !== 'page' || answer.lines === 0) return;
    }
  },
  down(rest) {
    status = {
      ...status,
      providersDown: rest === '' ? [] : [rest],
      lockedVmCount: rest === '' ? 0 : 2,
      runningTaskCount: 1,
    };
    engine.send({ type: 'status', status });
  },
  announce: (rest) => engine.send({ type: 'announce', level: 'good', text: rest }),
  view: () => liveView(),
  watch: () => watch(),
  option(rest) {
    const [name = '', value = ''] = rest.split('=');
    const answer = engine.ask({
      kind: 'editor',
      request: { kind: 'set-options', options: { [name]: value } },
    });
    if (answer.kind === 'editor' && answer.reply.kind === 'refused') print(answer.reply.message);
  },
  bind(rest) {
    const [chord = '', name = ''] = rest.split(' ');
    const answer = engine.ask({
      kind: 'editor',
      request: { kind: 'set-key-handler', chord, function: name },
    });
    print(JSON.stringify(answer));
  },
  exit: (rest) => Number(rest),
};

function treeRows(): ViewRow[] {
  const rows: ViewRow[] = [
    { id: 'dc', parentId: '', cells: ['Datacenter', '', '', ''], tone: 'plain' },
    { id: 'cl', parentId: 'dc', cells: ['Cluster-01', '', '', 'embedded-kms'], tone: 'plain' },
  ];
  for (let host = 1; host <= 3; host++) {
    rows.push({
      id: `h${host}`,
      parentId: 'cl',
      cells: [`esx-0${host}.lab.local`, 'Connected', 'Safe', ''],
      tone: 'good',
    });
    for (let vm = 1; vm <= 4; vm++) {
      const locked = host === 2 && vm === 3;
      rows.push({
        id: `v${host}${vm}`,
        parentId: `h${host}`,
        cells: [
          `app-${host}${vm}`,
          vm % 2 === 0 ? 'PoweredOn' : 'PoweredOff',
          vm < 3 ? 'Encrypted' : '',
          locked ? 'Locked' : 'Opportunistic',
        ],
        tone: locked ? 'bad' : vm % 2 === 0 ? 'good' : 'dim',
      });
    }
  }
  return rows;
}

function liveView(): void {
  const viewId = 1;
  engine.send({
    type: 'view-open',
    view: {
      viewId,
      title: 'Datacenter lab',
      shape: 'tree',
      columns: [
        { header: 'Name', width: 0, align: 'left' },
        { header: 'Power', width: 12, align: 'left' },
        { header: 'Encryption', width: 12, align: 'left' },
        { header: 'vMotion', width: 14, align: 'left' },
      ],
      actions: [
        { id: 'encrypt', key: 'e', label: 'encrypt', confirm: 'Encrypt {name}?' },
        { id: 'start', key: 's', label: 'start' },
      ],
    },
  });
  const show = (): void =>
    engine.send({ type: 'view-data', viewId, data: { rows: treeRows(), text: '', summary: '12 VMs, 6 on' } });
  show();
  for (;;) {
    const message = engine.next();
    if (message.type === 'view-closed') return;
    if (message.type === 'view-action') {
      engine.send({
        type: 'view-notice',
        viewId,
        text: `${message.action} ${message.rowId} done`,
        bad: false,
      });
      show();
    }
  }
}

function watch(): void {
  const viewId = 2;
  engine.send({
    type: 'view-open',
    view: { viewId, title: 'Every 2 s: Get-VM', shape: 'text', columns: [], actions: [] },
  });
  for (let n = 1; ; n++) {
    engine.send({
      type: 'view-data',
      viewId,
      data: { rows: [], text: `tick ${n}\nsecond line`, summary: '' },
    });
    for (let slice = 0; slice < 10; slice++) {
      if (engine.poll()?.type === 'view-closed') return;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function run(id: number, text: string): void {
  const started = performance.now();
  let success = true;
  let interrupted = false;
  let exitCode: number | undefined;
  try {
    for (const line of text.split('\n')) {
      const [verb = '', rest = ''] = line.trim().split(/ (.*)/s);
      const known = VERBS[verb];
      if (known === undefined) {
        engine.write('error', `The term '${verb}' is not recognized.\n`);
        success = false;
        continue;
      }
      const result = known(rest);
      if (result === false) success = false;
      if (typeof result === 'number') exitCode = result;
    }
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error;
    success = false;
    interrupted = true;
  }
  const elapsedMs = performance.now() - started;
  engine.takeInterrupt();
  engine.send({ type: 'progress', records: [] });
  engine.send({
    type: 'finished',
    id,
    success,
    interrupted,
    elapsedMs,
    ...(exitCode === undefined ? {} : { exitCode }),
  });
}

engine.send({ type: 'ready', banner: ['Toy engine ready.'] });
engine.send({ type: 'status', status });
engine.send({
  type: 'commands',
  commands: WORDS.slice(0, 4).map(([name, synopsis]) => ({
    name,
    synopsis,
    parameters: ['Name', 'Location'],
  })),
});
engine.send({
  type: 'names',
  kind: 'VirtualMachine',
  reset: true,
  added: ['app-01', 'app-02', 'db-01'],
  removed: [],
});

for (;;) {
  const message = engine.next();
  if (message.type === 'shutdown') {
    engine.send({ type: 'closed' });
    break;
  }
  if (message.type === 'execute') run(message.id, message.text);
  else if (message.type === 'complete') {
    const typed = /\S*$/.exec(message.text.slice(0, message.cursor))?.[0] ?? '';
    const items = WORDS.filter(([word]) => word.toLowerCase().startsWith(typed.toLowerCase())).map(
      ([word, description]): Completion => ({ text: word, label: word, description, kind: 'command' }),
    );
    const completions = { start: message.cursor - typed.length, length: typed.length, items };
    engine.send({ type: 'completions', id: message.id, completions });
  } else if (message.type === 'describe') {
    const text = `Gets virtual machines.\n\nGet-VM [[-Name] <string[]>] [-Location <VIContainer[]>]\n\nThe ${message.what} at ${message.cursor}.`;
    engine.send({ type: 'described', id: message.id, title: 'Get-VM', text });
  }
}
