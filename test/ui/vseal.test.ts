/** The whole program in a real terminal: the line editor, the engine, the model and its files. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { openTerminal, type TerminalOptions, type TestTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'vseal-program-'));
const opened: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function start(options: TerminalOptions & { readonly wrap?: string } = {}): Promise<TestTerminal> {
  const { wrap = '%', ...rest } = options;
  const terminal = openTerminal(wrap.replace('%', `${process.execPath} bin/vseal.js`), {
    columns: 100,
    rows: 30,
    environment: { XDG_DATA_HOME: folder },
    ...rest,
  });
  opened.push(terminal);
  await terminal.until(/vSeal lab:>.*administrator@vsphere\.local/s);
  return terminal;
}

async function run(terminal: TestTerminal, line: string, expected: string | RegExp): Promise<string> {
  terminal.type(line);
  terminal.press('Enter');
  return terminal.until(expected);
}

/** One line in a process of its own, on the same state. */
function once(text: string): string {
  return execFileSync(process.execPath, ['bin/vseal.js', '-c', text], {
    encoding: 'utf8',
    env: { ...process.env, XDG_DATA_HOME: folder },
  });
}

const PROMPT_AGAIN = /\nvSeal lab:> *\nadministrator@/;

describe.skipIf(needsCommand('tmux', 'tmux'))('vseal in a terminal', () => {
  it('makes the lab at first start, shows it, and remembers the lines', async () => {
    const terminal = await start({ wrap: `sh -c '%; echo code $?; exec sleep 100'` });
    const screen = await run(terminal, 'Get-VM', /vcsa-01 +PoweredOn.*vSeal lab:> *\n/s);
    expect(screen).toContain('app-01               PoweredOff');
    await run(terminal, 'exit 3', 'code 3');
    const history = join(folder, 'vseal', 'history.txt');
    expect(readFileSync(history, 'utf8')).toBe('Get-VM\nexit 3\n');
    expect(statSync(history).mode & 0o777).toBe(0o600);
    expect(existsSync(join(folder, 'vseal', 'datacenter.json'))).toBe(true);
  });

  it('encrypts with progress, and completes names of the live model', async () => {
    const terminal = await start();
    terminal.type('Get-VM app-0');
    terminal.press('Tab');
    await terminal.until('vSeal lab:> Get-VM app-01');
    terminal.press('C-u');
    await run(terminal, 'Enable-VMEncryption app-01', /Encrypting app-01 [█░]/);
    await terminal.until(PROMPT_AGAIN);
    expect(once("(Get-VM app-01 | ConvertTo-Json) -match 'true'")).toContain('True');
  });

  it('reads on until a loop is whole, and stops one that never ends', async () => {
    const terminal = await start();
    terminal.type('foreach ($i in 1..3) {');
    terminal.press('Enter');
    await terminal.until('\n>>');
    terminal.type('"item $i"');
    terminal.press('Enter');
    terminal.type('}');
    await terminal.until(/>> {5}"item \$i"\n>> \}/);
    terminal.press('Enter');
    await terminal.until(/item 1\nitem 2\nitem 3\nvSeal lab:>/);
    terminal.type('while ($true) { }');
    terminal.press('Enter');
    await terminal.until(/while \(\$true\) \{ \}\n/);
    terminal.press('C-c');
    await terminal.until(/\^C\nvSeal lab:>/);
    terminal.type('Start-Sleep 60');
    terminal.press('Enter');
    await terminal.until('Ctrl+C stops');
    terminal.press('C-c');
    await terminal.until(/Start-Sleep 60\n\^C\nvSeal lab:>/);
    terminal.type('Set-VM app-03 -Notes asked -Confirm; "went on"');
    terminal.press('Enter');
    await terminal.until('Are you sure you want to perform this action?');
    terminal.press('C-c');
    await terminal.until(PROMPT_AGAIN);
    expect(terminal.everything()).not.toMatch(/nobody can answer|\nwent on/);
    await run(terminal, "'still here'", /\nstill here/);
  });

  it('replaces an engine that is lost in a regular expression; the model is whole', async () => {
    const terminal = await start();
    await run(terminal, '$precious = 1', PROMPT_AGAIN);
    terminal.type(`('a' * 40 + 'b') -match '^(a+)+$'`);
    terminal.press('Enter');
    await terminal.until((screen) => screen.includes('Ctrl+C stops'));
    terminal.press('C-c');
    await terminal.until(/variables of this session are lost/);
    await run(terminal, '"[$precious]"', /\n\[\]/);
    await run(terminal, 'Get-VM app-02', /app-02 +PoweredOff/);
  });

  it('loses no commit when the terminal is killed while it works', async () => {
    const terminal = await start();
    await run(terminal, 'Set-VM app-02 -Notes kept -Confirm:$false; "committed"', /\ncommitted/);
    terminal.type("while ($true) { Set-VM app-03 -Notes ('x' * 36) -Confirm:$false }");
    terminal.press('Enter');
    await terminal.until('Ctrl+C stops');
    process.kill(terminal.foreground(), 'SIGKILL');
    await terminal.until(() => !terminal.alive());
    expect(once('(Get-VM app-02).Notes')).toBe('kept\n');
    expect(once('(Get-VM app-03).Notes')).toBe(`${'x'.repeat(36)}\n`);
  });
});
