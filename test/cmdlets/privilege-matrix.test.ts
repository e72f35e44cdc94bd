import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PreparedLab, prepareLab, QUIETLY } from './prepared-lab.ts';
import { CLUSTER, NEW_VM, OPERATIONS, type Operation } from './privileged-operations.ts';

/**
 * Every role × every operation, against a table that was written by hand from the vendor's privileges. An operation
 * ends as `done` or with the privilege that the user lacks, on the entity it is asked for on. Administrators may do
 * all of them. Read-only and the Trusted Infrastructure administrator lack the first privilege that is asked for; No
 * cryptography administrator lacks what its column names. The other roles cannot even see what they would change.
 */
let lab: PreparedLab;

beforeAll(() => {
  lab = prepareLab(preparation());
}, 600_000);
afterAll(() => {
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
const fill = (text: string, index: number): string => text.replaceAll('<vm>', vmOf(index));

function preparation(): string[] {
  const lines = [
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
  lines.push('Add-VMHost esx-08.lab.local -Location (Get-Folder host) -User root -Password x');
  return lines;
}

/** How every operation ends for a user who has the role on the root folder. */
function endsFor(role: string, release = '6.5'): Record<string, string> {
  const name = `as-${role}`;
  const folder = lab.copy(name);
  lab.run(
    name,
    `$null = & {
      Set-VIServerVersion ${release}
      New-VIAccount tester -Password 'Matrix-2016!'
      New-VIPermission (Get-Folder Datacenters) -Principal tester -Role ${role}
    }`,
  );
  const lines = [
    QUIETLY,
    JUDGE,
    `$out = '${folder}'`,
    "$null = foreach ($n in 'backups', 'exports') { New-Item -ItemType Directory $out/$n }",
    '$(',
    ...OPERATIONS.map(
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

const column = (end: (operation: Operation) => string): Record<string, string> =>
  Object.fromEntries(OPERATIONS.map((operation) => [operation.name, end(operation)]));

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
