/** Interrupts, suspension, crashes and endings of the shell in a real terminal. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { begin, run } from './at-prompt.ts';
import { buildShellProgram, type ShellProgram, type ShellTerminalOptions } from './shell-in-terminal.ts';
import type { TestTerminal } from './terminal.ts';

let program: ShellProgram;
beforeAll(async () => {
  program = await buildShellProgram();
});
afterAll(() => program.dispose());

async function ready(options?: ShellTerminalOptions): Promise<TestTerminal> {
  const terminal = program.open(options);
  await terminal.until((screen) => screen.includes('Toy engine ready.') && screen.includes('vSeal lab:>'));
  return terminal;
}

const JOB_SHELL = `env PS1='job> ' bash --norc --noprofile -i`;
const LINGER = `sh -c '%; echo code $?; exec sleep 100'`;

describe.skipIf(needsCommand('tmux', 'tmux')).each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])('Ctrl-C at $columns × $rows', (size) => {
  it('gives up the line being typed, and keeps it on the screen', async () => {
    const terminal = await ready(size);
    terminal.type('Get-VM unfinished');
    terminal.press('C-c');
    await terminal.until(/vSeal lab:> Get-VM unfinished\^C\nvSeal lab:>/);
  });

  it('stops a running command and forgets what waits', async () => {
    const terminal = await ready(size);
    await begin(terminal, 'work 60');
    terminal.type('echo never run');
    await terminal.until('echo never run');
    terminal.press('Enter');
    await terminal.until('next: echo never run');
    terminal.press('C-c');
    await terminal.until(/\^C\nvSeal lab:>/);
    await run(terminal, 'echo alive', /\nalive/);
    expect(terminal.everything()).not.toContain('\nnever run');
  });

  it('stops a flood of output at once', async () => {
    const terminal = await ready(size);
    terminal.type('emit 10000000');
    terminal.press('Enter');
    await terminal.until(/line \d+ of 10000000/);
    terminal.press('C-c');
    await terminal.until(/vSeal lab:> *\n.*administrator/);
  });

  it('cancels a question, a secret, a menu and a search', async () => {
    const terminal = await ready(size);
    await run(terminal, 'ask Name', 'Name:');
    terminal.press('C-c');
    await terminal.until(/Name: \^C/);
    await run(terminal, 'secret Password', 'Password:');
    terminal.type('abc');
    terminal.press('C-c');
    await terminal.until(/Password: \^C/);
    await run(terminal, 'confirm x', '[?] Help');
    terminal.press('C-c');
    await terminal.until(/Suspend: \^C/);
    await terminal.until(/vSeal lab:> *\n/);
    terminal.type('Get-V');
    terminal.press('C-Space');
    await terminal.until('Gets events');
    terminal.press('C-c');
    await terminal.until((screen) => !screen.includes('Gets events') && screen.includes('Get-V'));
    terminal.press('C-c');
    await terminal.until('Get-V^C');
    terminal.press('C-r');
    await terminal.until('bck-i-search');
    terminal.press('C-c');
    await terminal.until((screen) => !screen.includes('bck-i-search'));
  });

  it('leaves a live view', async () => {
    const terminal = await ready(size);
    await run(terminal, 'view', '12 VMs');
    terminal.press('C-c');
    await terminal.until((screen) => screen.includes('vSeal lab:> view') && !screen.includes('12 VMs'));
  });

  it('replaces an engine that does not answer, and says what is lost', async () => {
    const terminal = await ready(size);
    await run(terminal, 'set precious', /vSeal lab:> set precious\nvSeal lab:>/);
    terminal.type('hang');
    terminal.press('Enter');
    await terminal.until('vSeal lab:> hang');
    terminal.press('C-c');
    await terminal.until(/did not stop\. The engine was replaced: [^.]* lost, the model is whole\./s);
    await run(terminal, 'get', /\nunset/);
  });
});

describe.skipIf(needsCommand('tmux', 'tmux'))('endings', () => {
  it('starts a new engine when one dies', async () => {
    const terminal = await ready();
    await run(terminal, 'die', /ended unexpectedly \(Error: a bug in the engine\)/);
    await run(terminal, 'echo on', /\non\n/);
  });

  it('ends with the code that the line gave, with Ctrl-D, and leaves a clean terminal', async () => {
    const one = await ready({ wrap: LINGER });
    await run(one, 'exit 3', 'code 3');
    const two = await ready({ wrap: LINGER });
    two.press('C-d');
    await two.until('code 0');
    expect(two.screen().join('\n')).toMatch(/vSeal lab:> exit\ncode 0/);
  });

  it.each(['TERM', 'HUP', 'KILL'] as const)('killed by SIG%s, it leaves no raw mode', async (signal) => {
    const terminal = program.open({ wrap: JOB_SHELL });
    await terminal.until('job>');
    const { pid } = await startIn(terminal);
    process.kill(pid, `SIG${signal}`);
    await terminal.until((screen) => (screen.match(/job>/g) ?? []).length === 2);
    terminal.type('stty -a');
    terminal.press('Enter');
    const modes = await terminal.until(/[ -]icanon/);
    expect(modes).toMatch(/ icanon/);
    expect(modes).not.toMatch(/-icanon/);
    expect(modes).toMatch(/ echo /);
  });

  it('stops on Ctrl-Z and goes on with fg, the line intact', async () => {
    const terminal = program.open({ wrap: JOB_SHELL });
    await terminal.until('job>');
    await startIn(terminal);
    terminal.type('echo half a li');
    await terminal.until('half a li');
    terminal.press('C-z');
    await terminal.until('Stopped');
    terminal.type('echo in the other shell');
    terminal.press('Enter');
    await terminal.until(/\nin the other shell/);
    terminal.type('fg');
    terminal.press('Enter');
    await terminal.until('vSeal lab:> echo half a li');
    terminal.type('ne');
    terminal.press('Enter');
    await terminal.until(/\nhalf a line/);
  });
});

describe.skipIf(needsCommand('tmux', 'tmux'))('the plain prompt', () => {
  const settings: readonly (readonly [string, ShellTerminalOptions])[] = [
    ['--plain', { flags: '--plain' }],
    ['a dumb terminal', { wrap: 'env TERM=dumb %' }],
  ];
  it.each(settings)(
    'serves %s: lines, questions, secrets, progress in words, exit',
    async (_what, options) => {
      const terminal = program.open(options);
      await terminal.until('Toy engine ready.');
      await run(terminal, 'echo hello', /\nhello/);
      await run(terminal, 'echo "a', '>>');
      terminal.type('b"');
      terminal.press('Enter');
      await terminal.until(/\n"a/);
      await run(terminal, 'confirm app-01', '(default is "Y")');
      terminal.type('n');
      terminal.press('Enter');
      await terminal.until('chosen &No');
      await run(terminal, 'secret Password', 'Password:');
      terminal.type('VMware1!');
      terminal.press('Enter');
      await terminal.until('8 bytes');
      await run(terminal, 'progress 5', /Encrypting app-01: 100 %/);
      terminal.type('work 60');
      terminal.press('Enter');
      await terminal.until('work 60');
      if (options.flags !== undefined) {
        terminal.press('C-c');
        await terminal.until(/\^C\n.*vSeal lab:>/);
        await run(terminal, 'exit 0', () => true);
      }
      expect(terminal.everything()).not.toContain('VMware1!');
    },
  );
});

/** Starts the program as a job of the shell in the terminal. */
async function startIn(terminal: TestTerminal): Promise<{ pid: number }> {
  terminal.type(program.command);
  terminal.press('Enter');
  await terminal.until((screen) => screen.includes('Toy engine ready.') && screen.includes('vSeal lab:>'));
  return { pid: terminal.foreground() };
}
