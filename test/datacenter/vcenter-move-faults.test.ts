import { closeSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { watchFaultPoints } from '../../src/base/fault-point.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { moveVmToVCenter } from '../../src/datacenter/migration/vcenter-move.ts';
import { openDatacenter } from '../../src/datacenter/open.ts';
import { makeLab } from '../../src/lab/lab.ts';
import { must } from './small-lab.ts';

/**
 * A VM goes to and fro between two vCenters in this process while something breaks at a step of the way. Either the
 * process dies there: it does nothing more, and the system drops its locks. Or the write of a commit fails there: the
 * process goes on with that fault. Whoever opens the two states next finds the VM in exactly one of them, whole.
 */
const SOAK = process.env['SOAK'] === '1';
const STEPS = SOAK ? 20_000 : 150;
const admin = { user: 'administrator@vsphere.local' };
const VM = 'vm-001';

interface Fault {
  readonly kind: 'death' | 'failed write';
  /** At which of the points on the way. */
  readonly point: number;
  /** Another death while the states are opened anew. */
  readonly again: number | undefined;
  readonly opensFirst: 'here' | 'there';
}

const faults = fc.record<Fault>({
  kind: fc.constantFrom('death', 'failed write'),
  point: fc.nat({ max: 45 }),
  again: fc.option(fc.nat({ max: 25 }), { nil: undefined, freq: 3 }),
  opensFirst: fc.constantFrom('here', 'there'),
});

class Death extends Error {}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'vseal-move-'));
  for (const [name, vms] of Object.entries({ a: 1, b: 0 })) {
    mkdirSync(join(folder, name));
    const datacenter = open(name);
    must(makeLab(datacenter, { hosts: 1, vms }));
    datacenter.close();
  }
});
afterEach(() => watchFaultPoints(undefined));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function open(name: string): Datacenter {
  return must(
    openDatacenter({
      statePath: join(folder, name, 'datacenter.json'),
      clock: systemClock,
      runtimeFolders: [],
      onNotice: () => undefined,
    }),
  );
}

/** What the system does with the files and locks of a dead process. */
function dropDescriptors(): void {
  for (const fd of readdirSync('/proc/self/fd')) {
    let target = '';
    try {
      target = readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      // The listing's own descriptor is closed by now.
    }
    if (target.startsWith(folder)) closeSync(Number(fd));
  }
}

/** Runs until it dies at the `point`-th point that it passes, if it comes so far; the points that it passed. */
function runUntil(kind: Fault['kind'], point: number, run: () => void): string[] {
  const passed: string[] = [];
  watchFaultPoints((name) => {
    passed.push(name);
    if (passed.length - 1 !== point) return;
    // A process does not die in the middle of a commit here: what that leaves is the state's own tests' matter.
    if (kind === 'death' && !name.startsWith('state.')) throw new Death();
    if (kind === 'failed write' && (name === 'state.append' || name === 'state.sync')) {
      throw Object.assign(new Error('ENOSPC: no space left on device'), { code: 'ENOSPC' });
    }
  });
  try {
    run();
  } catch (error) {
    if (!(error instanceof Death)) throw error;
  } finally {
    watchFaultPoints(undefined);
    dropDescriptors();
  }
  return passed;
}

/** The VM's move from one state to the other, as a shell that is connected to both does it. */
function move(from: string, to: string): void {
  const [here, there] = [open(from), open(to)];
  const [vm] = here.find('vms', 'name', VM);
  const [host] = [...there.rows('hosts')];
  if (vm === undefined || host === undefined) throw new Error('the VM and its new host are there');
  const request = {
    there: { datacenter: there, caller: admin },
    hostId: host.id,
    datastoreId: host.datastoreIds[0] ?? '',
  };
  const task = { descriptionId: 'test', name: 'Test_Task', entity: null };
  here.tasks.wait(
    here.tasks.start(admin, task, moveVmToVCenter({ datacenter: here, caller: admin }, vm.id, request)),
  );
  // Not where it has died: then it does nothing more.
  here.close();
  there.close();
}

interface Found {
  readonly vms: number;
  /** Operations that are still to be settled. */
  readonly operations: number;
  readonly files: string[];
}

function look(name: string): Found {
  const datacenter = open(name);
  try {
    const vms = datacenter.find('vms', 'name', VM);
    const files = readdirSync(join(folder, name), { recursive: true, encoding: 'utf8' });
    return {
      vms: vms.length,
      operations: [...datacenter.rows('fileOperations')].length,
      files: files
        .filter((file) => /vm-001.*\.(vmx|vmdk|nvram)$/.test(file))
        .map((file) => file.split('/').at(-1) ?? ''),
    };
  } finally {
    datacenter.close();
  }
}

test.skipIf(process.platform !== 'linux')(
  'a VM between two vCenters is in exactly one of them, whatever breaks at whatever step',
  { timeout: 3_600_000 },
  () => {
    const seed = Date.now() >>> 0;
    const whole = look('a').files.sort();
    expect(whole.length).toBeGreaterThan(1);
    const struck = new Map<string, number>();
    let [from, to] = ['a', 'b'];
    let [tried, moves] = [0, 0];
    for (const fault of fc.sample(faults, { numRuns: STEPS, seed })) {
      const passed = runUntil(fault.kind, fault.point, () => move(from, to));
      const at = passed[fault.point];
      if (at !== undefined) struck.set(`${fault.kind}, ${at}`, (struck.get(`${fault.kind}, ${at}`) ?? 0) + 1);
      const order = fault.opensFirst === 'here' ? [from, to] : [to, from];
      if (fault.again !== undefined) {
        runUntil('death', fault.again, () => {
          for (const name of order) open(name).close();
        });
      }
      // The first may have to wait for what the second knows.
      for (const name of order) open(name).close();
      const [here, there] = [look(from), look(to)];
      const about = `seed ${seed}: ${JSON.stringify(fault)} at ${at ?? 'nothing'}`;
      expect([here.vms + there.vms, here.operations, there.operations], about).toEqual([1, 0, 0]);
      const [owner, other] = there.vms === 1 ? [there, here] : [here, there];
      expect([owner.files.sort(), other.files], about).toEqual([whole, []]);
      if (there.vms === 1) {
        moves++;
        [from, to] = [to, from];
      }
      if (SOAK && ++tried % 500 === 0) process.stderr.write(`${tried} faults, ${moves} moves\n`);
    }
    if (SOAK)
      process.stderr.write(
        `${STEPS} faults, ${moves} moves: ${JSON.stringify(Object.fromEntries(struck))}\n`,
      );
    expect(moves).toBeGreaterThan(STEPS / 20);
    expect(
      [...struck.keys()].filter((key) => /vcenter-move|file-operation/.test(key)).length,
    ).toBeGreaterThan(3);
  },
);
