/** The shell in a real terminal (tmux), over a small but real engine. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { begin, emptyScreen, IDLE, run } from './at-prompt.ts';
import { SIZES } from './resizing-terminal.ts';
import { buildShellProgram, type ShellProgram, type ShellTerminalOptions } from './shell-in-terminal.ts';
import type { TestTerminal } from './terminal.ts';

const PROMPT = 'vSeal lab:>';
let program: ShellProgram;

beforeAll(async () => {
  program = await buildShellProgram();
});
afterAll(() => program.dispose());

async function ready(options: ShellTerminalOptions = {}): Promise<TestTerminal> {
  const terminal = program.open(options);
  await terminal.until((screen) => screen.includes('Toy engine ready.') && screen.includes(PROMPT));
  return terminal;
}

describe.skipIf(needsCommand('tmux', 'tmux')).each(SIZES)(
  'the shell at $columns × $rows, resizing: $resizing',
  (size) => {
    let terminal: TestTerminal;
    beforeAll(async () => {
      terminal = await ready(size);
    });
    beforeEach(() => emptyScreen(terminal, 'blank 60'));

    it('runs lines, and leaves lines and results in the scroll-back', async () => {
      await run(terminal, 'emit 60', /line 60 of 60\n.*vSeal lab:>/s);
      const all = terminal.everything();
      for (let n = 1; n <= 60; n++) expect(all).toContain(`line ${n} of 60\n`);
      expect(all.match(/vSeal lab:> emit 60/g)).toHaveLength(1);
      await terminal.until(() => terminal.cursor().x === 12);
    });

    it('colours the line by the parser, underlines what is wrong, and marks brackets', async () => {
      terminal.type('Get-VM -Name "x" )');
      await terminal.until('Get-VM -Name "x" )');
      const row =
        terminal
          .coloured()
          .split('\n')
          .find((line) => line.includes('Get-VM')) ?? '';
      expect(row).toMatch(/38;5;222mGet-VM/);
      expect(row).toMatch(/38;5;114m"x"/);
      expect(row).toMatch(/\u001b\[4m(\u001b\[38;5;\d+m)?\)/);
      terminal.press('C-u');
    });

    it('goes on with >> until the text is whole', async () => {
      terminal.type('echo "a');
      terminal.press('Enter');
      await terminal.until(/vSeal lab:> echo "a\n>>/);
      terminal.type('b"');
      await terminal.until('>> b"');
      terminal.press('Enter');
      await terminal.until(/>> b"\n"a/);
    });

    it('completes with Tab, in the menu with descriptions, and as far as the history suggests', async () => {
      await run(terminal, 'echo from history', /\nfrom history/);
      terminal.type('Get-V');
      terminal.press('Tab', 'Tab');
      await terminal.until('vSeal lab:> Get-VMHost');
      terminal.press('C-u');
      terminal.type('Get-V');
      terminal.press('C-Space');
      await terminal.until(/Get-VMHost +Gets the hosts of the datacenter/);
      terminal.press('Down', 'Down', 'Enter');
      await terminal.until(/vSeal lab:> Get-View\n/);
      terminal.press('C-u');
      await terminal.until(IDLE);
      terminal.type('ech');
      await terminal.until('vSeal lab:> echo from history');
      await terminal.until(() => terminal.cursor().x === 15);
      terminal.press('Right', 'Enter');
      await terminal.until((screen) => (screen.match(/\nfrom history/g) ?? []).length === 2);
    });

    it('searches the history and lists suggestions', async () => {
      await run(terminal, 'echo needle in history', /\nneedle/);
      terminal.press('C-r');
      terminal.type('needle');
      await terminal.until('(bck-i-search: needle_) echo needle in history');
      terminal.press('C-g', 'F2');
      terminal.type('needl');
      await terminal.until(/> echo needle in history +\[History\]/);
      terminal.press('Down', 'Enter');
      await terminal.until((screen) => (screen.match(/\nneedle in history/g) ?? []).length === 2);
      terminal.press('F2');
    });

    it('shows help under the line until the next key', async () => {
      terminal.type('Get-VM');
      terminal.press('F1');
      await terminal.until('Gets virtual machines.');
      terminal.press('Escape');
      await terminal.until((screen) => !screen.includes('Gets virtual machines.'));
      terminal.press('M-h');
      await terminal.until('The parameter at 6.');
      terminal.press('C-u');
    });

    it('asks with choices: arrows, letters, help and the default', async () => {
      await run(terminal, 'confirm app-01', /\[Y\] Yes .*\[\?\] Help/s);
      terminal.press('?');
      await terminal.until('Skip this operation and proceed');
      terminal.press('n', 'Enter');
      await terminal.until('chosen &No');
      await run(terminal, 'confirm app-02', 'target "app-02"');
      terminal.press('Right', 'Enter');
      await terminal.until('chosen Yes to &All');
      await run(terminal, 'confirm app-03', 'target "app-03"');
      terminal.press('Enter');
      await terminal.until(/target "app-03".*chosen &Yes/s);
    });

    it('reads lines and secrets; a secret is nowhere to be seen afterwards', async () => {
      await run(terminal, 'ask Name', 'Name:');
      terminal.type('db-02');
      terminal.press('Left', 'BSpace', 'Enter');
      await terminal.until('answer <db-2>');
      await run(terminal, 'secret Password', 'Password:');
      terminal.type('VMware1!');
      await terminal.until('Password: ********');
      terminal.press('Enter');
      await terminal.until('8 bytes, sum');
      await run(terminal, 'echo x -Password canary-in-line', /\nx -Password canary-in-line\n/);
      const sum = Array.from('VMware1!').reduce((total, letter) => total + letter.charCodeAt(0), 0);
      expect(terminal.everything()).toContain(`8 bytes, sum ${sum}`);
      expect(terminal.everything()).not.toContain('VMware1!');
      const history = readFileSync(program.historyFile, 'utf8');
      expect(history).toContain('secret Password');
      expect(history).not.toContain('VMware1!');
      expect(history).not.toContain('canary-in-line');
      expect(statSync(program.historyFile).mode & 0o777).toBe(0o600);
    });

    it('shows several pieces of work at once and takes the bars away', async () => {
      const bars = /Encrypting app-01 █.* % .*GB\/s {2}\d:\d\d left.*\nEncrypting app-02 waiting/;
      terminal.type('progress 10');
      terminal.press('Enter');
      await terminal.glimpse(bars);
      await terminal.until((screen) => screen.includes('encrypted') && !screen.includes('█'));
      await run(terminal, 'stuck', bars);
      terminal.press('C-c');
      await terminal.until(/\^C\nvSeal lab:> *\n/);
      expect(terminal.everything()).not.toContain('█');
    });

    it('takes lines typed while a command runs, and completes them meanwhile', async () => {
      const file = join(program.folder, `${size.columns}-${size.resizing}`);
      await begin(terminal, `work-until ${file}`);
      terminal.type('echo app-');
      await terminal.glimpse('vSeal lab:> echo app-');
      terminal.press('Tab');
      await terminal.glimpse('vSeal lab:> echo app-01');
      terminal.press('Enter');
      await terminal.glimpse('next: echo app-01');
      writeFileSync(file, '');
      await terminal.until(/vSeal lab:> echo app-01\napp-01\n/);
    });

    it('announces what happens in the background above the line being typed', async () => {
      await run(terminal, 'announce Encryption of app-01 has ended', '✔ Encryption of app-01 has ended');
      await run(terminal, 'partial no line end', /\nno line end\nvSeal lab:>/);
    });

    it('pages long output', async () => {
      await run(terminal, 'page', /page line 10\n-- More --/);
      terminal.press('Space');
      await terminal.until(/page line 20\n-- More --/);
      terminal.press('q');
      await terminal.until(/page line 20\nvSeal lab:>/);
    });

    it('draws a live view over the screen and brings the screen back', async () => {
      await run(terminal, 'echo before the view', /\nbefore/);
      await run(terminal, 'view', /Datacenter lab {2}12 VMs/);
      expect(terminal.screen()[0]).toContain('Datacenter lab');
      expect(terminal.screen().join('\n')).not.toContain('before the view');
      terminal.press('Down', 'Down', 'Left');
      await terminal.until('▸ esx-01.lab.local');
      terminal.press('/');
      terminal.type('app-23');
      terminal.press('Enter');
      await terminal.until((screen) => screen.includes('app-23') && !screen.includes('app-11'));
      terminal.press('Down', 'Down', 'Down', 'Down', 'e');
      await terminal.until('Encrypt app-23? [y/N]');
      terminal.press('y');
      await terminal.until('encrypt v23 done');
      terminal.press('q');
      await terminal.until((screen) => screen.includes('before the view') && !screen.includes('12 VMs'));
      await run(terminal, 'watch', 'tick 2');
      terminal.press('q');
      await terminal.until((screen) => screen.includes('before the view') && !screen.includes('tick'));
    });

    it('changes options and keys for the running session', async () => {
      await run(terminal, 'bind F5 BeginningOfLine', '"done"');
      terminal.type('xyz');
      terminal.press('F5');
      await terminal.until(() => terminal.cursor().x === 12);
      terminal.press('C-k');
      await run(terminal, 'option EditMode=vim', 'EditMode cannot be "vim"; it is one of Emacs, Windows');
      await run(terminal, 'option EditMode=windows', /=windows\nvSeal lab:> *\n/);
      terminal.type('abc');
      await terminal.until(':> abc');
      terminal.press('Escape');
      await terminal.until((screen) => !screen.includes('abc'));
      await run(terminal, 'option EditMode=emacs', /=emacs\nvSeal lab:> *\n/);
    });

    it('shares its history with other shells', async () => {
      const other = await ready(size);
      await run(terminal, 'echo shared line 4711', /\nshared line/);
      await run(other, 'echo other', /\nother/);
      other.press('Up', 'Up');
      await other.until('vSeal lab:> echo shared line 4711');
      other.close();
    });

    it('places the cursor behind wide and combining characters', async () => {
      terminal.type('echo 日本e\u0301');
      await terminal.until('日本');
      await terminal.until(() => terminal.cursor().x === 12 + 5 + 5);
      terminal.press('Left', 'BSpace');
      await terminal.until((screen) => !screen.includes('本'));
      await terminal.until(() => terminal.cursor().x === 12 + 5 + 2);
      terminal.press('C-e', 'C-u');
    });

    it('takes a pasted script of 200 lines as one input and runs it as one', async () => {
      const script = Array.from({ length: 200 }, (_, n) => `echo pasted ${n + 1}`).join('\n');
      terminal.paste(script);
      await terminal.until('>> echo pasted 200');
      expect(terminal.everything()).not.toMatch(/^pasted 1$/m);
      terminal.press('Enter');
      await terminal.until(/^pasted 200$/m);
      const all = terminal.everything();
      for (let n = 1; n <= 200; n++) expect(all).toMatch(new RegExp(`^pasted ${n}$`, 'm'));
      terminal.press('C-l', 'Up');
      await terminal.until('>> echo pasted 200');
      terminal.press('C-c');
      await terminal.until(/pasted 200\^C\n/);
    });

    it('knows a paste from a terminal that does not bracket it', async () => {
      const script = Array.from({ length: 20 }, (_, n) => `echo raw ${n + 1}`).join('\r');
      terminal.send(new TextEncoder().encode(script));
      await terminal.until('>> echo raw 20');
      expect(terminal.everything()).not.toMatch(/^raw 1$/m);
      terminal.press('Enter');
      await terminal.until(/^raw 20$/m);
    });
  },
);

describe.skipIf(needsCommand('tmux', 'tmux'))('a window of another size', () => {
  it.each([
    [80, 24, 50, 20, 'resize '],
    [120, 40, 60, 12, 'resize '],
    [60, 12, 120, 40, 'resize '],
    [80, 24, 50, 20, '暗号化 '],
    [100, 30, 61, 30, '暗号化 '],
  ])(
    'is drawn once after resizing from %i×%i to %i×%i: %s',
    async (columns, rows, nextColumns, nextRows, word) => {
      const terminal = await ready({ columns, rows });
      await run(terminal, 'echo above', /\nabove/);
      terminal.type(`echo ${word.repeat(12)}end`);
      await terminal.until('end');
      terminal.resize(nextColumns, nextRows);
      await terminal.until((screen) => screen.includes('end') && screen.includes('administrator@'));
      terminal.type('X');
      await terminal.until('endX');
      const all = terminal.everything();
      expect(all.match(/vSeal lab:> echo/g)).toHaveLength(2);
      expect(all.match(/administrator@vsphere.local/g)).toHaveLength(1);
      expect(all.match(/^above$/gm)).toHaveLength(1);
    },
  );

  it('is drawn once at the top of the window too, where nothing stands above it', async () => {
    const terminal = await ready();
    terminal.press('C-l');
    await terminal.until(/^vSeal lab:> *\n/);
    terminal.forget();
    terminal.type('echo x');
    await terminal.until('echo x');
    terminal.resize(60, 24);
    await terminal.until(() => terminal.told().columns === 60);
    terminal.type('y');
    await terminal.until('echo xy');
    expect(terminal.everything().match(/vSeal lab:>/g)).toHaveLength(1);
    expect(terminal.everything().match(/administrator@/g)).toHaveLength(1);
  });

  it('resizes while a command prints and while a view is open', async () => {
    const terminal = await ready();
    terminal.type('slow 8');
    terminal.press('Enter');
    await terminal.until('slow 2');
    terminal.resize(60, 20);
    await terminal.until(/slow 8\nvSeal lab:>/);
    for (let n = 1; n <= 8; n++)
      expect(terminal.everything().match(new RegExp(`^slow ${n}$`, 'gm'))).toHaveLength(1);
    await run(terminal, 'view', '12 VMs');
    terminal.resize(100, 30);
    await terminal.until((screen) => screen.split('\n').findIndex((line) => line.includes('leave')) >= 27);
    terminal.resize(60, 12);
    await terminal.until((screen) => screen.includes('leave'));
    // A terminal lower than the view was has not lost what stood above.
    terminal.resize(100, 30);
    terminal.press('q');
    await terminal.until(/slow 8/);
    expect(terminal.everything().match(/^slow [1-8]$/gm)).toHaveLength(8);
  });

  it('uses no colour when it is told so', async () => {
    const terminal = await ready({ environment: { NO_COLOR: '1' } });
    await run(terminal, 'fail something', /\nsomething/);
    expect(terminal.coloured()).not.toMatch(/\u001b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[;m]/);
  });
});
