/** What the whole program offers at its prompt, typed and read back in real terminals of several sizes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { emptyScreen, IDLE, run } from './at-prompt.ts';
import { openSizedTerminal, SIZES } from './resizing-terminal.ts';
import type { TestTerminal } from './terminal.ts';

describe.skipIf(needsCommand('tmux', 'tmux')).each(SIZES)(
  'vseal at $columns × $rows, resizing: $resizing',
  (size) => {
    const folder = mkdtempSync(join(tmpdir(), 'vseal-features-'));
    const profile = join(folder, '.config', 'vseal', 'profile.ps1');
    const preferences = join(folder, 'vseal', 'preferences.json');
    const opened: TestTerminal[] = [];
    let terminal: TestTerminal;

    async function start(flags = ''): Promise<TestTerminal> {
      const next = openSizedTerminal(`${process.execPath} bin/vseal.js ${flags}`, {
        ...size,
        environment: { XDG_DATA_HOME: folder, HOME: folder },
      });
      opened.push(next);
      await next.until(/:> *\nadministrator@vsphere\.local · Administrator/);
      return next;
    }

    beforeAll(async () => {
      terminal = await start();
    });
    beforeEach(() => emptyScreen(terminal));
    afterAll(() => {
      for (const each of opened) each.close();
      rmSync(folder, { recursive: true, force: true });
    });

    it('completes from declarations, the model and the text, and explains what is typed', async () => {
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
      terminal.press('C-u');
    });

    it('shows the inventory as a live tree, acts on it, and brings the screen back', async () => {
      await run(terminal, 'Get-VM app-02', /app-02 +PoweredOff/);
      await run(terminal, 'Show-Datacenter', /Datacenter lab.*app-01 +Off +No.*Key providers/s);
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
      await terminal.until(/round ([3-9]|\d\d).*app-01 +PoweredOff/s);
      await terminal.until(/every 0\.3 s/);
      terminal.type('q');
      await terminal.until(IDLE);
    });

    it('pages with | more and with Out-Host -Paging', async () => {
      for (const pager of ['more', 'Out-Host -Paging']) {
        await run(terminal, `1..200 | ${pager}`, /\n\d+\n-- More --/);
        const last = Number(/(\d+)\n-- More --/.exec(terminal.screen().join('\n'))?.[1]);
        expect(last).toBeLessThan(40);
        terminal.press('Space');
        await terminal.until((screen) => Number(/(\d+)\n-- More --/.exec(screen)?.[1]) > last + 15);
        terminal.press('q');
        await terminal.until(IDLE);
        expect(terminal.everything()).not.toContain('\n200\n');
        await emptyScreen(terminal);
      }
    });

    it('has help worth paging: of a cmdlet, and of what the shell is about', async () => {
      await run(
        terminal,
        'Get-Help Enable-VMEncryption -Examples',
        /Enable-VMEncryption app-01.*vSeal lab:> *\n/s,
      );
      for (const topic of ['Encryption', 'vMotion', 'KeyProviders', 'Roles', 'vSeal']) {
        await emptyScreen(terminal);
        // A topic that the window has room for is not paged.
        const shown = new RegExp(`\\n +about_${topic}\\n.*(?:-- More --|SEE ALSO.*vSeal lab:> *\\n)`, 's');
        const screen = await run(terminal, `Get-Help about_${topic} | more`, shown);
        if (screen.includes('-- More --')) terminal.press('q');
        await terminal.until(IDLE);
      }
    });

    it('walks through all ten steps of the tutorial, on a lab of its own', async () => {
      await run(terminal, 'Start-Tutorial', /1 of 10 {2}What is here/);
      for (let step = 2; step <= 10; step++) {
        terminal.press('Enter');
        await terminal.until(new RegExp(`${step} of 10 {2}[^\\n]+\\n.*Enter runs it.*:\\s*$`, 's'));
      }
      terminal.press('Enter');
      await terminal.glimpse(/FullFormattedMessage.*That was the tutorial; its lab is gone\./s);
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
      await emptyScreen(terminal);
      await run(
        terminal,
        'Start-Tutorial 4',
        /4 of 10 {2}Encrypt a virtual machine.*Enable-VMEncryption app-01\n.*Enter runs it/s,
      );
      terminal.press('Enter');
      await terminal.until(/5 of 10 {2}Look at the result/);
      terminal.type('q');
      terminal.press('Enter');
      await terminal.glimpse(/Start-Tutorial 5 goes on from here/);
      await terminal.until(IDLE);
      await run(terminal, '(Get-VM app-01).Encrypted', /\nFalse\n/);
    });

    it('goes on in the background, and whoever leaves waits for it; preferences are kept', async () => {
      terminal.type('Get-VM app-03 | Enable-VMEncryption -RunAsync | Out-Null');
      terminal.press('Enter');
      await terminal.glimpse(/✔ .*app-03: done/);
      await run(terminal, '(Get-VM app-03).Encrypted', /\nTrue\n/);
      await run(terminal, 'Disable-VMEncryption app-03 | Out-Null; "plain again"', /\nplain again\n/);
      await run(terminal, 'Set-VSealOption EditMode Windows', /Mode Windows\nvSeal lab:> *\n/);
      await run(
        terminal,
        'Set-VSealOption Theme purple',
        /Theme cannot be "purple"; it is one of dark, light, none/,
      );
      terminal.type('undone');
      await terminal.until(/:> undone *\n/);
      terminal.press('C-z');
      await terminal.until((screen) => !/undone *$/m.test(screen));
      expect(JSON.parse(readFileSync(preferences, 'utf8'))).toEqual({ EditMode: 'Windows' });
      expect(statSync(preferences).mode & 0o777).toBe(0o600);
      writeFileSync(preferences, '{ broken');
      await emptyScreen(terminal);
      terminal.type('Get-VM app-03 | Enable-VMEncryption -RunAsync | Out-Null; exit');
      terminal.press('Enter');
      await terminal.glimpse(/Waiting for a task/);
      await terminal.glimpse(/✔ .*app-03: done/);
      terminal = await start();
      expect(terminal.screen().join('\n').replaceAll('\n', '')).toContain('was set aside as');
      await run(terminal, '(Get-VSealOption EditMode).Value', /\nEmacs\n/);
      expect(readFileSync(`${preferences}.broken`, 'utf8')).toBe('{ broken');
      await run(terminal, '(Get-VM app-03).Encrypted', /\nTrue\n/);
    });

    it('runs the profile, and honours its prompt, keys and aliases', async () => {
      mkdirSync(join(profile, '..'), { recursive: true });
      writeFileSync(
        profile,
        "function prompt { 'mine:> ' }\nSet-Alias v Get-VM\nSet-PSReadLineKeyHandler -Key Ctrl+t -Function MenuComplete\nWrite-Error oops\n",
      );
      const own = await start();
      expect(own.screen().join('\n')).toContain('oops');
      await run(own, 'v app-01', /mine:> v app-01.*app-01 +PoweredOff.*mine:> *\n/s);
      own.type('Get-S');
      own.press('C-t');
      await own.until(/Get-Snapshot +Gets the snapshots/);
      own.press('C-g', 'C-u');
      const plain = await start('--no-profile');
      await plain.until('vSeal lab:>');
    });
  },
);
