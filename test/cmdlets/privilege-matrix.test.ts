import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Cmdlet } from '../../src/cmdlet/cmdlet.ts';
import { type PreparedLab, prepareLab, QUIETLY } from './prepared-lab.ts';
import {
  CLUSTER,
  LATER_OPERATIONS,
  NEW_VM,
  OPERATIONS,
  type Operation,
  TESTER_PASSWORD,
} from './privileged-operations.ts';

/**
 * Every role × every operation, against a table that was written by hand from the vendor's privileges. An operation
 * ends as `done` or with the privilege that the user lacks, on the entity it is asked for on. Administrators may do
 * all of them. Read-only and the Trusted Infrastructure administrator lack the first privilege that is asked for; No
 * cryptography administrator lacks what its column names. The other roles cannot even see what they would change.
 */
let lab: PreparedLab;
const DIST = join(import.meta.dirname, '../../dist');
const EXECUTABLE = join(import.meta.dirname, '../../bin/vseal.js');

let keyServer: ChildProcess;
let keyServerData: string;
let keyServerPort: string;

beforeAll(async () => {
  keyServerData = mkdtempSync(join(tmpdir(), 'vseal-matrix-kms-'));
  const kms = (...args: string[]): ChildProcess =>
    spawn(process.execPath, [EXECUTABLE, 'kms', ...args, '--data', keyServerData]);
  await once(kms('init'), 'exit');
  keyServer = kms('serve', '--port', '0');
  keyServerPort = await new Promise((resolve) => {
    keyServer.stderr?.on('data', (text: Buffer) => {
      const [, port] = /on 127\.0\.0\.1:(\d+)\./.exec(text.toString()) ?? [];
      if (port !== undefined) resolve(port);
    });
  });
  lab = prepareLab(preparation());
}, 600_000);
afterAll(() => {
  keyServer.kill();
  rmSync(keyServerData, { recursive: true, force: true });
  lab.remove();
});

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
  text.replaceAll('<vm>', vmOf(index)).replaceAll('<kms port>', keyServerPort);

