import { describe, expect, it } from 'vitest';
import { type HistoryOptions, type HistoryPort, openHistory } from '../../src/ui/history/history.ts';
import { deduplicated, formatEntry, parseEntries } from '../../src/ui/history/history-text.ts';
import { holdsSecret } from '../../src/ui/history/secret-lines.ts';

/** A file that several shells share. */
function memoryFile(text = ''): HistoryPort & { text: () => string } {
  let content = text;
  let changes = 0;
  return {
    path: '/home/me/history.txt',
    read: () => content,
    append(more) {
      content += more;
      changes++;
    },
    replace(next) {
      content = next;
      changes++;
    },
    revision: () => String(changes),
    text: () => content,
  };
}

const options: HistoryOptions = { limit: 100, deduplicate: true, save: 'SaveIncrementally' };

describe('the history file', () => {
  it('keeps an entry of several lines together, as PSReadLine does', () => {
    const line = 'Get-VM |\n  Select-Object Name';
    expect(formatEntry(line)).toBe('Get-VM |`\n  Select-Object Name\n');
    expect(parseEntries(formatEntry(line) + formatEntry('Get-VMHost'))).toEqual([line, 'Get-VMHost']);
  });

  it('leaves out a line that was cut while it was written', () => {
    expect(parseEntries('Get-VM\nGet-VMHo')).toEqual(['Get-VM']);
    expect(parseEntries('')).toEqual([]);
  });

  it('has each line once, at its latest place, and not too many', () => {
    expect(deduplicated(['a', 'b', 'a', 'c'], 10)).toEqual(['b', 'a', 'c']);
    expect(deduplicated(['a', 'b', 'c'], 2)).toEqual(['b', 'c']);
  });

  it('is shared between shells', () => {
    const file = memoryFile('Get-VM\n');
    const one = openHistory(file, options);
    const two = openHistory(file, options);
    one.add('Start-VM app-01');
    expect(two.lines).toEqual(['Get-VM']);
    two.refresh();
    expect(two.lines).toEqual(['Get-VM', 'Start-VM app-01']);
    two.add('Get-VM');
    one.refresh();
    expect(one.lines).toEqual(['Start-VM app-01', 'Get-VM']);
  });

  it("finds another shell's line also after writing one itself", () => {
    const file = memoryFile();
    const one = openHistory(file, options);
    const two = openHistory(file, options);
    one.add('first');
    two.add('second');
    two.refresh();
    expect(two.lines).toEqual(['first', 'second']);
  });

  it('writes at the end, or nothing, as the user has chosen', () => {
    const atExit = memoryFile('Get-VM\n');
    const late = openHistory(atExit, { ...options, save: 'SaveAtExit' });
    late.add('Start-VM app-01');
    late.add('Connect-VIServer lab -Password VMware1!');
    expect(late.lines).toContain('Start-VM app-01');
    expect(atExit.text()).toBe('Get-VM\n');
    late.close();
    late.close();
    expect(atExit.text()).toBe('Get-VM\nStart-VM app-01\n');

    const nothing = memoryFile();
    const silent = openHistory(nothing, { ...options, save: 'SaveNothing' });
    silent.add('Get-VM');
    nothing.append('Get-VMHost\n');
    silent.refresh();
    expect(silent.lines).toEqual(['Get-VMHost', 'Get-VM']);
    silent.close();
    expect(nothing.text()).toBe('Get-VMHost\n');
  });

  it('keeps a line out of the file when it is told so, and takes new limits at once', () => {
    const file = memoryFile();
    const history = openHistory(file, options);
    history.add('only here', true);
    history.add('a');
    history.add('b');
    expect(file.text()).toBe('a\nb\n');
    history.configure({ ...options, limit: 2 });
    expect(history.lines).toEqual(['a', 'b']);
  });

  it('keeps no empty lines and no monsters', () => {
    const file = memoryFile();
    const history = openHistory(file, options);
    history.add('   ');
    history.add('x'.repeat(20_000));
    expect(file.text()).toBe('');
  });

  it('shortens a file that has grown', () => {
    const file = memoryFile(Array.from({ length: 300 }, (_, n) => `line ${n}\n`).join(''));
    openHistory(file, options);
    expect(parseEntries(file.text())).toHaveLength(100);
  });

  it('never writes or suggests a line with a secret, but recalls it in this shell', () => {
    const file = memoryFile();
    const history = openHistory(file, options);
    history.add('Connect-VIServer lab -User root -Password VMware1!');
    history.add('Get-VM');
    expect(file.text()).toBe('Get-VM\n');
    expect(history.lines).toContain('Connect-VIServer lab -User root -Password VMware1!');
    expect(history.suggestible).toEqual(['Get-VM']);
    history.refresh();
    expect(openHistory(file, options).lines).toEqual(['Get-VM']);
  });

  it('forgets everything on request', () => {
    const file = memoryFile('Get-VM\n');
    const history = openHistory(file, options);
    history.clear();
    expect(file.text()).toBe('');
    expect(history.lines).toEqual([]);
  });
});

describe('lines that hold a secret', () => {
  it.each([
    'ConvertTo-SecureString "VMware1!" -AsPlainText -Force',
    'ConvertTo-SecureString VMware1! -asp -f',
    "ConvertTo-SecureString 'VMware1!'",
    'Connect-VIServer vc -User a -Password VMware1!',
    'Connect-VIServer vc -User a -Pass VMware1!',
    'connect-viserver vc -password:VMware1!',
    'Connect-VIServer vc –Password VMware1!',
    'Invoke-VMScript -GuestPassword x -VM app-01',
    'Get-VM -Credential (New-Object PSCredential("a", $p))',
    "Connect-VIServer vc -Credential 'root'",
    '[pscredential]::new("a", $p)',
    'New-Object System.Management.Automation.PSCredential "a", $p',
    '$password = "VMware1!"',
    "$env:KMS_TOKEN = 'abc'",
    "$kmsSecret='abc'",
    "@{ Password = 'x' }",
    "$pw = 'x'",
    '$rootPass="x"',
    'Set-Variable -Name kmsPassword -Value hunter2',
    'Connect-VIServer vc -Username a -Passwd x',
    'Connect-VIServer vc -Session 52f9a1c0',
    'Add-KeyManagementServer kms -Passphrase hunter2',
    'curl https://root:VMware1!@vc/sdk',
    "'-----BEGIN RSA PRIVATE KEY-----'",
  ])('%s', (line) => {
    expect(holdsSecret(line)).toBe(true);
  });

  it.each([
    'Get-VM',
    'Get-VM | Enable-VMEncryption',
    'Get-ChildItem -Path /tmp',
    'Set-VM app-01 -PassThru',
    'Connect-VIServer vc -Credential $cred',
    'Connect-VIServer vc -Credential (Get-Credential)',
    '$cred = Get-Credential',
    '$bypass = $true',
    'Connect-VIServer vc -Session $session',
    'Read-Host "Password" -AsSecureString',
    'Get-KeyProvider | Format-List',
    'Get-VIPrivilege | Where-Object { $_.Id -like "*password*" }',
    '# what a password is',
    'Set-VMEncryptionKey app-01 -KeyProvider kms-1',
    'https://vc/sdk',
  ])('not %s', (line) => {
    expect(holdsSecret(line)).toBe(false);
  });
});
