/** What people put into a profile, and what the model says at the prompt, in real terminals of several sizes. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { emptyScreen, IDLE, run } from './at-prompt.ts';
import { openSizedTerminal, SIZES, type TestSize } from './resizing-terminal.ts';
import type { TestTerminal } from './terminal.ts';

const folder = mkdtempSync(join(tmpdir(), 'vseal-editor-'));
const opened: TestTerminal[] = [];
afterAll(() => {
  for (const terminal of opened) terminal.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Home {
  readonly profile?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** A data folder of its own: first start. */
  readonly data?: string;
}

async function start(
  size: TestSize,
  { profile, environment = {}, data = 'data' }: Home = {},
): Promise<TestTerminal> {
  const home = mkdtempSync(join(folder, 'home-'));
  if (profile !== undefined) {
    mkdirSync(join(home, '.config', 'vseal'), { recursive: true });
    writeFileSync(join(home, '.config', 'vseal', 'profile.ps1'), profile);
  }
  const terminal = openSizedTerminal(`${process.execPath} bin/vseal.js`, {
    ...size,
    environment: { XDG_DATA_HOME: join(folder, data), HOME: home, ...environment },
  });
  opened.push(terminal);
  await terminal.until(/> *\nadministrator@vsphere\.local · Administrator/);
  return terminal;
}

async function completes(terminal: TestTerminal, line: string, expected: string): Promise<void> {
  terminal.type(line);
  await terminal.until(line);
  terminal.press('Tab');
  await terminal.until(`vSeal lab:> ${expected}`);
  terminal.press('C-u', 'C-k');
}

/** The prompt again after a line, of which the end is enough: a prompt from before the line does not count. */
function promptAfter(line: string): RegExp {
  const end = line.slice(-15).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`${end}\\n(?:.*\\n)*vSeal lab:> *(?:\\n|$)`);
}

