import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { CONVERSION_FAULT_POINTS } from '../../src/storage/conversion-fault-points.ts';
import { pattern } from '../storage/fixtures.ts';
import { expectWhole, guestData, labWithTarget, onCopy, vmxOf } from './target-vm.ts';
import { folderOfVm, newState, type State, start, vseal } from './vseal.ts';

/** Where an encryption is killed; `name:N` lets the first N passes go by. */
const POINTS = [
  ...CONVERSION_FAULT_POINTS,
  'convert.chunk-written:20',
  'convert.chunk-written:90',
  'file-operation.begun',
  'encrypt.key-made',
  'encrypt.home-written',
  'file-operation.decided',
  'file-operation.renamed',
  'file-operation.renamed:1',
  'file-operation.settled',
  'state.append',
  'state.append:1',
  'state.append:2',
  'state.sync',
  'state.sync:2',
  'state.durable',
  'state.durable:1',
  'state.durable:2',
];

/** Killed again while a new shell puts in order what the first kill left. */
const TWICE = [
  ['encrypt.home-written', 'file-operation.removed'],
  ['encrypt.home-written', 'file-operation.settled'],
  ['file-operation.decided', 'file-operation.renamed'],
  ['file-operation.decided', 'convert.old-removed'],
  ['file-operation.renamed', 'file-operation.settled'],
] as const;

/** Points after the commit that decides: from there on the VM is encrypted. */
const IS_DECIDED = /^(?:convert\.(?:finish-started|old-removed|marker-removed)|file-operation\.(?!begun).*)$/;

/** Points at which the operation may not be recorded yet: the new key's note takes its beginning along. */
const MAY_BE_UNRECORDED = /^(?:state\.|file-operation\.begun$)/;

const GUEST = pattern(64 * MiB, 97);
const ENCRYPT = 'Enable-VMEncryption target';

describe('an encryption that was killed', () => {
  let base: State;
  beforeAll(async () => {
    base = await labWithTarget(GUEST);
  });

  test.each(POINTS)('at %s', (point) =>
    onCopy(base, async (state) => {
      expect((await vseal(state, ENCRYPT, point)).signal).toBe('SIGKILL');
      const { Files, Encrypted } = await expectWhole(state, GUEST);
      if (!point.startsWith('state.')) expect(Encrypted).toBe(IS_DECIDED.test(point));
      // A start settles what it finds recorded; only a lock file from before the record stays for the next holder.
      const { named } = folderOfVm(vmxOf(state));
      const others = Files.filter((name) => !named.includes(name));
      expect(others).toEqual(MAY_BE_UNRECORDED.test(point) ? expect.toBeOneOf([[], ['target.lck']]) : []);
    }),
  );

  test.each(TWICE)('at %s, and its recovery at %s', (point, recoveryPoint) =>
    onCopy(base, async (state) => {
      expect((await vseal(state, ENCRYPT, point)).signal).toBe('SIGKILL');
      expect((await vseal(state, 'Get-VM target', recoveryPoint)).signal).toBe('SIGKILL');
      const { Encrypted } = await expectWhole(state, GUEST);
      expect(Encrypted).toBe(point.startsWith('file-operation'));
    }),
  );
});

describe('an encryption that was killed, and whose note somebody has spoilt', () => {
  test('keeps nobody from the other VMs, and is put in order when the note is back', async () => {
    const state = newState('memory');
    const made = await vseal(
      state,
      `foreach ($name in 'spoilt', 'other') {
         $null = New-VM $name -DiskMB 1 -MemoryMB 4 -VMHost esx-01.lab.local -Datastore datastore1
       }`,
    );
    expect([made.code, made.stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
    const killed = await vseal(state, 'Enable-VMEncryption spoilt', 'convert.data-written');
    expect(killed.signal).toBe('SIGKILL');
    const note = join(state.folder, 'datastores/datastore1/spoilt/spoilt_1.vmdk.conversion');
    const text = readFileSync(note);
    writeFileSync(note, 'nonsense\n');
    const { code, stdout, stderr } = await vseal(state, '(Enable-VMEncryption other).Encrypted');
    expect([code, stdout]).toEqual([0, 'True\n']);
    expect(stderr).toContain(
      'What an operation on spoilt has left when it was cut is still to be put in order:',
    );
    const refused = await vseal(state, 'Enable-VMEncryption spoilt');
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('spoilt_1.vmdk.conversion')]);
    writeFileSync(note, text);
    const back = await vseal(
      state,
      '(Enable-VMEncryption spoilt).Encrypted; "$((Start-VM spoilt).PowerState)"',
    );
    expect([back.code, back.stdout, back.stderr]).toEqual([0, 'True\nPoweredOn\n', '']);
  });
});

describe('a second shell, while the first encrypts', () => {
  const listing = (folder: string): string[] =>
    readdirSync(folder).map((name) => {
      const { size, mtimeMs } = statSync(join(folder, name));
      return `${name} ${size} ${mtimeMs}`;
    });

  /** The state is what follows the name in brackets: proc(5). */
  const isStopped = (pid: number): boolean =>
    /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8')) &&
    readdirSync(`/proc/${pid}/task`).every((thread) =>
      /\) T /.test(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8')),
    );

  test('touches nothing and names the process that holds the VM', async () => {
    const guest = pattern(192 * MiB, 98);
    const state = await labWithTarget(guest);
    const folder = dirname(vmxOf(state));
    const first = start(state, ['-c', ENCRYPT]);
    const pid = first.child.pid ?? 0;
    const isWriting = (): boolean => readdirSync(folder).some((name) => name.endsWith('.conversion'));
    while (!isWriting() && first.child.exitCode === null)
      await new Promise((resolve) => setImmediate(resolve));
    process.kill(pid, 'SIGSTOP');
    // The signal is sent, not yet taken: its threads write on for a moment.
    while (!isStopped(pid)) await new Promise((resolve) => setImmediate(resolve));
    try {
      const before = listing(folder);
      expect(isWriting()).toBe(true);
      for (const command of [ENCRYPT, 'Start-VM target']) {
        const { code, stderr } = await vseal(state, command);
        expect(code).toBe(1);
        expect(stderr).toContain("The resource 'target' is in use.");
        expect(stderr).toContain(`Process ${pid} holds it to encrypt target.`);
      }
      const id = await vseal(
        state,
        `${ENCRYPT} 2>$null; $Error[0].FullyQualifiedErrorId; (Get-VM target).Encrypted`,
      );
      expect(id.stdout).toMatch(/^ResourceInUse\b.*\nFalse\n$/);
      expect(listing(folder)).toEqual(before);
    } finally {
      process.kill(pid, 'SIGCONT');
    }
    expect((await first.ended).code).toBe(0);
    expect(existsSync(join(folder, 'target.lck'))).toBe(false);
    expect(guestData(state).equals(guest)).toBe(true);
  });
});