function preparation(): string[] {
  const vm = (name: string): string => `New-VM -Name ${name} ${NEW_VM}`;
  const lines = [
    `Get-Cluster ${CLUSTER} | ForEach-Object { foreach ($n in 4..7 + 9..13) { Add-VMHost "esx-$($n.ToString('00')).lab.local" -Location $_ -User root -Password x } }`,
    `Set-Cluster ${CLUSTER} -DrsEnabled $false; Set-VMHost esx-04.lab.local, esx-07.lab.local, esx-10.lab.local, esx-12.lab.local -State Maintenance`,
    'Stop-VMHost esx-11.lab.local -Force; Enable-VMHostCryptoSafe esx-02.lab.local -KMSClusterId lab-kms; New-VMHostCoreDump esx-02.lab.local',
    // The inventory
    'foreach ($n in "target", "renamed", "moved", "removed", "tagged") { New-Folder $n -Location vm }',
    'New-Folder dcs -Location Datacenters; New-Folder hosts -Location host',
    'foreach ($n in "renamed-dc", "moved-dc", "removed-dc") { New-Datacenter $n -Location Datacenters }',
    'foreach ($n in "moved-cluster", "removed-cluster", "other-cluster") { New-Cluster $n -Location Lab }',
    `foreach ($n in "pool", "moved-pool", "removed-pool") { New-ResourcePool $n -Location ${CLUSTER} }`,
    'New-TagCategory kinds; New-TagCategory removed; foreach ($n in "known", "renamed", "removed") { New-Tag $n -Category kinds }',
    'New-TagAssignment known (Get-Folder tagged)',
    'foreach ($n in "known", "renamed", "removed") { New-CustomAttribute $n }',
    'foreach ($n in "renamed-store", "removed-store") { New-Datastore $n -VMHost (Get-VMHost esx-01.lab.local) }',
    // Who may do what
    "foreach ($n in 'leaver', 'leaver-b') { New-VIAccount $n -Password 'Leaving-2016!' }",
    'foreach ($n in "Plain", "Unused") { New-VIRole $n -Privilege VirtualMachine.Interact.PowerOn }',
    'foreach ($n in "target", "tagged") { New-VIPermission (Get-Folder $n) -Principal leaver-b -Role Plain }',
    // Keys and policies
    'Register-KeyProvider unused; Register-KeyProvider certified; foreach ($n in 1, 2) { Add-KeyManagementServer -Name k$n -KeyProvider spare -Address 127.0.0.1 -Port $n -TrustKeyManagementServer $false }',
    "foreach ($n in 'Gold', 'Silver') { New-SpbmStoragePolicy $n -CommonRule (Get-SpbmStoragePolicy 'VM Encryption Policy').CommonRule }",
    "Export-SpbmStoragePolicy 'VM Encryption Policy' -FilePath $out/policy.xml; Set-Content $out/note.txt text",
    // VMs that several operations share
    ...[
      'shared',
      'ported',
      'replicated',
      'tolerant',
      'kept',
      'half',
      'sealed',
      'twice',
      'again',
      'readable',
    ].map(vm),
    `New-VM -Name driven ${NEW_VM} -CD -Floppy`,
    'Enable-VMEncryption half -SkipHardDisks; Enable-VMEncryption sealed, twice, again, readable',
    `New-DrsRule apart ${CLUSTER} -KeepTogether $false -VM shared, ported; New-DrsRule together ${CLUSTER} -KeepTogether $true -VM kept, half`,
    `foreach ($n in "vms", "removed-group") { New-DrsClusterGroup $n ${CLUSTER} -VM shared }; New-DrsClusterGroup hosts ${CLUSTER} -VMHost esx-02.lab.local`,
    'foreach ($n in "there", "gone") { New-DrsVMHostRule $n -VMGroup vms -VMHostGroup hosts -Type ShouldRunOn }',
    'foreach ($n in "kept", "gone") { New-AdvancedSetting (Get-VM shared) -Name $n -Value 1 }',
    "New-VMSerialPort ported; New-VMParallelPort ported; New-NetworkAdapter ported -NetworkName 'VM Network'",
    'Enable-VMReplication replicated datastore2; Enable-VMFaultTolerance tolerant; New-Snapshot kept -Name s',
    'New-Template unused -VM shared; New-VMBackup readable -Destination $out/kept; Export-VApp shared -Name packed -Format Ova -Destination $out/kept',
    'New-ContentLibrary kept-library -Datastore datastore1; New-ContentLibraryItem kept-library -VM shared -Name unused-item',
    ...laterPreparation(),
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
  lines.push('Add-VMHost esx-08.lab.local -Location (Get-Folder host -Location Lab) -User root -Password x');
  return lines;
}

/** What only a newer vCenter can prepare; it becomes one of 6.5 again. */
function laterPreparation(): string[] {
  const trusting = (name: string): string =>
    `New-VM -Name ${name} ${NEW_VM} -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy'; New-AdvancedSetting (Get-VM ${name}) firmware efi`;
  return [
    `Set-VIServerVersion 7.0; ${trusting('bare')}; ${trusting('trusted')}; New-VTpm -VM trusted`,
    'Add-EntityDefaultKeyProvider -Entity (Get-Cluster other-cluster) -KeyProvider lab-kms; Set-VIServerVersion 6.5',
  ];
}

/** How every operation ends for a user who has the role on the root folder. */
function endsFor(
  role: string,
  release = '6.5',
  operations: readonly Operation[] = OPERATIONS,
): Record<string, string> {
  const name = `as-${role}-${operations.length}`;
  const folder = lab.copy(name);
  lab.run(
    name,
    `$null = & {
      Set-VIServerVersion ${release}
      New-VIAccount tester -Password '${TESTER_PASSWORD}'
      New-VIPermission (Get-Folder Datacenters) -Principal tester -Role ${role}
    }`,
  );
  const lines = [
    QUIETLY,
    JUDGE,
    `$out = '${folder}'`,
    "$null = foreach ($n in 'backups', 'exports') { New-Item -ItemType Directory $out/$n }",
    '$(',
    ...operations.map(
      ({ name: operation, run }, index) => `Test-Operation '${operation}' { ${fill(run, index)} }`,
    ),
    ') | ConvertTo-Json',
  ];
  const found = JSON.parse(lab.run(name, lines.join('\n'), 'tester')) as {
    Operation: string;
    End: string;
  }[];
  return Object.fromEntries(found.map(({ Operation: operation, End }) => [operation, End]));
}

const column = (
  end: (operation: Operation) => string,
  operations: readonly Operation[] = OPERATIONS,
): Record<string, string> =>
  Object.fromEntries(operations.map((operation) => [operation.name, end(operation)]));

test('every cmdlet that asks for a privilege is tried', () => {
  const rows = [...OPERATIONS, ...LATER_OPERATIONS].map(({ run }) => run).join('\n');
  const { load } = createRequire(import.meta.url)(join(DIST, 'load.cjs')) as {
    load: (module: string) => { default: Cmdlet };
  };
  const index = JSON.parse(readFileSync(join(DIST, 'cmdlet-index.json'), 'utf8')) as { file: string }[];
  const untried = index
    .map(({ file }) => load(`rest:${file}`).default)
    .filter(({ privileges }) => privileges?.some((id) => !id.startsWith('System.')))
    .map(({ name }) => name)
    .filter((name) => !new RegExp(`${name}\\b`).test(rows));
  expect(untried).toEqual([]);
});

test('what came after 6.5, on 7.0', () => {
  const ends = (role: string): Record<string, string> => endsFor(role, '7.0', LATER_OPERATIONS);
  expect(ends('Admin')).toEqual(column(() => 'done', LATER_OPERATIONS));
  expect(ends('ReadOnly')).toEqual(column(({ readOnly }) => readOnly, LATER_OPERATIONS));
  expect(ends('NoCryptoAdmin')).toEqual(column(({ noCrypto }) => noCrypto, LATER_OPERATIONS));
});

test('administrators may do everything', () => {
  expect(endsFor('Admin')).toEqual(column(() => 'done'));
}, 600_000);

test('read-only may do nothing, and is told which privilege it lacks', () => {
  expect(endsFor('ReadOnly')).toEqual(column(({ readOnly }) => readOnly));
}, 600_000);

test('no cryptography administrator may do all that needs no cryptographic privilege', () => {
  expect(endsFor('NoCryptoAdmin')).toEqual(column(({ noCrypto }) => noCrypto));
}, 600_000);

test.each(['View', 'Anonymous', 'NoAccess'] as const)(
  '%s sees no object, and is refused what needs none',
  (role) => {
    for (const [name, end] of Object.entries(endsFor(role)))
      expect([name, end]).toEqual([name, expect.stringMatching(/^(not found|[A-Z]\w+(\.\w+)+)$/)]);
  },
  600_000,
);

test('a Trusted Infrastructure administrator of 7.0 may do none of it', () => {
  expect(endsFor('TrustedAdmin', '7.0')).toEqual(column(({ readOnly }) => readOnly));
}, 600_000);

test('no Trusted Infrastructure administrator of 7.0 may do all of it, but make an administrator', () => {
  expect(endsFor('NoTrustedAdmin', '7.0')).toEqual({
    ...column(() => 'done'),
    'a permission for an administrator': 'Host.Tpm.Read',
  });
}, 600_000);
