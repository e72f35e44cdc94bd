import { type SpawnSyncReturns, spawnSync } from 'node:child_process';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The whole of vSeal in a few runs of its executable; other versions of Node run this file too. */
const EXECUTABLE = join(import.meta.dirname, '../../bin/vseal.js');
const folder = mkdtempSync(join(tmpdir(), 'vseal-smoke-'));
const state = join(folder, 'data', 'datacenter.json');
/** Hosts' memory is kept only where it is memory. */
const runtime = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vseal-smoke-'));
afterAll(() => {
  for (const made of [folder, runtime]) rmSync(made, { recursive: true, force: true });
});

function vseal(...args: string[]): SpawnSyncReturns<string> {
  return spawnSync(process.execPath, [EXECUTABLE, '--state', state, ...args], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    // Only a guard against a hang.
    timeout: 110_000,
    env: { ...process.env, XDG_RUNTIME_DIR: runtime },
  });
}

function shell(command: string): SpawnSyncReturns<string> {
  const env = {
    ...process.env,
    XDG_RUNTIME_DIR: runtime,
    NODE: process.execPath,
    VSEAL: EXECUTABLE,
    STATE: state,
  };
  return spawnSync('/bin/sh', ['-c', command], { encoding: 'utf8', timeout: 110_000, env });
}

function script(text: string): string {
  const file = join(folder, 'script.ps1');
  writeFileSync(file, text);
  return file;
}

beforeAll(() => {
  const made = shell('umask 000; "$NODE" "$VSEAL" --state "$STATE" -c "Get-VM app-01 | Enable-VMEncryption"');
  expect(made.stderr).toContain('A lab datacenter was made');
  expect(made.status).toBe(0);
});

describe('what it writes', () => {
  test('a value, on standard output alone', () => {
    const { stdout, stderr, status } = vseal('-c', '1+1');
    expect([stdout, stderr, status]).toEqual(['2\n', '', 0]);
  });

  test.each([
    ['nosuch*', []],
    ['db-01', ['db-01']],
    ['*', ['app-01', 'app-02', 'app-03', 'db-01', 'vcsa-01', 'web-01']],
  ])('Get-VM %s as a JSON array', (name, expected) => {
    const { stdout, status } = vseal('-c', `Get-VM ${name} | ConvertTo-Json -AsArray`);
    const vms = JSON.parse(stdout) as { Name: string }[];
    expect(vms.map((vm) => vm.Name).sort()).toEqual(expected);
    expect(status).toBe(0);
  });

  test('an error that the command line writes, under the name of what writes it', () => {
    const { stderr, status } = vseal('-c', 'Write-Error x');
    expect([stderr, status]).toEqual(['Write-Error: x\n', 1]);
  });

  test('no escape codes where the output is no terminal', () => {
    const { stdout, stderr } = vseal(
      '-c',
      'Get-VM; Get-VMHost | Format-List; Get-VM nosuch; Write-Warning w',
    );
    expect(stdout).toContain('app-01');
    expect(stderr).toContain("VM with name 'nosuch' was not found");
    expect(stdout + stderr).not.toContain('\u001b');
  });

  test('nothing, quietly, once nobody reads any more', () => {
    const { stdout, stderr } = shell(
      '"$NODE" "$VSEAL" --state "$STATE" -c "1..200000; Get-VM" | head -n 1; echo end',
    );
    expect([stdout, stderr]).toEqual(['1\nend\n', '']);
  });

  test.skipIf(!existsSync('/dev/full'))('and says so when the disk that it goes to is full', () => {
    const { stderr, status } = shell('"$NODE" "$VSEAL" --state "$STATE" -c 1 > /dev/full');
    expect([stderr, status]).toEqual(['vseal: standard output: ENOSPC: no space left on device, write\n', 1]);
  });
});

test('Start-Transcript keeps what is shown', () => {
  const log = join(folder, 'transcript.log');
  const { stdout } = vseal(
    'run',
    script(
      `$null = Start-Transcript ${log}; 'result'; Write-Host host; Write-Warning careful; Stop-Transcript; 'after'`,
    ),
  );
  expect(stdout).toBe(`result\nhost\nTranscript stopped, output file is ${log}\nafter\n`);
  const lines = readFileSync(log, 'utf8').split('\n');
  expect(lines.slice(6, 9)).toEqual(['result', 'host', 'WARNING: careful']);
  expect(lines[10]).toBe('PowerShell transcript end');
});

describe('what is piped in', () => {
  const piped = (command: string): string =>
    shell(`printf 'app-01\\napp-02\\n' | "$NODE" "$VSEAL" --state "$STATE" ${command}`).stdout;

  test('is $input of -c', () => {
    expect(piped(`-c '@($input).Count; "[$input]"'`)).toBe('2\n[]\n');
    expect(piped(`-c '(Get-VM @($input)).Name'`)).toBe('app-01\napp-02\n');
  });

  test('is $input of a script, and what it takes from the pipeline', () => {
    expect(piped(`run ${script('foreach ($line in $input) { "<$line>" }')}`)).toBe('<app-01>\n<app-02>\n');
    const named = 'param([Parameter(ValueFromPipeline)]$Name) process { "<$Name>" }';
    expect(piped(`run ${script(named)}`)).toBe('<app-01>\n<app-02>\n');
  });

  test('is not waited for by a script that does not ask', () => {
    const pipe = join(folder, 'open.fifo');
    // Opened for writing, too, so that it never ends.
    const asksInside = script('function Get-Each { $input }; 1, 2 | Get-Each; 3 | & { $input }; "done"');
    const command = `mkfifo ${pipe} && exec 3<>${pipe} && "$NODE" "$VSEAL" run ${asksInside} <&3`;
    expect(shell(command).stdout).toBe('1\n2\n3\ndone\n');
  });
});

