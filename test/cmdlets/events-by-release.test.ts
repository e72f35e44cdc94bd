import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type PreparedLab, prepareLab, QUIETLY } from './prepared-lab.ts';

/** What happens, and the events that tell it under each release, written by hand from the vendor's lists. */
interface Row {
  readonly situation: string;
  readonly run: string;
  readonly '6.5': readonly string[];
  readonly '7.0': readonly string[];
}

const OPERATION = 'com.vmware.vc.crypto.Operation';
const KMS = 'com.vmware.vc.kms.crypto';

const TABLE: readonly Row[] = [
  {
    situation: 'a safe host gets another host key',
    run: 'Set-VMHostCryptoKey esx-01.lab.local',
    '6.5': [OPERATION],
    '7.0': ['com.vmware.vc.crypto.HostKeyUpdatedEvent'],
  },
  {
    situation: 'a VM becomes a template',
    run: 'Set-VM plain -ToTemplate',
    '6.5': ['VmReconfiguredEvent'],
    '7.0': ['com.vmware.vc.vm.VmConvertedToTemplateEvent'],
  },
  {
    situation: 'a template becomes a VM',
    run: 'Set-Template plain -ToVM',
    '6.5': ['VmReconfiguredEvent'],
    '7.0': ['com.vmware.vc.vm.TemplateConvertedToVmEvent'],
  },
  {
    situation: 'a VM is renamed',
    run: "Set-VM plain -Name renamed; Set-VM renamed -Name plain -Notes 'both at once'",
    '6.5': ['VmReconfiguredEvent', 'VmRenamedEvent', 'VmRenamedEvent'],
    '7.0': ['VmReconfiguredEvent', 'VmRenamedEvent', 'VmRenamedEvent'],
  },
  {
    situation: 'a VM goes back to its snapshot',
    run: 'Set-VM plain -Snapshot (Get-Snapshot plain)',
    '6.5': ['com.vmware.vc.vm.VmStateRevertedToSnapshot'],
    '7.0': ['com.vmware.vc.vm.VmStateRevertedToSnapshot'],
  },
  {
    situation: 'a VM is decrypted',
    run: 'Disable-VMEncryption passing',
    '6.5': ['com.vmware.pbm.profile.dissociate', OPERATION],
    '7.0': ['com.vmware.pbm.profile.dissociate', OPERATION],
  },
  {
    situation: 'the live migration of an encrypted VM begins',
    run: 'Start-VM sealed; Move-VM sealed -Destination esx-02.lab.local; Stop-VM sealed',
    '6.5': [
      'VmMigratedEvent',
      'VmPoweredOffEvent',
      'VmPoweredOnEvent',
      'com.vmware.vc.vm.VmMigratingWithEncryptionEvent',
    ],
    '7.0': [
      'VmMigratedEvent',
      'VmPoweredOffEvent',
      'VmPoweredOnEvent',
      'com.vmware.vc.vm.VmHotMigratingWithEncryptionEvent',
    ],
  },
  {
    situation: 'a crypto-safe host writes a core dump',
    run: 'New-VMHostCoreDump esx-01.lab.local',
    '6.5': ['esx.problem.application.core.dumped'],
    '7.0': ['esx.problem.application.core.dumped.encrypted'],
  },
  {
    situation: 'a resource pool is renamed',
    run: 'Set-ResourcePool pool -Name pool-2',
    '6.5': ['com.vmware.vc.rp.ResourcePoolRenamedEvent'],
    '7.0': ['com.vmware.vc.rp.ResourcePoolRenamedEvent'],
  },
  {
    situation: 'a key server is asked how it does',
    run: 'Get-KMServerStatus',
    '6.5': [],
    '7.0': [`${KMS}.Vendor`],
  },
  {
    situation: 'a rekey needs more room than there is',
    run: 'Set-VMEncryptionKey roomy -Deep -Confirm:$false',
    '6.5': [],
    '7.0': ['com.vmware.vc.vm.crypto.NoDiskSpace', 'com.vmware.vc.vm.crypto.RekeyFail'],
  },
  {
    situation: 'decrypting needs more room than there is',
    run: 'Disable-VMEncryption roomy',
    '6.5': [],
    '7.0': ['com.vmware.vc.vm.crypto.NoDiskSpace'],
  },
  {
    situation: 'no key server can be reached',
    run: 'Set-KeyManagementServerFault embedded -Down; Get-KMServerStatus',
    '6.5': [OPERATION, OPERATION],
    '7.0': [OPERATION, `${KMS}.Unreachable`],
  },
  {
    situation: 'a rekey gets no new key',
    run: 'Set-VMEncryptionKey sealed',
    '6.5': [],
    '7.0': [`${KMS}.KeyGenerateFail`, 'com.vmware.vc.vm.crypto.RekeyFail'],
  },
  {
    situation: 'a host that has rebooted cannot be sent its keys',
    run: 'Restart-VMHost esx-02.lab.local -Force; Start-VM sealed',
    '6.5': [
      'HostConnectedEvent',
      'HostShutdownEvent',
      'com.vmware.vc.host.Crypto.ReqEnable.KMSClusterError',
      'com.vmware.vc.vm.Crypto.VMLocked.KMSClusterError',
    ],
    '7.0': [
      'HostConnectedEvent',
      'HostShutdownEvent',
      'com.vmware.vc.host.Crypto.ReqEnable.KMSClusterError',
      'com.vmware.vc.kms.crypto.SendKeyError.KMSClusterError',
      'com.vmware.vc.vm.Crypto.VMLocked.KMSClusterError',
    ],
  },
  {
    situation: 'a fault-tolerant VM that is encrypted syncs',
    run: `
      Set-KeyManagementServerFault embedded -Clear
      Enable-VMFaultTolerance sealed`,
    '6.5': [OPERATION],
    '7.0': ['VmFaultToleranceStateChangedEvent', OPERATION, 'com.vmware.vc.vm.VmSyncingWithEncryptionEvent'],
  },
  {
    situation: 'a key is gone from the key server',
    run: `
      $key = (Get-VMHost esx-01.lab.local).ExtensionData.Runtime.CryptoKeyId.KeyId
      Set-KeyManagementServerFault embedded -DropKey $key, (Get-VM other).EncryptionKeyId.KeyId
      Restart-VMHost esx-01.lab.local -Force`,
    '6.5': [
      'HostConnectedEvent',
      'HostShutdownEvent',
      OPERATION,
      'com.vmware.vc.host.Crypto.HostKey.NewKey.KeyMissingOnKMS',
      'com.vmware.vc.vm.Crypto.VMLocked.KeyMissingOnKMS',
    ],
    '7.0': [
      'HostConnectedEvent',
      'HostShutdownEvent',
      OPERATION,
      'com.vmware.vc.host.Crypto.HostKey.NewKey.KeyMissingOnKMS',
      `${KMS}.SendKeyError.KeyMissingOnKMS`,
      'com.vmware.vc.vm.Crypto.VMLocked.KeyMissingOnKMS',
    ],
  },
  {
    situation: 'a host whose encryption mode was turned off is to take keys',
    run: `
      Disable-VMHostCryptoSafe esx-03.lab.local
      Enable-VMHostCryptoSafe esx-03.lab.local`,
    '6.5': [],
    '7.0': [OPERATION, 'com.vmware.vc.host.Crypto.HostCryptoDisabled'],
  },
];

