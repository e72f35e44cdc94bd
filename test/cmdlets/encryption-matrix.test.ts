import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/**
 * Power state × snapshots × encrypted × operation, against a table that was written by hand from the vendor's rules:
 * rewriting needs the VM off and without snapshots; a shallow rekey works at any power state, without snapshots.
 * What is checked first wins: encrypted or not, then snapshots, then power.
 */
const TABLE: readonly (readonly [
  state: string,
  encrypt: string,
  decrypt: string,
  recrypt: string,
  deep: string,
])[] = [
  // state             encrypt                 decrypt                 recrypt              deep recrypt
  ['plain off', 'done', 'NotEncrypted', 'NotEncrypted', 'NotEncrypted'],
  ['plain on', 'InvalidPowerState', 'NotEncrypted', 'NotEncrypted', 'NotEncrypted'],
  ['plain off snapshot', 'HasSnapshots', 'NotEncrypted', 'NotEncrypted', 'NotEncrypted'],
  ['plain on snapshot', 'HasSnapshots', 'NotEncrypted', 'NotEncrypted', 'NotEncrypted'],
  ['encrypted off', 'AlreadyEncrypted', 'done', 'done', 'done'],
  ['encrypted on', 'AlreadyEncrypted', 'InvalidPowerState', 'done', 'InvalidPowerState'],
  [
    'encrypted off snapshot',
    'AlreadyEncrypted',
    'HasSnapshotsDecrypt',
    'HasSnapshotsRekey',
    'HasSnapshotsRekey',
  ],
  [
    'encrypted on snapshot',
    'AlreadyEncrypted',
    'HasSnapshotsDecrypt',
    'HasSnapshotsRekey',
    'HasSnapshotsRekey',
  ],
];

const OPERATIONS = [
  ['encrypt', 'Enable-VMEncryption'],
  ['decrypt', 'Disable-VMEncryption'],
  ['recrypt', 'Set-VMEncryptionKey'],
  ['deep recrypt', 'Set-VMEncryptionKey -Deep'],
] as const;

/** Brings a VM of its own into the state, does the operation, and tells how that ended. */
function script(): string {
  const lines = [
    "$ErrorActionPreference = 'Stop'",
    'Set-VICapability EncryptedDiskSnapshot $true | Out-Null',
  ];
  for (const [state] of TABLE) {
    for (const [name, operation] of OPERATIONS) {
      const vm = `'${state}, ${name}'`;
      lines.push(`New-VM ${vm} -DiskMB 1 -VMHost esx-01.lab.local | Out-Null`);
      if (state.includes('encrypted')) lines.push(`Enable-VMEncryption ${vm} | Out-Null`);
      if (state.includes('snapshot')) lines.push(`New-Snapshot ${vm} -Name before | Out-Null`);
      if (state.includes(' on')) lines.push(`Start-VM ${vm} | Out-Null`);
      const [cmdlet, ...switches] = operation.split(' ');
      lines.push(
        `try { $before = (Get-VM ${vm}).EncryptionKeyId; ${cmdlet} ${vm} ${switches.join(' ')} | Out-Null; $end = 'done' } catch { $end = $_.FullyQualifiedErrorId -replace ',.*' -replace '^InvalidState\\.' }`,
        `$after = (Get-VM ${vm}).EncryptionKeyId`,
        `[pscustomobject]@{ Case = ${vm}; End = $end; Changed = "$before" -ne "$after" }`,
      );
    }
  }
  return lines.join('\n');
}

test('each of the cases ends as the table says, and changes the key exactly when it is done', () => {
  const folder = mkdtempSync(join(tmpdir(), 'vseal-matrix-'));
  try {
    const executable = join(import.meta.dirname, '../../bin/vseal.js');
    const text = `$(${script()}) | ConvertTo-Json`;
    const { stdout, stderr } = spawnSync(
      process.execPath,
      [executable, '--state', join(folder, 'datacenter.json'), '-c', text],
      { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 },
    );
    if (!stdout.startsWith('[')) throw new Error(stdout + stderr);
    const found = JSON.parse(stdout) as { Case: string; End: string; Changed: boolean }[];
    const wanted = TABLE.flatMap(([state, ...ends]) =>
      ends.map((End, index) => ({
        Case: `${state}, ${OPERATIONS[index]?.[0] ?? ''}`,
        End,
        Changed: End === 'done',
      })),
    );
    expect(found).toEqual(wanted);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
