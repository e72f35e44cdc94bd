import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PreparedLab, prepareLab, QUIETLY } from './prepared-lab.ts';

// Each table is written by hand: what came after 6.5, and with which release.

const CMDLETS = {
  'Add-EntityDefaultKeyProvider': '7.0',
  'Disable-VMHostCryptoSafe': '7.0',
  'Export-KeyProvider': '7.0',
  'Get-VTpm': '6.7',
  'Get-VTpmCertificate': '6.7',
  'Get-VTpmCSR': '6.7',
  'Get-VtpmCert': '6.7',
  'Import-KeyProvider': '7.0',
  'New-VTpm': '6.7',
  'Remove-EntityDefaultKeyProvider': '7.0',
  'Remove-VTpm': '6.7',
  'Set-VMCryptoUnlock': '6.7',
  'Set-VTpm': '6.7',
  'Set-VtpmCert': '6.7',
  'Unlock-VM': '6.7',
};

const ROLES = {
  '-1': '6.5',
  '-2': '6.5',
  '-3': '6.5',
  '-4': '6.5',
  '-5': '6.5',
  '-6': '6.5',
  '-7': '7.0',
  '-8': '7.0',
};

/** Values of the API under each release; `null` where it has none. */
const VALUES = {
  'CryptoState of an encrypted VM': { '6.5': null, '6.7': 'unlocked', '7.0': 'unlocked', '8.0': 'unlocked' },
  'FtEncryptionMode of a VM': {
    '6.5': null,
    '6.7': null,
    '7.0': 'ftEncryptionRequired',
    '8.0': 'ftEncryptionRequired',
  },
  'ManagementType of a key provider': { '6.5': null, '6.7': null, '7.0': 'vCenter', '8.0': 'vCenter' },
  'CryptoState of a host whose encryption mode is turned off': {
    '6.5': 'safe',
    '6.7': 'safe',
    '7.0': 'pendingIncapable',
    '8.0': 'pendingIncapable',
  },
};

/** What the help says of a parameter's later values. */
const PARAMETERS = {
  'Get-KeyProvider -Type': 'NativeKeyProvider, TrustedKeyProvider: since vSphere 7.0.',
  'New-VM -TpmProvisionPolicy': 'Replace: since vSphere 8.0.',
  'Set-VM -Version': 'v14, v15: since vSphere 6.7. v17, v18, v19: since vSphere 7.0. v20: since vSphere 8.0.',
};

const RELEASES = ['6.5', '6.7', '7.0', '8.0'] as const;
let lab: PreparedLab;

beforeAll(() => {
  lab = prepareLab([
    'New-VM -Name sealed -DiskGB 0.001 -MemoryMB 16 -VMHost esx-01.lab.local -Datastore datastore1',
    'Enable-VMEncryption sealed; Enable-VMHostCryptoSafe esx-02.lab.local',
  ]);
}, 600_000);
afterAll(() => {
  lab.remove();
});

test('cmdlets, and what help tells of parameters', () => {
  const asked = Object.keys(PARAMETERS).map((name) => name.replace(' -', ' -Parameter '));
  const told = JSON.parse(
    lab.run(
      'prepared',
      `$cmdlets = [ordered]@{}
      Get-Command -CommandType Cmdlet | Where-Object Since | Sort-Object Name |
        ForEach-Object { $cmdlets[$_.Name] = $_.Since }
      $help = @(${asked.map((line) => `(Get-Help ${line} | Out-String -Width 400)`).join(', ')})
      @{ cmdlets = $cmdlets; help = $help } | ConvertTo-Json`,
    ),
  ) as { cmdlets: Record<string, string>; help: string[] };
  expect(told.cmdlets).toEqual(CMDLETS);
  for (const [index, sentence] of Object.values(PARAMETERS).entries())
    expect(told.help[index]?.replaceAll(/\s+/g, ' ')).toContain(sentence);
});

describe.each(RELEASES)('under vSphere %s', (release) => {
  const told = () => {
    lab.copy(release);
    const text = `${QUIETLY}
      $null = Set-VIServerVersion ${release}
      $roles = [ordered]@{}
      Get-VIRole | Where-Object IsSystem | ForEach-Object { $roles["$($_.Id)"] = $_.Since }
      try { $null = Disable-VMHostCryptoSafe esx-02.lab.local } catch { }
      $vm = (Get-VM sealed).ExtensionData
      $manager = Get-View CryptoManagerKmip-CryptoManager
      @{
        roles = $roles
        values = @(
          "$($vm.Runtime.CryptoState)"
          "$($vm.Config.FtEncryptionMode)"
          "$($manager.KmipServers[0].ManagementType)"
          "$((Get-VMHost esx-02.lab.local).CryptoState)"
        )
      } | ConvertTo-Json`;
    return JSON.parse(lab.run(release, text)) as { roles: Record<string, string>; values: string[] };
  };

  test('roles and values are those that it has', () => {
    const { roles, values } = told();
    expect(roles).toEqual(
      Object.fromEntries(
        Object.entries(ROLES).filter(
          ([, since]) => RELEASES.indexOf(release) >= RELEASES.indexOf(since as never),
        ),
      ),
    );
    expect(
      Object.fromEntries(Object.keys(VALUES).map((name, index) => [name, values[index] || null])),
    ).toEqual(Object.fromEntries(Object.entries(VALUES).map(([name, row]) => [name, row[release]])));
  });
});