const RELEASES = ['6.5', '7.0'] as const;
const NEW_VM = '-DiskGB 0.001 -MemoryMB 16 -VMHost esx-01.lab.local -Datastore datastore1';
let lab: PreparedLab;

beforeAll(() => {
  lab = prepareLab([
    `New-VM -Name plain ${NEW_VM}; New-Snapshot plain -Name before`,
    `New-VM -Name sealed ${NEW_VM}; Enable-VMEncryption sealed`,
    `New-VM -Name other ${NEW_VM}; Enable-VMEncryption other`,
    `New-VM -Name passing ${NEW_VM}; Enable-VMEncryption passing`,
    // Room for one disk at a time.
    'New-Datastore small -VMHost esx-01.lab.local -CapacityGB 0.0025',
    `New-VM -Name roomy ${NEW_VM.replace('datastore1', 'small').replace('0.001', '0.001, 0.001')}`,
    'Get-ChildItem "$out/datastores/small/roomy/*-flat.vmdk" | ForEach-Object { [IO.File]::WriteAllBytes($_.FullName, [byte[]](@(7) * $_.Length)) }',
    'Enable-VMEncryption roomy -SkipHardDisks',
    'foreach ($disk in Get-HardDisk roomy) { Enable-VMDiskEncryption roomy $disk }',
    'New-ResourcePool -Name pool -Location (Get-Cluster)',
  ]);
}, 600_000);
afterAll(() => {
  lab.remove();
});

function eventsUnder(release: (typeof RELEASES)[number]): string[][] {
  lab.copy(release);
  const situations = TABLE.map(({ run }) => `{ ${run} }`).join(',\n');
  const text = `${QUIETLY}
    $ErrorActionPreference = 'SilentlyContinue'
    $null = Set-VIServerVersion ${release}
    $told = foreach ($situation in @(${situations})) {
      $before = @(Get-VIEvent -MaxSamples 100000).Count
      $null = & $situation *>&1
      $after = @(Get-VIEvent -MaxSamples 100000)
      , @($after | Select-Object -First ($after.Count - $before) -ExpandProperty EventTypeId)
    }
    ConvertTo-Json @($told) -Depth 3`;
  return (JSON.parse(lab.run(release, text)) as string[][]).map((ids) => ids.sort());
}

describe.each(RELEASES)('the events under vSphere %s', (release) => {
  test('are those of the vendor', () => {
    const told = eventsUnder(release);
    const shown = (
      ids: readonly (readonly string[] | undefined)[],
    ): Record<string, readonly string[] | undefined> =>
      Object.fromEntries(TABLE.map(({ situation }, index) => [situation, ids[index]]));
    expect(shown(told)).toEqual(shown(TABLE.map((row) => row[release])));
  });
});
