import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { guestSeed } from '../../src/datacenter/vm/guest-seed.ts';
import { createSeededMemory, pagesOf } from '../../src/vmotion/guest-memory.ts';
import { withState } from '../datacenter/opened-state.ts';
import { must } from '../datacenter/small-lab.ts';
import { pattern } from '../storage/fixtures.ts';
import { dataOf, filesUnder, json, newState, type State, vseal } from './vseal.ts';

const GUEST = Buffer.from(pattern(MiB, 7));
const PAGED_BYTES = MiB / 4;
const WINDOW_BYTES = 32;

/** Stretches of what the VM would not have others read, by what they are. */
function canariesOf(secret: Readonly<Record<string, Buffer>>): [string, Buffer][] {
  return Object.entries(secret).flatMap(([what, bytes]) => {
    const found: [string, Buffer][] = [];
    for (let at = 0; at + WINDOW_BYTES <= bytes.length && found.length < 64; at += 4096) {
      const window = bytes.subarray(at, at + WINDOW_BYTES);
      if (window.some((byte) => byte !== 0)) found.push([what, window]);
      found.push([`${what} in base64`, Buffer.from(window.subarray(0, 30).toString('base64'))]);
    }
    return found;
  });
}

/** What is seen of it, as `what in file`. */
function sightings(folder: string, canaries: readonly [string, Buffer][]): string[] {
  const seen = new Set<string>();
  for (const file of filesUnder(folder)) {
    for (const piece of dataOf(file)) {
      for (const [what, bytes] of canaries)
        if (piece.includes(bytes)) seen.add(`${what} in ${basename(file)}`);
    }
  }
  return [...seen].sort();
}

describe('the files of a running VM with a snapshot, on a host that wrote a core dump', () => {
  let state: State;
  let folder: string;
  let plain: string[];
  let sealed: [string, Buffer][];

  const ok = async (text: string): Promise<void> => {
    const { code, stderr } = await vseal(state, `$ErrorActionPreference = 'Stop'; ${text}`);
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
  };

  beforeAll(async () => {
    state = newState('memory');
    folder = join(state.folder, 'datastores', 'datastore1', 'target');
    await ok(`'EncryptedDiskSnapshot', 'EncryptedMemorySnapshot' | ForEach-Object { Set-VICapability $_ $true | Out-Null }
      Add-VMHost alone.lab.local | Out-Null
      New-VM target -DiskMB 1 -MemoryMB 64 -VMHost alone.lab.local -Datastore datastore1 | Out-Null`);
    writeFileSync(join(folder, 'target-flat.vmdk'), GUEST);
    const vmx = readFileSync(join(folder, 'target.vmx'), 'utf8');
    const seed = Number(/^guestMemory.seed = "(\d+)"$/m.exec(vmx)?.[1]);
    const kept = { 'guest data': GUEST, NVRAM: readFileSync(join(folder, 'target.nvram')) };
    const canariesWith = (memorySeed: number): [string, Buffer][] => {
      const memory = createSeededMemory({ seed: memorySeed, sizeBytes: PAGED_BYTES, populated: 1 });
      const pages = Buffer.from(Uint8Array.from(pagesOf(memory, 0, memory.pages)));
      return [
        ...canariesOf({ ...kept, 'guest memory': pages }),
        ['the seed of its memory', Buffer.from(String(memorySeed))],
      ];
    };
    const busy = `Start-VM target | New-Snapshot -Name running -Memory | Out-Null
      New-VMHostCoreDump alone.lab.local | Out-Null`;
    await ok(busy);
    plain = sightings(join(state.folder, 'datastores'), canariesWith(seed));
    await ok(`Get-Snapshot target | Remove-Snapshot -Confirm:$false
      Get-VMHostCoreDump alone.lab.local | Remove-VMHostCoreDump -Confirm:$false
      Stop-VM target -Confirm:$false | Enable-VMEncryption | Out-Null
      ${busy}`);
    // Encryption gives it another memory: what stood in clear before tells nothing of it.
    const [sealedSeed = seed] = withState(state, (datacenter) =>
      datacenter.find('vms', 'name', 'target').map((vm) => must(guestSeed(datacenter, vm))),
    );
    expect(sealedSeed).not.toBe(seed);
    sealed = canariesWith(sealedSeed);
  });

  test('show all of it while the VM is not encrypted', () => {
    expect(plain).toEqual([
      'NVRAM in base64 in target-Snapshot1.vmsn',
      'NVRAM in target.nvram',
      'guest data in target-flat.vmdk',
      'guest memory in target.vswp',
      'guest memory in vmkernel-zdump.1',
      'the seed of its memory in target-Snapshot1.vmsn',
      'the seed of its memory in target.vmx',
    ]);
  });

  test('show none of it when it is', () => {
    expect(sightings(join(state.folder, 'datastores'), sealed)).toEqual([]);
  });

  test('and the state, its journal and its logs know nothing of its memory', () => {
    expect(filesUnder(state.folder).map((file) => basename(file))).toContain('datacenter.json');
    expect(sightings(state.folder, sealed)).toEqual([]);
  });

  test('are these, and these stay clear', async () => {
    const start = (name: string): string =>
      dataOf(join(folder, name))[0]?.subarray(0, 4096).toString('latin1') ?? '';
    const names = filesUnder(folder).map((file) => basename(file));
    const isText = (name: string): boolean => /^[\t\n\r -~]*$/.test(start(name));
    expect(names.filter(isText).sort()).toEqual([
      'target.vmsd',
      'target.vmx',
      'target_1-000001.vmdk',
      'target_1.vmdk',
    ]);
    expect(names.filter((name) => !isText(name)).sort()).toEqual([
      'target-Snapshot1.vmsn',
      'target.nvram',
      'target.vswp',
      'target_1-000001-delta.vmdk',
      'target_1-flat.vmdk',
    ]);
    const found = await json<{ Encrypted: boolean }>(state, 'Get-VM target | ConvertTo-Json');
    expect(found.Encrypted).toBe(true);
  });
});