describe('encryption', () => {
  test('is there after a restart, and comes off again', () => {
    const encrypted = vseal('-c', '(Get-VM app-01).Encrypted; Get-VMEncryptionInfo app-01 | % KeyProvider');
    expect(encrypted.stdout).toBe('True\nlab-kms\n');
    const decrypted = vseal('-c', 'Disable-VMEncryption app-01 | % Encrypted');
    expect([decrypted.stdout, decrypted.stderr, decrypted.status]).toEqual(['False\n', '', 0]);
  });
});

describe('exit codes', () => {
  test.each([
    ['the last statement failed', ['-c', 'Enable-VMEncryption nosuch'], 1],
    ['a failure that is not the last one', ['-c', 'Get-VM nosuch; 1'], 0],
    ['an error that ended it', ['-c', "throw 'out'"], 1],
    ['an unknown option', ['--nosuch'], 2],
    ['a script that is not there', ['run', join(folder, 'nosuch.ps1')], 2],
  ])('%s', (_what, args, code) => {
    expect(vseal(...args).status).toBe(code);
  });

  test.each([
    ['exit 3', 3],
    ["throw 'out'", 1],
    ['Get-VM nosuch -ErrorAction Stop', 1],
    ['1', 0],
  ])('of a script: %s', (text, code) => {
    expect(vseal('run', script(`${text}\n`)).status).toBe(code);
  });
});

describe('the command line', () => {
  test('takes its options behind a command, too', () => {
    const other = join(folder, 'other', 'datacenter.json');
    const { stdout, status } = vseal('state', 'path', '--state', other);
    expect([stdout, status]).toEqual([`${other}\n`, 0]);
  });

  test('leaves to a script what follows its name', () => {
    const file = script('param($State)\n$State\n(Get-VM).Count\n');
    const { stdout, status } = vseal(
      'run',
      '--user',
      'auditor@vsphere.local',
      file,
      '-State',
      '--no-connect',
    );
    expect([stdout, status]).toEqual(['--no-connect\n6\n', 0]);
  });

  test.each([
    ['rollout.ps1', 'vseal: a script file is run by: vseal run rollout.ps1\n'],
    ['frob', "vseal: there is no command 'frob'; vseal --help lists them, and vseal -c runs a line.\n"],
  ])('says what %s is not', (name, message) => {
    const { stderr, status } = vseal(name);
    expect([stderr, status]).toEqual([message, 2]);
  });
});

describe('a script', () => {
  test('with a syntax error says where, and runs nothing', () => {
    const { stdout, stderr, status } = vseal(
      'run',
      script('Write-Output before\nGet-VM | Where-Object {\n  if (1 {\n}\n'),
    );
    expect(stdout).toBe('');
    expect(status).toBe(1);
    const lines = stderr.split('\n');
    expect(lines[0]).toMatch(/script\.ps1:3:9$/);
    const text = lines.findIndex((line) => line.includes('if (1 {'));
    expect(lines[text]).toMatch(/^ +3 \| {3}if \(1 \{$/);
    expect(lines[text + 1]?.indexOf('~')).toBe(lines[text]?.indexOf('{'));
    expect(stderr).toContain("Unexpected token '{'");
  });
});

test('what it keeps is its owner’s alone, under umask 000 too', () => {
  const modes = new Set<string>();
  const visit = (path: string): void => {
    const stat = statSync(path);
    modes.add(`${stat.isDirectory() ? 'folder' : 'file'} ${(stat.mode & 0o777).toString(8)}`);
    if (stat.isDirectory()) for (const name of readdirSync(path)) visit(join(path, name));
  };
  visit(join(folder, 'data'));
  expect([...modes].sort()).toEqual(['file 600', 'folder 700']);
});

test('the package that npm makes runs without its sources', () => {
  const root = join(import.meta.dirname, '../..');
  const packed = shell(
    `cd '${root}' && npm pack --ignore-scripts --silent --pack-destination '${folder}' && tar -xzf '${folder}'/vseal-*.tgz -C '${folder}'`,
  );
  expect([packed.stderr, packed.status]).toEqual(['', 0]);
  const installed = join(folder, 'package');
  expect(existsSync(join(installed, 'src'))).toBe(false);
  symlinkSync(join(root, 'node_modules'), join(installed, 'node_modules'));
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [join(installed, 'bin/vseal.js'), '--state', state, '-c', '(Enable-VMEncryption app-02).Encrypted'],
    { encoding: 'utf8', timeout: 110_000, env: { ...process.env, XDG_RUNTIME_DIR: runtime } },
  );
  expect([stdout, status]).toEqual(['True\n', 0]);
  // Hosts of the cluster follow the first into encryption mode.
  expect(stderr).toMatch(/^(?:WARNING: Encryption mode of host .+ is turned on; it gets a host key\.\n)*$/);
});
