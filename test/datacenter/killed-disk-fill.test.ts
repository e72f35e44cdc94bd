import { closeSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { copyState, filesUnder, json, newState, type State, start, vseal } from '../main-job/vseal.ts';
import { needsCommand } from '../requirements.ts';
import { pattern, run } from '../storage/fixtures.ts';

/** A thin disk of 8 MiB with 1 MiB of data in its middle, inflated or filled with zeros and killed on the way. */
const GUEST = pattern(MiB, 63);
const OFFSET = 3 * MiB;
const WANTED = Buffer.alloc(8 * MiB);
WANTED.set(GUEST, OFFSET);
const ZEROS = Buffer.alloc(8 * MiB);
const HOME = 'datastores/datastore1/target';

let plain: State;
let sealed: State;

beforeAll(async () => {
  plain = newState('memory');
  expect((await start(plain, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  await must(plain, 'New-VM target -DiskMB 8 -MemoryMB 64 -VMHost esx-01.lab.local -Datastore datastore1');
  const fd = openSync(join(plain.folder, HOME, 'target-flat.vmdk'), 'r+');
  writeSync(fd, GUEST, 0, GUEST.length, OFFSET);
  closeSync(fd);
  sealed = copyState(plain, 'memory');
  await must(sealed, 'Enable-VMEncryption target -WarningAction Ignore');
});

async function must(state: State, text: string): Promise<void> {
  const { code, stderr } = await vseal(state, `$ErrorActionPreference = 'Stop'; $null = & { ${text} }`);
  expect([code, stderr]).toEqual([0, '']);
}

/** What the guest would read, the disk's format, and whether it is sound: from a new shell. */
async function look(state: State) {
  const image = join(state.folder, 'target.raw');
  const seen = await json<{ Format: string; Sound: boolean; Power: string }>(
    state,
    `$disk = Get-HardDisk target; Copy-HardDisk $disk '${image}' -FileFormat Raw -Force -WarningAction Ignore | Out-Null
    [pscustomobject]@{ Format = "$($disk.StorageFormat)"; Sound = (Test-VMDisk target).Sound; Power = "$((Start-VM target).PowerState)" } | ConvertTo-Json`,
  );
  const files = filesUnder(join(state.folder, HOME)).filter((file) => /\.vmdk|conversion|\.tmp$/.test(file));
  return { ...seen, data: readFileSync(image), files: files.map((file) => basename(file)) };
}

describe.each([
  ['plain', () => plain],
  ['encrypted', () => sealed],
])('Set-HardDisk of a %s disk', (_name, lab) => {
  it.each([
    ['-Inflate', 'convert.chunk-written:40', false],
    ['-Inflate', 'disk-fill.written', false],
    ['-Inflate', 'file-operation.decided', true],
    ['-ZeroOut', 'convert.chunk-written:40', false],
    ['-ZeroOut', 'disk-fill.written', false],
    ['-ZeroOut', 'file-operation.decided', true],
  ] as const)('%s killed at %s is not or all done', async (how, point, isDone) => {
    const state = copyState(lab(), 'memory');
    const killed = await vseal(state, `Get-HardDisk target | Set-HardDisk ${how} -Confirm:$false`, point);
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    const after = await look(state);
    expect(after.data.equals(isDone && how === '-ZeroOut' ? ZEROS : WANTED)).toBe(true);
    expect([after.Format, after.Sound, after.Power]).toEqual([
      isDone ? 'EagerZeroedThick' : 'Thin',
      true,
      'PoweredOn',
    ]);
    expect(after.files.length, after.files.join()).toBe(2);
    const extent = after.files.find((file) => file.endsWith('-flat.vmdk')) ?? '';
    const { blocks } = statSync(join(state.folder, HOME, extent));
    expect(blocks * 512 >= ZEROS.length).toBe(isDone);
  });
});

describe.skipIf(needsCommand('qemu-img', 'qemu-utils'))('a plain disk that was inflated', () => {
  it('is the same to qemu-img', async () => {
    const state = copyState(plain, 'memory');
    const before = join(state.folder, 'before.raw');
    run('qemu-img', 'convert', '-O', 'raw', join(state.folder, HOME, 'target.vmdk'), before);
    await must(state, 'Get-HardDisk target | Set-HardDisk -Inflate -Confirm:$false');
    run('qemu-img', 'compare', before, join(state.folder, HOME, 'target_1.vmdk'));
  });
});
