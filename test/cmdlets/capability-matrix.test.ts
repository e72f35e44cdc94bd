import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PreparedLab, prepareLab, QUIETLY } from './prepared-lab.ts';

/**
 * What each vSphere release does with an encrypted VM, against a table that was written by hand from the vendor's
 * interoperability pages; and that each operation is there at all: a plain VM may do it in every release.
 */
const RELEASES = ['6.5', '6.7', '7.0', '8.0'] as const;

interface Row {
  readonly operation: string;
  /** `<vm>` is the encrypted VM, and then the plain one. */
  readonly run: string;
  readonly state?: 'on' | 'snapshot';
  /** The releases that do it for an encrypted VM: from this one on; null: none does. */
  readonly since: (typeof RELEASES)[number] | null;
  /** Undone for the plain VM: there is nothing there that could be done. */
  readonly onlyEncrypted?: true;
}

const TABLE: readonly Row[] = [
  { operation: 'suspend', run: 'Suspend-VM <vm>', state: 'on', since: '6.7' },
  { operation: 'snapshot with memory', run: 'New-Snapshot <vm> -Name m -Memory', state: 'on', since: '6.7' },
  { operation: 'snapshot of disks', run: 'New-Snapshot <vm> -Name d', since: '6.7' },
  {
    operation: 'new key with a snapshot',
    run: 'Set-VMEncryptionKey <vm>',
    state: 'snapshot',
    since: '6.7',
    onlyEncrypted: true,
  },
  {
    operation: 'new data keys with a snapshot',
    run: 'Set-VMEncryptionKey <vm> -Deep',
    state: 'snapshot',
    since: null,
    onlyEncrypted: true,
  },
  {
    operation: 'decrypt with a snapshot',
    run: 'Disable-VMEncryption <vm>',
    state: 'snapshot',
    since: null,
    onlyEncrypted: true,
  },
  { operation: 'fault tolerance', run: 'Enable-VMFaultTolerance <vm>', since: '7.0' },
  { operation: 'replication', run: 'Enable-VMReplication <vm> datastore2', since: '6.7' },
  {
    operation: 'content library',
    run: 'New-ContentLibraryItem -ContentLibrary library -VM <vm> -Name <vm>',
    since: '7.0',
  },
  { operation: 'OVF export', run: 'Export-VApp -VM <vm> -Destination $out', since: null },
  { operation: 'serial port', run: 'New-VMSerialPort <vm>', since: null },
  { operation: 'parallel port', run: 'New-VMParallelPort <vm>', since: null },
  {
    operation: 'raw device mapping',
    run: 'New-HardDisk <vm> -DiskType RawVirtual -DeviceName $out/lun.img',
    since: null,
  },
  {
    operation: 'multi-writer disk',
    run: 'Get-HardDisk <vm> | Set-HardDisk -Sharing MultiWriter',
    since: null,
  },
  {
    operation: 'flash read cache',
    run: 'Get-HardDisk <vm> | Set-HardDisk -FlashReadCacheMB 64',
    since: null,
  },
  {
    operation: 'new key while it runs',
    run: 'Set-VMEncryptionKey <vm>',
    state: 'on',
    since: '6.5',
    onlyEncrypted: true,
  },
  { operation: 'backup over NBDSSL', run: 'New-VMBackup <vm> -Destination $out/backups', since: '6.5' },
  {
    operation: 'backup over NBD',
    run: 'New-VMBackup <vm> -Destination $out/backups -Transport NBD',
    since: null,
  },
  {
    operation: 'backup over SAN',
    run: 'New-VMBackup <vm> -Destination $out/backups -Transport SAN',
    since: null,
  },
];

/** What a plain VM can have, and cannot be encrypted with: the other way round. */
const CONFLICTS: readonly Row[] = [
  ...TABLE.filter(({ operation }) =>
    [
      'fault tolerance',
      'replication',
      'serial port',
      'parallel port',
      'raw device mapping',
      'multi-writer disk',
      'flash read cache',
    ].includes(operation),
  ),
  { operation: 'snapshot of disks', run: 'New-Snapshot <vm> -Name d', since: null },
];

/** What a release's vCenter has, whatever the VM. */
const OF_VCENTER: readonly Row[] = [
  { operation: 'unlock', run: 'Unlock-VM enc-0', since: '6.7' },
  { operation: 'Trusted Infrastructure administrator', run: 'Get-VIRole TrustedAdmin', since: '7.0' },
  {
    operation: 'ReadKeyServersInfo',
    run: 'Get-VIPrivilege -Id Cryptographer.ReadKeyServersInfo',
    since: '7.0',
  },
  {
    operation: 'a VM’s CryptoState',
    run: 'if ($null -eq (Get-VM enc-0).ExtensionData.Runtime.CryptoState) { throw "none" }',
    since: '6.7',
  },
  { operation: 'virtual TPM', run: 'New-VTpm -VM trusted', since: '6.7' },
  {
    operation: 'new virtual TPM in a clone',
    run: 'New-VM clone -VM trusting -TpmProvisionPolicy Replace',
    since: '8.0',
  },
  { operation: 'encryption mode off', run: 'Disable-VMHostCryptoSafe esx-03.lab.local', since: '7.0' },
  {
    operation: 'default key provider of a cluster',
    run: 'Add-EntityDefaultKeyProvider -Entity (Get-Cluster) -KeyProvider lab-kms',
    since: '7.0',
  },
  {
    operation: 'core dumps of a crypto-safe host to a collector',
    run: 'Set-VMHostDumpCollector esx-01.lab.local -Address 192.0.2.50',
    since: null,
  },
];

