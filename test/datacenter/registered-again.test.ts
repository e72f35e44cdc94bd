import { truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import { ADMINISTRATOR } from '../../src/datacenter/vcenter.ts';
import { newState, type State, start, vseal } from '../main-job/vseal.ts';
import { withState } from './opened-state.ts';
import { must } from './small-lab.ts';

/** A VM that leaves the inventory and comes back from its files is the same VM, whatever it has. */

const NEW_VM =
  '-DiskMB 2, 3 -MemoryMB 64 -HardwareVersion vmx-14 -VMHost esx-01.lab.local -Datastore datastore1';

const PLAIN = `
  New-VM plain ${NEW_VM} -NumCpu 4 -CoresPerSocket 2 -Notes "two
lines, and a |pipe"
  Set-VM plain -GuestId otherGuest64 -AlternateGuestName 'Plan Nine' -VMSwapFilePolicy InHostDatastore
  (Get-HardDisk plain)[0] | Set-HardDisk -FlashReadCacheMB 64
  (Get-HardDisk plain)[1] | Set-HardDisk -Persistence IndependentNonPersistent -Sharing MultiWriter
  New-HardDisk -VM plain -DiskType RawPhysical -DeviceName "$PWD/lun.img"
  New-HardDisk -VM plain -CapacityKB 1024 -Controller 'IDE 0' -Persistence IndependentPersistent
  1..2 | ForEach-Object { New-VMSerialPort plain }
  Get-VMSerialPort plain | Select-Object -First 1 | Remove-VMSerialPort
  New-VMSerialPort plain 'tcp://192.0.2.7:9000'
  New-VMParallelPort plain
  New-NetworkAdapter plain -NetworkName 'Second Network'
  New-NetworkAdapter plain -NetworkName 'VM Network'
  'guest.workload=redis', 'guest.writeMBps=12.5', 'guest.hotPct=80', 'firmware=efi', 'ethernet0.pciSlotNumber=160',
    'isolation.tools.copy.disable=TRUE' | ForEach-Object {
    $name, $value = $_ -split '='
    New-AdvancedSetting (Get-VM plain) $name $value -Force }
  Set-VMRole plain KMS
  Get-VM plain | Get-VMResourceConfiguration | Set-VMResourceConfiguration -MemReservationMB 16 -MemLimitMB 64 -NumMemShares 77 \`
    -CpuSharesLevel High -CpuReservationMhz 5 -Disk (Get-HardDisk plain)[0] -DiskLimitIOPerSecond 200 -NumDiskShares 700
  Enable-VMReplication plain datastore2 -RpoMinutes 15
  Enable-VMFaultTolerance plain`;

const SEALED = `
  New-VM sealed ${NEW_VM}
  Enable-VMEncryption sealed
  New-AdvancedSetting (Get-VM sealed) firmware efi
  New-VTpm -VM sealed
  New-Snapshot sealed -Name one -Description 'before'
  New-Snapshot sealed -Name two
  Set-VM sealed -Snapshot (Get-Snapshot sealed -Name one)
  New-Snapshot sealed -Name three`;

const LINKED = `
  New-VM source ${NEW_VM}
  New-Snapshot source -Name base
  New-VM linked -VM source -LinkedClone -ReferenceSnapshot (Get-Snapshot source) -VMHost esx-01.lab.local -Datastore datastore1`;

async function run(state: State, text: string): Promise<void> {
  const { code, stderr } = await vseal(
    state,
    `$ErrorActionPreference = 'Stop'; $ConfirmPreference = 'None'; $WarningPreference = 'Ignore'
     Set-Location '${state.folder}'; $null = & { ${text} }`,
  );
  expect([code, stderr]).toEqual([0, '']);
}

/** The VM's whole row. Ids are the inventory's, and made anew: a snapshot's is its name here, a VM's too. */
function rowOf(state: State, name: string): unknown {
  return withState(state, (datacenter) => {
    const [vm] = datacenter.find('vms', 'name', name);
    if (vm === undefined) throw new Error(`no VM ${name}`);
    const sourceOf = ({ linkedTo }: VmRow): unknown => {
      const source = linkedTo && datacenter.get('vms', linkedTo.vmId);
      return source?.snapshots.find(({ id }) => id === linkedTo?.snapshotId)?.name;
    };
    const nameOf = (id: string | null): unknown =>
      vm.snapshots.find((snapshot) => snapshot.id === id)?.name ?? null;
    const row = {
      ...vm,
      id: name,
      extraConfig: Object.fromEntries(Object.entries(vm.extraConfig ?? {}).sort()),
      snapshots: vm.snapshots.map(({ parentId, ...rest }) => ({
        ...rest,
        id: rest.name,
        parent: nameOf(parentId),
      })),
      currentSnapshotId: nameOf(vm.currentSnapshotId),
      linkedTo: sourceOf(vm),
    };
    return JSON.parse(JSON.stringify(row)) as unknown;
  });
}

const unregister = (...names: string[]): string => names.map((name) => `Remove-VM ${name}`).join('; ');
const register = (...names: string[]): string =>
  names
    .map((name) => `New-VM -VMFilePath '[datastore1] ${name}/${name}.vmx' -VMHost esx-01.lab.local`)
    .join('; ');

describe('a VM that is unregistered and registered', () => {
  let state: State;
  beforeAll(async () => {
    state = newState('memory');
    expect((await start(state, ['lab', 'new', '--hosts', '2', '--vms', '1']).ended).code).toBe(0);
    withState(state, (datacenter) => {
      const [network] = datacenter.rows('networks');
      if (network === undefined) throw new Error('the lab has no network');
      must(
        datacenter.commit({ user: ADMINISTRATOR }, 'add a network', (tx) => {
          tx.put('networks', { ...network, id: tx.newId('network'), name: 'Second Network' });
          return { ok: true, value: undefined };
        }),
      );
    });
    const lun = join(state.folder, 'lun.img');
    writeFileSync(lun, '');
    truncateSync(lun, MiB);
    await run(state, `Set-VIServerVersion 7.0; ${PLAIN}; ${SEALED}; ${LINKED}`);
  });

  test('has its ports, adapters, disks, replica, secondary and settings', async () => {
    const before = rowOf(state, 'plain');
    expect(before).toMatchObject({
      ports: [{ key: 9000 }, { key: 9001 }, { key: 10_000 }],
      replication: { rpoMinutes: 15 },
      faultTolerance: {},
      role: 'kms',
      disks: [{}, {}, { isRawPhysical: true }, { key: 3000 }],
    });
    await run(state, `${unregister('plain')}; ${register('plain')}`);
    expect(rowOf(state, 'plain')).toEqual(before);
  });

  test('has its key, its virtual TPM and its tree of snapshots', async () => {
    const before = rowOf(state, 'sealed');
    expect(before).toMatchObject({ vtpm: {}, snapshots: [{}, {}, { parent: 'one' }] });
    await run(state, `${unregister('sealed')}; ${register('sealed')}`);
    expect(rowOf(state, 'sealed')).toEqual(before);
    await run(
      state,
      `Start-VM sealed; Stop-VM sealed; Set-VM sealed -Snapshot (Get-Snapshot sealed -Name two)`,
    );
  });

  test.each([
    ['before its source', ['linked', 'source']],
    ['after its source', ['source', 'linked']],
  ])('is a linked clone still, registered %s', async (_, order) => {
    const before = ['linked', 'source'].map((name) => rowOf(state, name));
    await run(state, `${unregister('linked', 'source')}; ${register(...order)}`);
    expect(['linked', 'source'].map((name) => rowOf(state, name))).toEqual(before);
    const refused = await vseal(state, 'Get-Snapshot source | Remove-Snapshot -Confirm:$false');
    expect(refused.stderr).toContain('linked');
  });

  test.each(['state.durable', 'state.durable:1'])(
    'has the disk that a shell added that was killed at %s',
    async (point) => {
      const add = 'New-HardDisk -VM sealed -CapacityKB 1024';
      expect((await vseal(state, add, point)).signal).toBe('SIGKILL');
      const before = rowOf(state, 'sealed');
      await run(state, `${unregister('sealed')}; ${register('sealed')}`);
      expect(rowOf(state, 'sealed')).toEqual(before);
    },
  );

  test('goes without what is not here: its replica, a network of another name', async () => {
    await run(
      state,
      `${unregister('plain')}
       Remove-Item -Recurse 'datastores/datastore2/hbr-*'
       $vmx = 'datastores/datastore1/plain/plain.vmx'
       (Get-Content $vmx) -replace 'Second Network', 'elsewhere' | Set-Content $vmx
       ${register('plain')}`,
    );
    const plain = rowOf(state, 'plain') as VmRow;
    expect(plain.replication).toBeUndefined();
    expect(new Set(plain.networkIds).size).toBe(1);
    expect(plain.networkIds).toHaveLength(2);
  });

  test('keeps encrypted vMotion required when its VMX was edited to say otherwise', async () => {
    await run(
      state,
      `${unregister('sealed')}
       $vmx = 'datastores/datastore1/sealed/sealed.vmx'
       (Get-Content $vmx) -replace 'encryptionMode = "required"', 'encryptionMode = "disabled"' | Set-Content $vmx
       ${register('sealed')}`,
    );
    expect(rowOf(state, 'sealed')).toMatchObject({ migrateEncryption: 'required' });
  });

  test('is refused encrypted with what its release cannot encrypt, and the device is named', async () => {
    const ports = `@('serial0.present = "TRUE"', 'serial0.fileType = "file"', 'serial0.fileName = "[datastore1] sealed/serial.txt"')`;
    await run(
      state,
      `Get-Snapshot sealed | Remove-Snapshot; ${unregister('sealed')}
       $vmx = 'datastores/datastore1/sealed/sealed.vmx'
       @(Get-Content $vmx) + ${ports} | Set-Content $vmx`,
    );
    const refused = await vseal(state, register('sealed'));
    expect(refused.code).toBe(1);
    expect(refused.stderr).toMatch(/serial port/i);
    expect(refused.stderr).toContain('Try:');
  });
});
