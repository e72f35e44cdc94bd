/** What the whole program offers at its prompt, typed and read back in a real terminal of two sizes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { openTerminal, type TestTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'vseal-features-'));
const data = join(folder, 'vseal');
const opened: TestTerminal[] = [];
afterEach(() => {
  for (const terminal of opened.splice(0)) terminal.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Size {
  readonly columns: number;
  readonly rows: number;
}

async function start({ columns, rows }: Size, flags = ''): Promise<TestTerminal> {
  const terminal = openTerminal(`${process.execPath} bin/vseal.js ${flags}`, {
    columns,
    rows,
    environment: { XDG_DATA_HOME: folder, HOME: folder },
  });
  opened.push(terminal);
  await terminal.until(/:> *\nadministrator@vsphere\.local · Administrator/);
  return terminal;
}

async function run(terminal: TestTerminal, line: string, expected: string | RegExp): Promise<string> {
  terminal.type(line);
  terminal.press('Enter');
  return terminal.until(expected);
}

const IDLE = /vSeal lab:> *\nadministrator@[^\n]*\s*$/;

describe.skipIf(needsCommand('tmux', 'tmux')).each([
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
])('vseal at $columns × $rows', (size) => {
  it('completes from declarations, the model and the text, and explains what is typed', async () => {
    const terminal = await start(size);
    terminal.type('Get-VM -');
    terminal.press('C-Space');
    await terminal.until(/-Location +\[VIContainer\[\]\] Datacenters, folders/);
    terminal.press('C-g', 'C-u');
    terminal.type('Enable-VMEncryption vcs');
    terminal.press('Tab');
    await terminal.until(':> Enable-VMEncryption vcsa-01');
    terminal.press('C-u');
    terminal.type('Get-VM | Where-Object { $_.MigrationE');
    terminal.press('Tab');
    await terminal.until('{ $_.MigrationEncryption');
    terminal.press('C-u');
    terminal.type('Set-VMotionEncryption db-01 -Encryption ');
    terminal.press('Tab', 'Tab');
    await terminal.until('-Encryption Opportunistic');
    terminal.press('C-u');
    terminal.type('Enable-VMEncryption -Policy');
    terminal.press('F1');
    await terminal.until(/Enable-VMEncryption \[.*-Policy <StoragePolicy>/s);
    terminal.press('M-h');
    await terminal.until(/-Policy <StoragePolicy>\n.*An encryption policy/s);
    terminal.press('Escape');
    await terminal.until((screen) => !screen.includes('An encryption policy'));
  });

  it('shows the inventory as a live tree, acts on it, and brings the screen back', async () => {
    const terminal = await start(size);
    await run(terminal, 'Get-VM app-02', /app-02 +PoweredOff/);
    await run(terminal, 'Show-Datacenter', /Datacenter lab.*app-01 +Off +No.*Key providers/s);
    if (size.rows > 30) {
      terminal.resize(100, 24);
      await terminal.until((screen) => screen.split('\n').length >= 24 && screen.includes('leave'));
    }
    terminal.type('/');
    terminal.type('app-02');
    terminal.press('Enter');
    await terminal.until((screen) => screen.includes('app-02') && !screen.includes('web-01'));
    terminal.press('Down', 'Down', 'Down');
    terminal.type('p');
    await terminal.until('Power app-02 on or off? [y/N]');
    terminal.type('y');
    await terminal.until(/app-02 is on\./);
    await terminal.until(/app-02 +On /);
    terminal.type('p');
    await terminal.until('Power app-02 on or off? [y/N]');
    terminal.type('y');
    await terminal.until(/app-02 is off\./);
    terminal.press('Escape');
    // Typed at once, the two keys would be Alt+q.
    await terminal.until('web-01');
    terminal.type('q');
    const screen = await terminal.until(IDLE);
    expect(screen).toContain('vSeal lab:> Show-Datacenter');
    expect(screen).not.toContain('filter');
  });

  it('shows tasks, events, and a command again and again', async () => {
    const terminal = await start(size);
    await run(terminal, 'Show-Event', /Events of lab.*Message/s);
    terminal.type('q');
    await terminal.until(IDLE);
    await run(terminal, 'Show-Task', /Tasks of lab.*Task +Entity +State/s);
    terminal.press('C-c');
    await terminal.until(IDLE);
    await run(
      terminal,
      '$n = 0; Watch-Command { $script:n++; "round $script:n"; Get-VM app-01 } -Interval 0.3',
      /round \d/,
    );
    await terminal.until(/round [3-9].*app-01 +PoweredOff/s);
    await terminal.until(/every 0\.3 s/);
    terminal.type('q');
    await terminal.until(IDLE);
  });

  it('pages, and goes on in the background', async () => {
    const terminal = await start(size);
    await run(terminal, '1..200 | more', /-- More --/);
    const shown = terminal.screen().filter((line) => /^\d+$/.test(line));
    expect(shown.length).toBeLessThan(size.rows);
    terminal.press('Space');
    await terminal.until((screen) => screen.includes(`\n${size.rows + 2}\n`));
    terminal.type('q');
    await terminal.until(IDLE);
    expect(terminal.everything()).not.toContain('\n200\n');
    await run(terminal, 'Get-VM app-03 | Enable-VMEncryption -RunAsync | Out-Null', /✔ .*app-03: done/);
    await run(terminal, '(Get-VM app-03).Encrypted', /\nTrue\n/);
    await run(terminal, 'Disable-VMEncryption app-03 | Out-Null; "plain again"', /\nplain again\n/);
    // Whoever leaves waits for what goes on in the background.
    await run(
      terminal,
      'Get-VM app-03 | Enable-VMEncryption -RunAsync | Out-Null; exit',
      /Waiting for a task/,
    );
    await terminal.until(/✔ .*app-03: done/);
    const again = await start(size);
    await run(again, '(Get-VM app-03).Encrypted', /\nTrue\n/);
    await run(again, 'Disable-VMEncryption app-03 | Out-Null; "plain again"', /\nplain again\n/);
  });
});

describe.skipIf(needsCommand('tmux', 'tmux'))('what the user chooses', () => {
  const size = { columns: 100, rows: 30 };

  it('runs the profile, and honours its prompt, keys and aliases', async () => {
    mkdirSync(join(folder, '.config', 'vseal'), { recursive: true });
    const profile = join(folder, '.config', 'vseal', 'profile.ps1');
    writeFileSync(
      profile,
      "function prompt { 'mine:> ' }\nSet-Alias v Get-VM\nSet-PSReadLineKeyHandler -Key Ctrl+t -Function MenuComplete\nWrite-Error oops\n",
    );
    const terminal = await start(size);
    expect(terminal.screen().join('\n')).toContain('oops');
    await run(terminal, 'v app-01', /mine:> v app-01.*app-01 +PoweredOff.*mine:> *\n/s);
    terminal.type('Get-S');
    terminal.press('C-t');
    await terminal.until(/Get-Snapshot +Gets the snapshots/);
    terminal.press('C-g', 'C-u');
    const plain = await start(size, '--no-profile');
    await plain.until('vSeal lab:>');
    rmSync(profile);
  });

  it('keeps preferences, and sets a broken file aside', async () => {
    const terminal = await start(size);
    await run(terminal, 'Set-VSealOption EditMode Windows', /Mode Windows\nvSeal lab:> *\n/);
    await run(
      terminal,
      'Set-VSealOption Theme purple',
      /Theme cannot be "purple"; it is one of dark, light, none/,
    );
    terminal.type('undone');
    terminal.press('C-z');
    await terminal.until((screen) => !/undone *$/m.test(screen));
    const file = join(data, 'preferences.json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ EditMode: 'Windows' });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    writeFileSync(file, '{ broken');
    const next = await start(size);
    expect(next.screen().join('\n').replaceAll('\n', '')).toContain('was set aside as');
    await run(next, '(Get-VSealOption EditMode).Value', /\nEmacs\n/);
    expect(readFileSync(`${file}.broken`, 'utf8')).toBe('{ broken');
  });

  it('walks through all ten steps of the tutorial', async () => {
    const terminal = await start({ columns: 80, rows: 24 });
    await run(terminal, 'Start-Tutorial', /1 of 10 {2}What is here/);
    for (let step = 2; step <= 10; step++) {
      terminal.press('Enter');
      await terminal.until(new RegExp(`${step} of 10 {2}[^\\n]+\\n.*Enter runs it.*:\\s*$`, 's'));
    }
    terminal.press('Enter');
    await terminal.until(/FullFormattedMessage.*That was the tutorial; its lab is gone\./s);
    await terminal.until(IDLE);
    const all = terminal.everything();
    for (const shown of [
      /embedded/,
      /What if:/,
      /KeyProvider +: lab-kms/,
      /db-01 +Required/,
      /Try: Stop-VM db-01/,
    ])
      expect(all).toMatch(shown);
  }, 60_000);

  it('walks through the tutorial on a lab of its own', async () => {
    const terminal = await start(size);
    await run(
      terminal,
      'Start-Tutorial 4',
      /4 of 10 {2}Encrypt a virtual machine.*Enable-VMEncryption app-01\n.*Enter runs it/s,
    );
    terminal.press('Enter');
    await terminal.until(/5 of 10 {2}Look at the result/);
    terminal.type('q');
    terminal.press('Enter');
    await terminal.until(/Start-Tutorial 5 goes on from here/);
    await terminal.until(IDLE);
    await run(terminal, '(Get-VM app-01).Encrypted', /\nFalse\n/);
  });
});