describe.skipIf(needsCommand('tmux', 'tmux')).each(SIZES)(
  'a profile at $columns × $rows, resizing: $resizing',
  (size) => {
    it('puts script blocks on keys, which work on the line', async () => {
      const terminal = await start(size, {
        profile: `
using namespace Microsoft.PowerShell
Set-PSReadLineKeyHandler -Key F5 -BriefDescription EncryptedVMs -ScriptBlock {
  [Microsoft.PowerShell.PSConsoleReadLine]::RevertLine()
  [Microsoft.PowerShell.PSConsoleReadLine]::Insert('Get-VM app-01')
  [Microsoft.PowerShell.PSConsoleReadLine]::AcceptLine()
}
Set-PSReadLineKeyHandler -Key '"',"'" -BriefDescription SmartInsertQuote -ScriptBlock {
  param($key, $arg)
  $quote = $key.KeyChar
  $start = $null; $length = $null
  [Microsoft.PowerShell.PSConsoleReadLine]::GetSelectionState([ref]$start, [ref]$length)
  $line = $null; $cursor = $null
  [Microsoft.PowerShell.PSConsoleReadLine]::GetBufferState([ref]$line, [ref]$cursor)
  if ($start -ne -1) {
    [Microsoft.PowerShell.PSConsoleReadLine]::Replace($start, $length, $quote + $line.SubString($start, $length) + $quote)
    [Microsoft.PowerShell.PSConsoleReadLine]::SetCursorPosition($start + $length + 2)
  } elseif ($line[$cursor] -eq $quote) {
    [Microsoft.PowerShell.PSConsoleReadLine]::SetCursorPosition($cursor + 1)
  } else {
    [Microsoft.PowerShell.PSConsoleReadLine]::Insert("$quote$quote")
    [Microsoft.PowerShell.PSConsoleReadLine]::SetCursorPosition($cursor + 1)
  }
}
Set-PSReadLineKeyHandler -Chord 'Ctrl+x,t' -ScriptBlock {
  param($key, $arg)
  $ast = $null; $tokens = $null; $errors = $null; $cursor = $null
  [Microsoft.PowerShell.PSConsoleReadLine]::GetBufferState([ref]$ast, [ref]$tokens, [ref]$errors, [ref]$cursor)
  Write-Host "$($ast.GetType().Name), $($errors.Count) errors, at $cursor by $($key.Key -is [string])"
}
Set-PSReadLineKeyHandler -Key F6 -ScriptBlock { Write-Host 'no end'; while ($true) { } }
Set-PSReadLineKeyHandler -Key F7 -ScriptBlock { throw 'not today' }
Set-PSReadLineKeyHandler -Key F8 -ScriptBlock {
  param($key, $arg)
  [Microsoft.PowerShell.PSConsoleReadLine]::BackwardDeleteWord()
  [Microsoft.PowerShell.PSConsoleReadLine]::SelfInsert($key, $arg)
  [Microsoft.PowerShell.PSConsoleReadLine]::Replace(90, 1, 'x')
}`,
      });
      terminal.type('half a line');
      terminal.press('F5');
      await terminal.until(/vSeal lab:> Get-VM app-01\n.*app-01 +PoweredOff.*vSeal lab:> *\n/s);
      // Keys that follow at once wait for the block.
      terminal.type('Get-VM "app-01"');
      await terminal.until('vSeal lab:> Get-VM "app-01"');
      await terminal.until(() => terminal.cursor().x === 'vSeal lab:> Get-VM "app-01"'.length);
      terminal.press('C-x', 't');
      await terminal.until(/ScriptBlockAst, 0 errors, at 15 by True\nvSeal lab:> Get-VM "app-01"/);
      terminal.press('M-a');
      terminal.press('C-u');
      terminal.type('word');
      terminal.press('C-a', 'C-S-Right', "'");
      await terminal.until("vSeal lab:> 'word'");
      terminal.press('C-u', 'F6');
      await terminal.until('no end');
      // Keys wait for the block, and go with it.
      terminal.type('later');
      terminal.press('C-c');
      await run(terminal, 'x', /The term 'x' is not recognized/);
      terminal.type('some words');
      terminal.press('F7');
      await terminal.until(/not today\n(.*\n)*vSeal lab:> some words/);
      terminal.press('F8');
      await terminal.until(/Start 90 and length 1\s+lie outside.*vSeal lab:> some *\n/s);
      terminal.press('C-u');
      await run(
        terminal,
        'Get-PSReadLineKeyHandler -Chord F5 | Format-List Function, Group',
        /EncryptedVMs\n.*Custom/,
      );
    });

    it('sets options that people set', async () => {
      const data = `options-${size.columns}-${size.resizing}`;
      const terminal = await start(size, {
        data,
        profile: `
Set-PSReadLineOption -HistorySaveStyle SaveAtExit -ShowToolTips:$false -WordDelimiters ' ' -BellStyle None
Set-PSReadLineOption -PredictionSource History -PredictionViewStyle InlineView -HistoryNoDuplicates -MaximumHistoryCount 50
Set-PSReadLineOption -HistorySearchCursorMovesToEnd -ExtraPromptLineCount 1 -PromptText '> ' -DingTone 1200
Set-PSReadLineOption -AddToHistoryHandler { param($line) $line -notmatch 'forget' }
Set-PSReadLineKeyHandler -Key UpArrow -Function HistorySearchBackward`,
      });
      terminal.type('Get-VM');
      terminal.press('C-Space');
      await terminal.until(/ Get-VMHost\n/);
      expect(terminal.screen().join('\n')).not.toContain('Gets virtual machines');
      terminal.press('C-g', 'C-u');
      await run(terminal, "'first line'", /\nfirst line\n/);
      await run(terminal, "'please forget'", /\nplease forget\n/);
      await run(terminal, "'last line'", /\nlast line\n/);
      terminal.type("'");
      terminal.press('Up');
      await terminal.until(/:> 'last line'\s+administrator/);
      await terminal.until(() => terminal.cursor().x === "vSeal lab:> 'last line'".length);
      terminal.press('Up');
      await terminal.until(/:> 'first line'\s+administrator/);
      terminal.press('C-u');
      terminal.type('one-word.and more');
      // One word, dots and all.
      terminal.press('M-b', 'M-b', 'M-d');
      await terminal.until(/:> {2}more/);
      terminal.press('C-u', 'C-k');
      const { file } = await historyFile(terminal, data);
      expect(file()).toBe('');
      terminal.press('C-d');
      await terminal.until(() => !terminal.alive());
      expect(file()).toContain("'first line'\n'last line'\n");
      expect(file()).not.toContain('forget');
    });

    it('has a prompt of several lines in its own colours', async () => {
      const terminal = await start(size, {
        data: `prompt-${size.columns}-${size.resizing}`,
        profile: `function prompt {
  Write-Host 'lab ' -NoNewline -ForegroundColor Green
  "$([char]27)[36mabove$([char]27)[0m\`nPS $([char]27)[1;33m>$([char]27)[0m "
}`,
      });
      expect(terminal.screen().join('\n')).toMatch(/lab above\nPS > *\n/);
      await run(
        terminal,
        'Get-VM app-01',
        /lab above\nPS > Get-VM app-01\n.*app-01 +PoweredOff.*lab above\nPS > *\n/s,
      );
      expect(terminal.coloured()).toMatch(/\u001b\[92mlab \u001b\[36mabove/);
      expect(terminal.coloured()).toMatch(/\u001b\[1m\u001b\[33m>/);
      terminal.resize(60, 20);
      terminal.type('x');
      await terminal.until(/PS > x/);
      expect(terminal.everything().match(/lab above/g)).toHaveLength(2);
    });
  },
);

async function historyFile(terminal: TestTerminal, data: string): Promise<{ file: () => string }> {
  const path = join(folder, data, 'vseal', 'history.txt');
  await run(terminal, '(Get-PSReadLineOption).HistorySavePath', 'history.txt');
  return {
    file: () => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return '';
      }
    },
  };
}

describe.skipIf(needsCommand('tmux', 'tmux')).each(SIZES)(
  'the prompt and the model at $columns × $rows, resizing: $resizing',
  (size) => {
    const data = `model-${size.columns}-${size.resizing}`;
    let terminal: TestTerminal;
    beforeAll(async () => {
      terminal = await start(size, { data });
    });

    it('says at the first start where one is and what to try', () => {
      const screen = terminal.screen().join('\n');
      expect(screen).toMatch(/datacenter\.json.*Get-VM .*Enable-VMEncryption.*Start-Tutorial.*about_vSeal/s);
    });
    it('asks in a live view, and acts on the answer', async () => {
      await emptyScreen(terminal);
      await run(terminal, "$ConfirmPreference = 'Low'", IDLE);
      await run(terminal, 'Show-Datacenter', /app-01 +Off .*Opportunistic/);
      terminal.press('/');
      terminal.type('app-01');
      terminal.press('Enter', 'Down', 'Down', 'Down', 'm');
      await terminal.until(/Set encrypted vMotion to required" on target "app-01".*\[Y\] Yes .*\[N\] No/s);
      terminal.press('n', 'Enter');
      await terminal.until('Nothing was done: the answer was no.');
      expect(terminal.screen().join('\n')).toMatch(/app-01 +Off .*Opportunistic/);
      terminal.press('m');
      await terminal.until('[Y] Yes');
      terminal.press('Enter');
      await terminal.until(/app-01: Required\./);
      await terminal.until(/app-01 +Off .*Required/);
      terminal.press('m');
      await terminal.until('[Y] Yes');
      terminal.press('C-c');
      await terminal.until('Nothing was done: the answer was no.');
      terminal.press('q');
      await terminal.until(/\[L\] No to All: \^C\nvSeal lab:>/);
      await run(
        terminal,
        'Set-VMotionEncryption app-01 Opportunistic -Confirm:$false | Out-Null; $ConfirmPreference = "High"; "as it was"',
        /\nas it was/,
      );
    });

    it('completes names of every kind', async () => {
      await emptyScreen(terminal);
      await completes(terminal, 'Get-VMHost esx-02', 'Get-VMHost esx-02.lab.local');
      await completes(terminal, 'Get-SpbmStoragePolicy VM', "Get-SpbmStoragePolicy 'VM Encryption Policy'");
      await completes(terminal, 'Get-KeyProvider lab', 'Get-KeyProvider lab-kms');
      await completes(terminal, '$ConfirmP', '$ConfirmPreference');
      await completes(terminal, 'Get-Content ./pack', 'Get-Content ./package');
      await completes(terminal, 'Get-VM | Select-Object @{ Exp', 'Get-VM | Select-Object @{ Expression');
      await run(
        terminal,
        "(TabExpansion2 'Enable-VMEncryption db' 22).CompletionMatches.CompletionText",
        /\ndb-01\n/,
      );
      await run(terminal, "'recalled' + 1", /\nrecalled1\n/);
      await completes(terminal, '#recal', "'recalled' + 1");
      await run(terminal, 'enable-vmencrypton app-01', /Did you mean.*Enable-VMEncryption/s);
      await run(terminal, 'Get-VM -Lcation x', /did you mean|Did you mean|-Location/);
      await run(terminal, 'Get-VM db01', /db-01\?/);
      await run(terminal, 'Get-Help about_KeyProviders | more', /KEY|Key provider.*-- More --/s);
      terminal.press('q');
      await terminal.until(IDLE);
    });

    it('keeps what was killed in a ring, and a line once in the history', async () => {
      await emptyScreen(terminal);
      const typed = (line: string) => new RegExp(`vSeal lab:> ${line} *\\n[^\\n]*administrator@`);
      for (const words of ['first words', 'other words']) {
        terminal.type(words);
        await terminal.until(typed(words));
        terminal.press('C-u');
      }
      terminal.press('C-y');
      await terminal.until(typed('other words'));
      terminal.press('M-y');
      await terminal.until(typed('first words'));
      terminal.press('C-u');
      for (const number of ['1', '2', '2'])
        await run(terminal, `"no. ${number}"`, new RegExp(`\\nno. ${number}\\n`));
      await terminal.until(/no. 2\n(?:.*\n)*no. 2\n/);
      terminal.press('Up');
      await terminal.until(typed('"no. 2"'));
      terminal.press('Up');
      await terminal.until(typed('"no. 1"'));
      terminal.press('C-u', 'C-k');
    });

    it('never writes a secret, and shows it to nobody', async () => {
      await emptyScreen(terminal);
      await run(terminal, '$s = Read-Host Password -AsSecureString; "$s"', 'Password:');
      terminal.type('canary-1');
      await terminal.until('Password: ********');
      terminal.press('Enter');
      await terminal.until(/SecureString\n/);
      await run(terminal, "$t = ConvertTo-SecureString 'canary-2' -AsPlainText -Force; 'made'", /\nmade\n/);
      terminal.press('Up');
      await terminal.until(/canary-2[^\n]*made'\s+administrator/);
      terminal.press('C-u', 'C-k');
      const history = readFileSync(join(folder, data, 'vseal', 'history.txt'), 'utf8');
      expect(history).toContain('Read-Host Password');
      expect(history).not.toContain('canary');
    });

    it('announces a task above the line being typed; several bars; Ctrl-C ends the work', async () => {
      await emptyScreen(terminal);
      terminal.type('Get-VM app-* | Enable-VMEncryption -RunAsync | Out-Null');
      terminal.press('Enter');
      await terminal.glimpse(/[█░]|✔/);
      terminal.type('Get-VM a');
      const screen = await terminal.until(/(✔ [^\n]*app-0\d: done\n.*){3}vSeal lab:> Get-VM a/s);
      expect(screen.match(/: done/g)).toHaveLength(3);
      terminal.press('C-u');
      await run(
        terminal,
        'Write-Progress Outer -Status half -PercentComplete 50 -Id 1; Write-Progress Inner -PercentComplete 40 -Id 2; Start-Sleep 600',
        /Outer +[█░].*Inner +[█░]/s,
      );
      terminal.press('C-c');
      await terminal.until(/\^C\nvSeal lab:> *\n/);
      expect(terminal.screen().join('\n')).not.toMatch(/[█░]/);
    });

    it('edits by the keys of Emacs and of Windows', async () => {
      await emptyScreen(terminal);
      terminal.type('alpha beta gamma');
      terminal.press('C-w', 'C-a', 'C-y', 'M-u');
      await terminal.until(':> gammaALPHA beta');
      terminal.press('C-_');
      await terminal.until(':> gammaalpha beta');
      terminal.press('C-e', 'C-w', 'C-k', 'M-b', 'C-Left', 'M-f');
      terminal.press('C-u', 'C-k');
      await run(
        terminal,
        'Set-PSReadLineOption -EditMode Windows',
        promptAfter('Set-PSReadLineOption -EditMode Windows'),
      );
      terminal.type('alpha beta');
      terminal.press('C-S-Left', 'C-x', 'Home');
      await terminal.until(/:> alpha *\n/);
      terminal.press('C-v');
      await terminal.until(':> betaalpha');
      terminal.press('C-z', 'C-z');
      await terminal.until(':> alpha beta');
      terminal.press('C-y');
      await terminal.until(/:> alpha *\n/);
      terminal.press('Escape');
      await terminal.until(IDLE);
      terminal.type('(Get-VM)');
      await terminal.until('(Get-VM)');
      expect(terminal.coloured()).toMatch(
        /\u001b\[[0-9;]*48;5;\d+[0-9;]*m\(|\u001b\[7m\(|\u001b\[1m(\u001b\[[0-9;]+m)*\(/,
      );
      terminal.press('Escape');
      await terminal.until(IDLE);
      await run(terminal, 'Set-PSReadLineOption -EditMode Emacs', IDLE);
    });

    it('has themes, and no colour where none is wanted', async () => {
      await emptyScreen(terminal);
      terminal.type('Get-VM');
      await terminal.until(':> Get-VM');
      const dark = /\u001b\[38;5;(\d+)mGet-VM/.exec(terminal.coloured())?.[1];
      terminal.press('C-u');
      await run(terminal, 'Set-VSealOption Theme light', promptAfter('Set-VSealOption Theme light'));
      terminal.type('Get-VM');
      await terminal.until(/light\nvSeal lab:> Get-VM/);
      const light = /\u001b\[38;5;(\d+)mGet-VM/.exec(
        terminal.coloured().split('\n').slice(-3).join('\n'),
      )?.[1];
      expect(light).not.toBe(dark);
      terminal.press('C-u');
      await run(terminal, 'Set-VSealOption Theme dark', promptAfter('Set-VSealOption Theme dark'));
      const plain = await start(size, { data, environment: { NO_COLOR: '1' } });
      // What is said at the first start is said once.
      expect(plain.screen().join('\n')).not.toContain('Start-Tutorial');
      await run(plain, 'Get-VM nosuch', /Try:/);
      await run(plain, "Write-Host red -ForegroundColor Red; Write-Warning 'careful'", /WARNING: careful/);
      expect(plain.coloured()).not.toMatch(/\u001b\[[0-9;]*(3[0-8]|4[0-8]|9[0-7])[;m]/);
    });

    it('marks a key provider that is down at once and takes the mark away; and a locked VM', async () => {
      await emptyScreen(terminal);
      await run(terminal, 'Set-KeyManagementServerFault embedded -Down', 'vSeal lab ●:>');
      await terminal.until('● key provider lab-kms is down');
      expect(terminal.coloured()).toMatch(/\u001b\[38;5;\d+m ●/);
      await run(terminal, 'Set-KeyManagementServerFault embedded -Clear', IDLE);
      await run(
        terminal,
        'Unregister-KeyProvider lab-kms -Force -Confirm:$false',
        /vSeal lab ●:>.*● 3 VMs locked/s,
      );
    });
  },
);