const NEW_VM = '-DiskGB 0.001 -MemoryMB 16 -VMHost esx-01.lab.local -Datastore datastore1';
let lab: PreparedLab;

beforeAll(() => {
  const lines = [
    'New-ContentLibrary library -Datastore datastore1',
    'Set-VICapability EncryptedDiskSnapshot $true',
  ];
  for (const [index, { state }] of TABLE.entries()) {
    for (const kind of ['enc', 'plain']) {
      lines.push(`New-VM -Name ${kind}-${index} ${NEW_VM}`);
      if (kind === 'enc') lines.push(`Enable-VMEncryption enc-${index}`);
      if (state === 'on') lines.push(`Start-VM ${kind}-${index}`);
      if (state === 'snapshot') lines.push(`New-Snapshot ${kind}-${index} -Name before`);
    }
  }
  for (const index of CONFLICTS.keys()) lines.push(`New-VM -Name both-${index} ${NEW_VM}`);
  lines.push('Set-VIServerVersion 7.0');
  for (const name of ['trusted', 'trusting']) {
    lines.push(
      `New-VM -Name ${name} ${NEW_VM} -HardwareVersion vmx-14 -StoragePolicy 'VM Encryption Policy'`,
      `New-AdvancedSetting (Get-VM ${name}) firmware efi`,
    );
  }
  lines.push(
    'New-VTpm -VM trusting; Set-VIServerVersion 6.5',
    'Set-VICapability EncryptedDiskSnapshot -Default',
  );
  lab = prepareLab(lines);
}, 600_000);
afterAll(() => {
  lab.remove();
});

/** `yes` when it is done, else the capability that the refusal names. */
const JUDGE = `
function Test-Operation([scriptblock] $run) {
  try { $null = & $run; 'yes' } catch { "$($_.FullyQualifiedErrorId)" -replace ',.*' }
}`;

function endsOf(release: string): {
  encrypted: string[];
  plain: string[];
  both: string[];
  vcenter: string[];
} {
  const out = lab.copy(release);
  const tests = (rows: readonly Row[], vm: (index: number) => string, after = ''): string =>
    `@(${rows
      .map(({ run }, index) => {
        const name = vm(index);
        return `(Test-Operation { ${`${run}${after}`.replaceAll('<vm>', name)} })`;
      })
      .join(', ')})`;
  const text = [
    QUIETLY,
    `$null = Set-VIServerVersion ${release}; $out = '${out}'; $null = Get-Item $out`,
    '[IO.File]::WriteAllBytes("$out/lun.img", [byte[]]::new(1MB))',
    JUDGE,
    `[pscustomobject]@{
      encrypted = ${tests(TABLE, (index) => `enc-${index}`)}
      plain = ${tests(TABLE, (index) => `plain-${index}`)}
      both = ${tests(CONFLICTS, (index) => `both-${index}`, '; Enable-VMEncryption <vm>')}
      vcenter = ${tests(OF_VCENTER, () => '')}
    } | ConvertTo-Json`,
  ].join('\n');
  return JSON.parse(lab.run(release, text)) as ReturnType<typeof endsOf>;
}

const has = ({ since }: Row, release: (typeof RELEASES)[number]): boolean =>
  since !== null && RELEASES.indexOf(release) >= RELEASES.indexOf(since);

/** An operation, and `yes` or `no`. */
const answers = (rows: readonly Row[], ends: readonly string[]): string[] =>
  rows.map(({ operation }, index) => `${operation}: ${ends[index] === 'yes' ? 'yes' : 'no'}`);
const wanted = (rows: readonly Row[], isDone: (row: Row) => boolean): string[] =>
  rows.map((row) => `${row.operation}: ${isDone(row) ? 'yes' : 'no'}`);

test.each(RELEASES)(
  'vSphere %s',
  (release) => {
    const ends = endsOf(release);
    expect(answers(TABLE, ends.encrypted)).toEqual(wanted(TABLE, (row) => has(row, release)));
    expect(answers(TABLE, ends.plain)).toEqual(wanted(TABLE, (row) => row.onlyEncrypted !== true));
    expect(answers(CONFLICTS, ends.both)).toEqual(wanted(CONFLICTS, (row) => has(row, release)));
    expect(answers(OF_VCENTER, ends.vcenter)).toEqual(wanted(OF_VCENTER, (row) => has(row, release)));
    for (const [index, end] of [...ends.encrypted, ...ends.both].entries())
      expect([index, end]).toEqual([
        index,
        expect.stringMatching(
          /^(yes|NotSupported\.\w+|EncryptionConflict\.\w+|InvalidState\.HasSnapshots\w*)$/,
        ),
      ]);
  },
  600_000,
);
