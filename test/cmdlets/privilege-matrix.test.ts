import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CLUSTER, NEW_VM, OPERATIONS, type Operation } from './privileged-operations.ts';

/**
 * Every role × every operation, against a table that was written by hand from the vendor's privileges. An operation
 * ends as `done` or with the privilege that the user lacks, on the entity it is asked for on. Administrators may do
 * all of them. Read-only and the Trusted Infrastructure administrator lack the first privilege that is asked for; No
 * cryptography administrator lacks what its column names. The other roles cannot even see what they would change.
 */
const executable = join(import.meta.dirname, '../../bin/vseal.js');
let folder: string;

/** One line for each operation: its end. */
const JUDGE = `
function Test-Operation([string] $name, [scriptblock] $run) {
  try { $null = & $run; $end = 'done' } catch {
    $told = "$($_ | Out-String)"
    $end = if ($told -match 'lacks the privilege (\\S+) on ') { $Matches[1] }
           elseif ($_.FullyQualifiedErrorId -match 'NotFound|ObjectByName|NoObject') { 'not found' } else { $told }
  }
  [pscustomobject]@{ Operation = $name; End = $end }
}`;

const vmOf = (index: number): string => `op-${index}`;
const fill = (text: string, index: number): string =>
  text.replaceAll('<vm>', vmOf(index)).replaceAll('<folder>', join(folder, 'out'));

function prepare(): string {
  const lines = [
    "$ErrorActionPreference = 'Stop'; $ConfirmPreference = 'None'; $WarningPreference = 'SilentlyContinue'",
    `Get-Cluster ${CLUSTER} | ForEach-Object { foreach ($n in 4..7) { Add-VMHost "esx-0$n.lab.local" -Location $_ -User root -Password x } }`,
    `Set-Cluster ${CLUSTER} -DrsEnabled $false; Set-VMHost esx-04.lab.local, esx-07.lab.local -State Maintenance`,
    'foreach ($n in "target", "renamed", "moved", "removed") { New-Folder $n -Location vm }',
    `New-ResourcePool pool -Location ${CLUSTER}; New-TagCategory kinds; New-Tag known -Category kinds`,
    'Enable-VMHostCryptoSafe esx-02.lab.local -KMSClusterId lab-kms',
  ];
  for (const [index, { vm, before }] of OPERATIONS.entries()) {
    if (vm !== undefined) {
      lines.push(`New-VM -Name ${vmOf(index)} ${NEW_VM}`);
      if (vm.startsWith('encrypted')) lines.push(`Enable-VMEncryption ${vmOf(index)}`);
      if (vm.endsWith(' on')) lines.push(`Start-VM ${vmOf(index)}`);
      if (vm === 'snapshot') lines.push(`New-Snapshot ${vmOf(index)} -Name s`);
      if (vm === 'template') lines.push(`Set-VM ${vmOf(index)} -ToTemplate`);
    }
    if (before !== undefined) lines.push(fill(before, index));
  }
  return `$null = & { ${lines.join('\n')} }`;
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'vseal-privileges-'));
  vseal('prepared', prepare());
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function vseal(state: string, text: string, user = 'administrator'): string {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      executable,
      '--state',
      join(folder, state, 'datacenter.json'),
      '--user',
      `${user}@vsphere.local`,
      '-c',
      text,
    ],
    { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
  );
  if (status !== 0) throw new Error(`${stdout}\n${stderr}`);
  return stdout;
}

/** How every operation ends for a user who has the role on the root folder. */
function endsFor(role: string, release = '6.5'): Record<string, string> {
  const state = `as-${role}`;
  cpSync(join(folder, 'prepared'), join(folder, state), { recursive: true });
  vseal(
    state,
    `$null = & {
      Set-VIServerVersion ${release}
      New-VIAccount tester -Password 'Matrix-2016!'
      New-VIPermission (Get-Folder Datacenters) -Principal tester -Role ${role}
    }`,
  );
  const lines = [
    "$ErrorActionPreference = 'Stop'; $ConfirmPreference = 'None'; $WarningPreference = 'SilentlyContinue'",
    JUDGE,
    '$(',
    ...OPERATIONS.map(({ name, run }, index) => `Test-Operation '${name}' { ${fill(run, index)} }`),
    ') | ConvertTo-Json',
  ];
  const found = JSON.parse(vseal(state, lines.join('\n'), 'tester')) as {
    Operation: string;
    End: string;
  }[];
  return Object.fromEntries(found.map(({ Operation: name, End }) => [name, End]));
}

const column = (end: (operation: Operation) => string): Record<string, string> =>
  Object.fromEntries(OPERATIONS.map((operation) => [operation.name, end(operation)]));

test('administrators may do everything', () => {
  expect(endsFor('Admin')).toEqual(column(() => 'done'));
}, 300_000);

test('read-only may do nothing, and is told which privilege it lacks', () => {
  expect(endsFor('ReadOnly')).toEqual(column(({ readOnly }) => readOnly));
}, 300_000);

test('no cryptography administrator may do all that needs no cryptographic privilege', () => {
  expect(endsFor('NoCryptoAdmin')).toEqual(column(({ noCrypto }) => noCrypto));
}, 300_000);

test.each(['View', 'Anonymous', 'NoAccess'] as const)(
  '%s sees no object, and is refused what needs none',
  (role) => {
    for (const [name, end] of Object.entries(endsFor(role)))
      expect([name, end]).toEqual([name, expect.stringMatching(/^(not found|[A-Z]\w+(\.\w+)+)$/)]);
  },
  300_000,
);

test('a Trusted Infrastructure administrator of 7.0 may do none of it', () => {
  expect(endsFor('TrustedAdmin', '7.0')).toEqual(column(({ readOnly }) => readOnly));
}, 300_000);

test('no Trusted Infrastructure administrator of 7.0 may do all of it', () => {
  expect(endsFor('NoTrustedAdmin', '7.0')).toEqual(column(() => 'done'));
}, 300_000);
