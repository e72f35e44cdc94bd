import { closeSync, openSync, readdirSync, readFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { must, pattern } from '../storage/fixtures.ts';
import { keysOf } from './keys.ts';
import { diskOf, guestData, onCopy, vmxOf } from './target-vm.ts';
import { folderOfVm, json, newState, type State, start, vseal } from './vseal.ts';

/** Changes of an encrypted VM that write little, each killed at named points: one or the other, never between. */

const GUEST = pattern(2 * MiB, 95);
/** What the guest wrote after each snapshot, where the one before it wrote too. */
const WRITES = { one: pattern(MiB, 11), two: pattern(MiB, 12), three: pattern(MiB, 13) };
const NEW_VM =
  '-DiskMB 2 -MemoryMB 64 -HardwareVersion vmx-14 -VMHost esx-01.lab.local -Datastore datastore1';
const DECIDED = /^file-operation\.(?!begun)/;

/** A guest that writes while the VM is off needs only its disk and the keys. */
function writeInGuest(state: State, bytes: Uint8Array, offset: number): void {
  const disk = must(openDisk(diskOf(state), { access: 'write', keys: keyRing(keysOf(state)) }));
  must(disk.write(Uint8Array.from(bytes), offset));
  must(disk.flush());
  disk.close();
}

async function run(state: State, text: string): Promise<void> {
  const { code, stderr } = await vseal(state, `$ErrorActionPreference = 'Stop'; $null = & { ${text} }`);
  expect([code, stderr]).toEqual([0, '']);
}

async function kill(state: State, text: string, point: string): Promise<void> {
  expect((await vseal(state, text, point)).signal).toBe('SIGKILL');
}

const killPoints = (more: readonly string[]): string[] => [
  ...more,
  'file-operation.begun',
  'file-operation.decided',
  'file-operation.settled',
  'state.append',
  'state.durable',
];

/** An encrypted VM, the guest's data on its disk, on a release that knows TPMs and snapshots of it. */
async function labWithSealedTarget(): Promise<State> {
  const state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  await run(state, `Set-VIServerVersion 7.0; New-VM target ${NEW_VM}`);
  const fd = openSync(vmxOf(state).replace('.vmx', '-flat.vmdk'), 'r+');
  writeSync(fd, GUEST);
  closeSync(fd);
  await run(
    state,
    'Enable-VMEncryption target -WarningAction Ignore; New-AdvancedSetting (Get-VM target) firmware efi -Confirm:$false',
  );
  return state;
}

describe('a change of a virtual TPM that was killed', () => {
  let without: State;
  let withTpm: State;
  beforeAll(async () => {
    without = await labWithSealedTarget();
    withTpm = await labWithSealedTarget();
    await run(withTpm, 'New-VTpm -VM target');
  });

  /** It starts, which a TPM whose keys are not in the NVRAM would not; nothing of the change lies about. */
  async function expectTpm(state: State, has: boolean | undefined): Promise<void> {
    const found = await json<{ Tpms: number; Certificates: number; Power: string }>(
      state,
      `$tpms = @(Get-VTpm -VM target)
       $certificates = if ($tpms) { @(Get-VtpmCert -VM target) } else { @() }
       $power = "$((Start-VM target).PowerState)"; $null = Stop-VM target -Confirm:$false
       [pscustomobject]@{ Tpms = $tpms.Count; Certificates = $certificates.Count; Power = $power } | ConvertTo-Json`,
    );
    expect(found.Power).toBe('PoweredOn');
    expect(found.Certificates > 0).toBe(found.Tpms === 1);
    expect(/^vtpm\.present = "TRUE"/m.test(readFileSync(vmxOf(state), 'utf8'))).toBe(found.Tpms === 1);
    if (has !== undefined) expect(found.Tpms).toBe(has ? 1 : 0);
    expect(readdirSync(dirname(vmxOf(state))).filter((name) => /[~]|\.tmp$/.test(name))).toEqual([]);
  }

  test.each(killPoints(['file-operation.renamed', 'file-operation.renamed:1']))('New-VTpm, at %s', (point) =>
    onCopy(without, async (state) => {
      await kill(state, 'New-VTpm -VM target', point);
      await expectTpm(state, point.startsWith('state.') ? undefined : DECIDED.test(point));
    }),
  );

  test.each([0, 1])('New-VTpm, while it replaces a file for the time %i', (passes) =>
    onCopy(without, async (state) => {
      await kill(state, 'New-VTpm -VM target', `replace.temporary-synced:${passes}`);
      await expectTpm(state, undefined);
    }),
  );

  test.each(['file-operation.begun', 'file-operation.renamed', 'state.append'])(
    'Remove-VTpm, at %s',
    (point) =>
      onCopy(withTpm, async (state) => {
        await kill(state, 'Remove-VTpm -VTpm (Get-VTpm -VM target) -Confirm:$false', point);
        await expectTpm(state, point.startsWith('state.') ? undefined : !DECIDED.test(point));
      }),
  );
});

describe('a removal of snapshots with branches that was killed', () => {
  let base: State;
  const now = Buffer.from(GUEST);
  const ofTwo = Buffer.from(GUEST);
  beforeAll(async () => {
    base = await labWithSealedTarget();
    await run(base, 'New-Snapshot target -Name one');
    writeInGuest(base, WRITES.one, 0);
    await run(base, 'New-Snapshot target -Name two');
    writeInGuest(base, WRITES.two, MiB / 2);
    await run(base, 'Set-VM target -Snapshot (Get-Snapshot target -Name one) -Confirm:$false');
    writeInGuest(base, WRITES.three, MiB);
    await run(base, 'New-Snapshot target -Name three');
    ofTwo.set(WRITES.one, 0);
    now.set(WRITES.three, MiB);
    expect(guestData(base).equals(now)).toBe(true);
  });

  /** The guest's data is what it was, of this branch and, while it is there, of the other one; nothing lies about. */
  async function expectBranches(state: State): Promise<readonly string[]> {
    const names = await json<string[]>(state, '@((Get-Snapshot target).Name) | ConvertTo-Json -AsArray');
    expect(guestData(state).equals(now)).toBe(true);
    if (names.includes('two')) {
      await run(state, 'Set-VM target -Snapshot (Get-Snapshot target -Name two) -Confirm:$false');
      expect(guestData(state).equals(ofTwo)).toBe(true);
    }
    await run(
      state,
      'Get-Snapshot target | Remove-Snapshot -Confirm:$false; Start-VM target; Stop-VM target -Confirm:$false',
    );
    const { named, present } = folderOfVm(vmxOf(state));
    expect(present.filter((name) => name !== 'target.vmsd')).toEqual(named);
    return names;
  }

  const points = killPoints(['file-operation.removed']);
  test.each(points)('one of three, at %s', (point) =>
    onCopy(base, async (state) => {
      await kill(state, 'Get-Snapshot target -Name three | Remove-Snapshot -Confirm:$false', point);
      const names = await expectBranches(state);
      expect(names.filter((name) => name !== 'three')).toEqual(['one', 'two']);
      if (!point.startsWith('state.')) expect(names.includes('three')).toBe(!DECIDED.test(point));
    }),
  );

  // The last removal leaves a branch's delta over the disk, which is merged down: the points of the merge are passed there.
  test.each(['merge.chunk-written', 'merge.flushed', 'file-operation.decided:2', 'file-operation.begun:2'])(
    'all of them, at %s',
    (point) =>
      onCopy(base, async (state) => {
        await kill(
          state,
          'Get-Snapshot target -Name one | Remove-Snapshot -RemoveChildren -Confirm:$false',
          point,
        );
        await expectBranches(state);
      }),
  );
});
