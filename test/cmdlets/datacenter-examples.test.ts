import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Cmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datacenterAreas } from './shell.ts';

/**
 * Every example of a datacenter cmdlet is run by the executable as Get-Help shows it. One process runs those of an
 * area; what changes nothing shares a copy of the first lab, and each of the others opens a copy of its own.
 */
const executable = join(import.meta.dirname, '../../bin/vseal.js');
// In memory, where hundreds of labs wait for no disk.
const MEMORY = '/dev/shm';
const parent = existsSync(MEMORY) ? MEMORY : tmpdir();
const folder = mkdtempSync(join(parent, 'vseal-examples-'));
const runtime = mkdtempSync(join(parent, 'vseal-runtime-'));

beforeAll(() => {
  vseal('lab', '-c', '$null = Get-VM');
});

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
  rmSync(runtime, { recursive: true, force: true });
});

describe.each(await datacenterAreas())('$area', ({ area, cmdlets }) => {
  const examples = cmdlets.flatMap(numberedExamples);
  const runnable = examples.filter(({ needs }) => needs === undefined);
  /** What each example reported, by its name. */
  const reported = new Map<string, readonly string[]>();

  it.each(cmdlets.map((cmdlet) => [cmdlet.name, cmdlet] as const))('%s has examples', (_name, cmdlet) => {
    expect(cmdlet.synopsis).toMatch(/\.$/);
    expect(cmdlet.examples.length).toBeGreaterThan(0);
  });

  beforeAll(() => {
    if (runnable.length === 0) return;
    copyLab(area);
    for (const { name, before = '', code, isReading } of runnable) {
      if (isReading) mkdirSync(join(folder, name));
      else copyLab(name);
      writeFileSync(join(folder, name, 'example.ps1'), `${before}\n${code}\n`);
    }
    const list = runnable.map(({ name }) => `'${join(folder, name)}'`).join(', ');
    const script = join(folder, area, 'all.ps1');
    writeFileSync(script, `foreach ($folder in ${list}) {${RUN_ONE}}`);
    for (const line of vseal(area, 'run', script).split('\n')) {
      if (!line.startsWith('{"Example"')) continue;
      const { Example, Errors } = JSON.parse(line) as { Example: string; Errors: readonly string[] };
      reported.set(Example, Errors);
    }
  });

  it.runIf(runnable.length > 0).each(runnable.map((each) => [each.name, each.title] as const))(
    '%s: %s',
    (name) => {
      expect(reported.get(name)).toEqual([]);
    },
  );
});

/** Errors are what `$Error` holds after the example, whether it ended by one or went on. */
const RUN_ONE = `
  Set-Location $folder
  $own = Join-Path $folder datacenter.json
  $isOwn = Test-Path $own
  if ($isOwn -or -not $DefaultVIServer) {
    $lab = if ($isOwn) { $own } else { Join-Path $PSScriptRoot datacenter.json }
    Connect-VIServer $lab -User administrator@vsphere.local -Password 'VMware1!' -ErrorAction Stop | Out-Null
  }
  $Error.Clear()
  try { & ./example.ps1 | Out-String | Out-Null } catch { }
  $errors = @($Error | ForEach-Object { "$_" })
  [pscustomobject]@{ Example = Split-Path $folder -Leaf; Errors = $errors } | ConvertTo-Json -Compress
  if ($isOwn -and $DefaultVIServer) { Get-VMDiskServer | Stop-VMDiskServer }
`;

function numberedExamples(cmdlet: Cmdlet) {
  return cmdlet.examples.map((example, index) => ({
    ...example,
    name: `${cmdlet.name}-${index + 1}`,
    isReading: cmdlet.name.startsWith('Get-') && example.before === undefined,
  }));
}

/** Disks' data and swap files, which are most of a lab, are shared: no example reads what another may have written there. */
function copyLab(name: string): void {
  const lab = join(folder, 'lab');
  const isData = (path: string) => /(?:-flat\.vmdk|\.vswp)$/.test(path);
  cpSync(lab, join(folder, name), { recursive: true, filter: (path) => !isData(path) });
  for (const path of readdirSync(lab, { recursive: true, encoding: 'utf8' }).filter(isData))
    linkSync(join(lab, path), join(folder, name, path));
}

function vseal(lab: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [executable, '--state', join(folder, lab, 'datacenter.json'), ...args],
    { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024, env: { ...process.env, XDG_RUNTIME_DIR: runtime } },
  );
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return stdout;
}
