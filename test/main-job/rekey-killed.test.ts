import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { CONVERSION_FAULT_POINTS } from '../../src/storage/conversion-fault-points.ts';
import { readDescriptor } from '../../src/storage/descriptor-file.ts';
import { diskKeyId } from '../../src/storage/disk-key.ts';
import { must, pattern } from '../storage/fixtures.ts';
import { dataKeyOf, keysOf } from './keys.ts';
import { diskOf, expectWhole, type Found, labWithTarget, onCopy, vmxOf } from './target-vm.ts';
import { json, type State, start, vseal } from './vseal.ts';

/** Where a deep rekey is killed; `name:N` lets the first N passes go by. */
const POINTS = [
  ...CONVERSION_FAULT_POINTS,
  'convert.chunk-written:20',
  'file-operation.begun',
  'rekey.key-made',
  'rekey.files-written',
  'file-operation.decided',
  'file-operation.renamed',
  'file-operation.settled',
  'state.append',
  'state.append:1',
  'state.sync',
  'state.durable',
  'state.durable:1',
];

/** Points after the commit that decides: from there on the new key is the one. */
const IS_DECIDED = /^(?:convert\.(?:finish-started|old-removed|marker-removed)|file-operation\.(?!begun).*)$/;

const GUEST = pattern(16 * MiB, 96);
const REKEY = 'Set-VMEncryptionKey target -Deep';

/** Kills at moments that nobody chose: a few here, many in the long run. */
const REAL_KILLS = process.env['SOAK'] === '1' ? 1000 : 20;

/** One key for VM Home, its VMX and the disk, which the key server has and which opens the disk's data key. */
async function expectOneKey(state: State): Promise<Found> {
  const found = await expectWhole(state, GUEST);
  expect(found.Encrypted).toBe(true);
  const [home, disk] = found.Keys;
  expect(disk).toBe(home);
  expect(readFileSync(vmxOf(state), 'utf8')).toContain(home?.replaceAll('-', '%2d'));
  const descriptor = must(readDescriptor(diskOf(state)));
  expect(must(diskKeyId(descriptor, diskOf(state)))?.keyId).toBe(home);
  dataKeyOf(diskOf(state), keysOf(state));
  return found;
}

describe('a deep rekey that was killed', () => {
  let base: State;
  let oldKey: string | null = null;
  beforeAll(async () => {
    base = await labWithTarget(GUEST);
    oldKey = await json(base, '(Enable-VMEncryption target).EncryptionKeyId.KeyId | ConvertTo-Json');
  });

  test.each(POINTS)('at %s', (point) =>
    onCopy(base, async (state) => {
      expect((await vseal(state, REKEY, point)).signal).toBe('SIGKILL');
      const { Keys } = await expectOneKey(state);
      if (!point.startsWith('state.')) expect(Keys[0] !== oldKey).toBe(IS_DECIDED.test(point));
    }),
  );

  test(`at ${REAL_KILLS} moments that nobody chose`, () =>
    onCopy(base, async (state) => {
      const before = performance.now();
      expect((await vseal(state, REKEY)).code).toBe(0);
      const wholeMs = performance.now() - before;
      const outcomes = { killed: 0, ended: 0, rekeyed: 0 };
      let key = (await expectOneKey(state)).Keys[0];
      for (let round = 0; round < REAL_KILLS; round++) {
        const running = start(state, ['-c', REKEY]);
        // Spread over the whole run, the end included; which moment each hits is the machine's to say.
        await sleep((wholeMs * 1.1 * (round + 0.5)) / REAL_KILLS);
        running.child.kill('SIGKILL');
        const { signal } = await running.ended;
        outcomes[signal === 'SIGKILL' ? 'killed' : 'ended']++;
        const now = (await expectOneKey(state)).Keys[0];
        if (now !== key) outcomes.rekeyed++;
        key = now;
      }
      expect(outcomes.killed).toBeGreaterThan(0);
    }));
});
