import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { CONVERSION_FAULT_POINTS } from '../../src/storage/conversion-fault-points.ts';
import { readDescriptor } from '../../src/storage/descriptor-file.ts';
import { diskKeyId } from '../../src/storage/disk-key.ts';
import { must, pattern } from '../storage/fixtures.ts';
import { dataKeyOf, keysOf } from './keys.ts';
import {
  diskOf,
  expectFoundWhole,
  expectWhole,
  type Found,
  labWithTarget,
  lookAndStart,
  onCopy,
  vmxOf,
} from './target-vm.ts';
import { json, type Ran, type State, start, vseal } from './vseal.ts';

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

/** Kills at moments that nobody chose: one round here, many in the long run. */
const KILLS = 20;
/** A rekey that ended first counts for nothing. */
const LIMIT_TRIES = 10 * KILLS;
const ROUNDS = process.env['SOAK'] === '1' ? 50 : 1;

/** One key for VM Home, its VMX and the disk, which the key server has and which opens the disk's data key. */
function expectOneKey(state: State, found: Found): Found {
  expect(found.Encrypted).toBe(true);
  const [home, disk] = found.Keys;
  expect(disk).toBe(home);
  expect(readFileSync(vmxOf(state), 'utf8')).toContain(home?.replaceAll('-', '%2d'));
  const descriptor = must(readDescriptor(diskOf(state)));
  expect(must(diskKeyId(descriptor, diskOf(state)))?.keyId).toBe(home);
  dataKeyOf(diskOf(state), keysOf(state));
  return found;
}

interface Rekeying {
  /** The VM as the rekey before has left it. */
  readonly found: Found;
  readonly ended: Promise<Ran>;
  kill(): void;
}

/**
 * A shell that looks at what the last kill has left, waits until that is judged, and rekeys: so that each start serves
 * two kills, and the time until the kill is the rekey's alone.
 */
async function judgeAndRekey(state: State, name: string): Promise<Rekeying> {
  const go = join(dirname(state.folder), name);
  const wait = `while (-not (Test-Path '${go}')) { Start-Sleep -Milliseconds 2 }`;
  const { child, ended } = start(state, ['-c', `${lookAndStart(state)}; ${wait}; ${REKEY} | Out-Null`]);
  let text = '';
  const line = new Promise<void>((resolve) => {
    child.stdout?.on('data', (part: string) => {
      text += part;
      if (text.includes('\n')) resolve();
    });
  });
  let complaints = '';
  child.stderr?.on('data', (part: string) => {
    complaints += part;
  });
  const early = await Promise.race([line, ended]);
  if (early !== undefined) throw new Error(`exit code ${early.code}\n${early.stderr}`);
  const looked = JSON.parse(text) as Found;
  expect(looked.Power, complaints).toBe('PoweredOn');
  const found = expectOneKey(state, expectFoundWhole(state, GUEST, looked));
  writeFileSync(go, '');
  return { found, ended, kill: () => child.kill('SIGKILL') };
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
      const { Keys } = expectOneKey(state, await expectWhole(state, GUEST));
      if (!point.startsWith('state.')) expect(Keys[0] !== oldKey).toBe(IS_DECIDED.test(point));
    }),
  );

  test.each(Array.from({ length: ROUNDS }, (_, round) => round))(
    `at ${KILLS} moments that nobody chose, round %i`,
    (round) =>
      onCopy(base, async (state) => {
        const whole = await judgeAndRekey(state, 'go');
        const before = performance.now();
        expect((await whole.ended).code).toBe(0);
        let wholeMs = performance.now() - before;
        const seen = { killed: 0, ended: 0, rekeyed: 0 };
        let key: string | null | undefined;
        for (let count = 0; seen.killed < KILLS && count < LIMIT_TRIES; count++) {
          const running = await judgeAndRekey(state, `go-${count}`);
          // Spread over the whole rekey, its end included; which moment each hits is the machine's to say.
          await sleep((wholeMs * 1.2 * ((count % KILLS) + (round + 0.5) / ROUNDS)) / KILLS);
          running.kill();
          const isKilled = (await running.ended).signal === 'SIGKILL';
          seen[isKilled ? 'killed' : 'ended']++;
          // The machine had more to do when the whole was measured.
          if (!isKilled) wholeMs *= 0.95;
          if (count > 0 && running.found.Keys[0] !== key) seen.rekeyed++;
          key = running.found.Keys[0];
        }
        expectOneKey(state, await expectWhole(state, GUEST));
        if (ROUNDS > 1)
          process.stderr.write(`${JSON.stringify({ wholeMs: Math.round(wholeMs), ...seen })}\n`);
        expect(seen.killed).toBe(KILLS);
      }),
    ROUNDS > 1 ? 3_600_000 : 120_000,
  );
});
