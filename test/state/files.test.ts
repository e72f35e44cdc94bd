import { execFileSync, spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import type { StateFault } from '../../src/state/fault.ts';
import { type FileSystem, nodeFileSystem } from '../../src/state/file-system.ts';
import { tryMarkerLock } from '../../src/state/marker-lock.ts';
import { replaceFile } from '../../src/state/replace-file.ts';
import { type Commit, openStore, type Store, type StoreOptions } from '../../src/state/store.ts';
import { buildChild, ended, startChild } from './children.ts';

let folder: string;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vseal-files-'));
  path = join(folder, 'lab', 'datacenter.json');
});

afterEach(() => {
  closeAll();
  rmSync(folder, { recursive: true, force: true });
});

function closeAll(): void {
  for (const store of opened.splice(0)) store.close();
}

function value<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function open(options: Partial<StoreOptions> = {}): Store {
  const store = value(openStore({ path, clock: systemClock, ...options }));
  opened.push(store);
  return store;
}

function put(store: Store, id: string, note = ''): Result<Commit, StateFault> {
  const log = [{ event: `made ${id}` }];
  return store.commit('New-VM', 'test', () => ok({ changes: [{ table: 'vm', id, row: { id, note } }], log }));
}

function modes(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of ['.', ...readdirSync(join(folder, 'lab'))]) {
    found[name] = (lstatSync(join(folder, 'lab', name)).mode & 0o777).toString(8);
  }
  return found;
}

describe('the state’s files', () => {
  it.each(['000', '022', '077'])('are their owner’s alone under umask %s', async (umask) => {
    const { program, folder: built } = await buildChild();
    const task = { task: 'increment', path, count: 4, compactEvery: 2 } as const;
    const child = startChild(program, task, ['/bin/sh', '-c', `umask ${umask}; exec "$0" "$@"`]);
    await ended(child);
    rmSync(built, { recursive: true, force: true });
    expect(modes()).toEqual({
      '.': '700',
      'datacenter.json': '600',
      'datacenter.json.journal': '600',
      'datacenter.json.lock': '600',
      'datacenter.log.jsonl': '600',
    });
  });

  it.each(['datacenter.json', 'datacenter.json.journal', 'datacenter.json.lock'])(
    'are refused when %s is a symbolic link',
    (name) => {
      const store = open();
      value(put(store, 'vm-1'));
      value(store.compact());
      value(put(store, 'vm-2'));
      const file = join(folder, 'lab', name);
      const target = join(folder, 'target');
      writeFileSync(target, readFileSync(file));
      rmSync(file);
      symlinkSync(target, file);
      const before = readFileSync(target);
      const again = openStore({ path, clock: systemClock });
      const result = again.ok ? put(again.value, 'vm-3') : again;
      expect(result).toMatchObject({
        ok: false,
        fault: { kind: 'StateUnreadable', message: expect.stringContaining('symbolic link') as string },
      });
      expect(readFileSync(target)).toEqual(before);
    },
  );

  it('are not written through a planted temporary file', () => {
    mkdirSync(join(folder, 'lab'));
    const target = join(folder, 'target');
    writeFileSync(target, 'precious');
    const planted: string[] = [];
    // The attacker of this test even guesses the name.
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (name, mode) => {
        if (mode === 'create') {
          symlinkSync(target, name);
          planted.push(name);
        }
        return nodeFileSystem.open(name, mode);
      },
    };
    expect(put(open({ files }), 'vm-1')).toMatchObject({ ok: false });
    expect(planted.length).toBeGreaterThan(0);
    expect(readFileSync(target, 'utf8')).toBe('precious');
    expect(existsSync(path)).toBe(false);
  });

  it('may be looked at, not changed, where this user may not write', () => {
    const store = open();
    value(put(store, 'vm-1'));
    const denied = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' });
    const files: FileSystem = {
      ...nodeFileSystem,
      open: (name, mode) => {
        if (mode !== 'read') throw denied;
        return nodeFileSystem.open(name, mode);
      },
    };
    const reader = open({ files, lock: () => ok({ release: () => undefined }) });
    expect(reader.ids('vm')).toEqual(['vm-1']);
    expect(put(reader, 'vm-2')).toMatchObject({ ok: false, fault: { kind: 'StateReadOnly' } });
    reader.close();
  });

  it('lose what killed processes left beside them', () => {
    const store = open();
    value(put(store, 'vm-1'));
    const left = ['.0123456789abcdef.tmp', '.journal.0123456789abcdef.tmp'].map((end) => `${path}${end}`);
    for (const name of left) writeFileSync(name, '');
    writeFileSync(`${path}.mine.tmp`, 'not ours');
    value(store.compact());
    expect(left.filter((name) => existsSync(name))).toEqual([]);
    expect(existsSync(`${path}.mine.tmp`)).toBe(true);
  });

  it('keep the log within its retention', () => {
    const retention = { fileBytes: 2000, files: 3, ageMs: 3_600_000 };
    const store = open({ retention });
    for (let n = 0; n < 60; n++) {
      value(put(store, `vm-${n}`));
      if (n % 10 === 9) value(store.compact());
    }
    const logs = readdirSync(join(folder, 'lab')).filter((name) => name.includes('.log.'));
    expect(logs.length).toBeLessThanOrEqual(3);
    const events = [...store.log()].map(({ record }) => (record as { event: string }).event);
    expect(events[0]).toBe('made vm-59');
    expect(events.length).toBeGreaterThan(10);
    expect(events.length).toBeLessThan(60);
  });

  it('get a log again when somebody has removed it', () => {
    const store = open();
    value(put(store, 'vm-1'));
    value(store.compact());
    value(put(store, 'vm-2'));
    rmSync(join(folder, 'lab', 'datacenter.log.jsonl'));
    for (const id of ['vm-3', 'vm-4', 'vm-5']) value(put(store, id));
    const events = [...store.log()].map(({ record }) => (record as { event: string }).event);
    expect(events).toEqual(['made vm-5', 'made vm-4', 'made vm-3', 'made vm-2']);
  });

  it('of more than one window are read and folded piece by piece', () => {
    const store = open();
    const note = 'x'.repeat(100_000);
    const changes = Array.from({ length: 750 }, (_, n) => {
      return { table: 'vm', id: `vm-${n}`, row: { id: `vm-${n}`, note } };
    });
    value(store.commit('New-VM', 'test', () => ok({ changes })));
    value(store.compact());
    store.close();
    expect(lstatSync(path).size).toBeGreaterThan(70_000_000);
    const again = open();
    expect(again.get('vm', 'vm-700')).toEqual({ id: 'vm-700', note });
    value(put(again, 'vm-3', 'short'));
    value(again.compact());
    expect(again.get('vm', 'vm-2')).toEqual({ id: 'vm-2', note });
    again.close();
    const last = open();
    let rows = 0;
    for (const row of last.rows<{ id: string; note: string }>('vm')) {
      if (row.note.length === note.length) rows++;
    }
    expect(rows).toBe(749);
    expect(last.get('vm', 'vm-3')).toEqual({ id: 'vm-3', note: 'short' });
  });
});

function ran(command: string, ...args: string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}

describe('a full disk', () => {
  const mounted = (): string | undefined => {
    const at = mkdtempSync(join(tmpdir(), 'vseal-full-'));
    if (ran('mount', '-t', 'tmpfs', '-o', 'size=1m', 'vseal-test', at)) return at;
    rmSync(at, { recursive: true });
    console.warn('skipped: a file system cannot be mounted here');
    return undefined;
  };
  let disk: string | undefined;
  const permitted = mounted();
  if (permitted !== undefined) {
    ran('umount', permitted);
    rmSync(permitted, { recursive: true });
  }

  beforeEach(() => {
    disk = mounted();
  });

  afterEach(() => {
    if (disk === undefined) return;
    closeAll();
    // Something that watches new mounts may hold it for a moment: then it goes when that lets go.
    if (!ran('umount', disk)) ran('umount', '-l', disk);
    rmSync(disk, { recursive: true });
  });

  it.skipIf(permitted === undefined)(
    'gives a fault and keeps every commit, and none is left half written',
    () => {
      const on = join(disk ?? '', 'datacenter.json');
      const store = open({ path: on });
      let made = 0;
      let fault: { kind: string } | undefined;
      while (fault === undefined && made < 1000) {
        const done = put(store, `vm-${made}`, 'x'.repeat(5000));
        if (done.ok) made++;
        else fault = done.fault;
      }
      expect(fault).toMatchObject({
        kind: 'StateFull',
        message: expect.stringContaining('the disk is full') as string,
      });
      expect(made).toBeGreaterThan(100);
      expect(store.size('vm')).toBe(made);
      expect(open({ path: on }).size('vm')).toBe(made);
      const compacted = store.compact();
      expect(compacted).toMatchObject({ ok: false, fault: { kind: 'StateFull' } });
      expect(readdirSync(disk ?? '').filter((name) => name.endsWith('.tmp'))).toEqual([]);
      expect(ran('mount', '-o', 'remount,size=4m', disk ?? '')).toBe(true);
      value(put(store, 'vm-last'));
      value(store.compact());
      expect(open({ path: on }).size('vm')).toBe(made + 1);
      expect([...store.log()]).toHaveLength(made + 1);
    },
  );

  it.skipIf(permitted === undefined)('leaves a replaced file as it was', () => {
    const file = join(disk ?? '', 'key');
    replaceFile(file, Buffer.alloc(600_000, 1));
    expect(() => replaceFile(file, Buffer.alloc(700_000, 2))).toThrow(/ENOSPC/);
    expect(readFileSync(file).equals(Buffer.alloc(600_000, 1))).toBe(true);
    expect(readdirSync(disk ?? '')).toEqual(['key']);
  });
});

describe('the lock where the kernel has none', () => {
  it('is one holder’s until it lets go', () => {
    const first = tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'first' });
    expect(first.release).toBeDefined();
    const second = tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'second' });
    expect(second).toMatchObject({ holder: { pid: process.pid, purpose: 'first' } });
    first.release?.();
    expect(readdirSync(folder)).toEqual([]);
    const third = tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'third' });
    expect(third.release).toBeDefined();
    first.release?.();
    expect(tryMarkerLock(join(folder, 'a'), undefined).holder).toMatchObject({ purpose: 'third' });
  });

  it('is taken over from a process that died, that another one succeeded, or of another boot', () => {
    const held = tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'first' });
    const marker = JSON.parse(readFileSync(join(folder, 'a.held'), 'utf8')) as Record<string, unknown>;
    const dead = spawnSync('true').pid;
    for (const change of [{ pid: dead }, { started: '1' }, { boot: 'another' }]) {
      writeFileSync(join(folder, 'a.held'), JSON.stringify({ ...marker, ...change, token: 'other' }));
      const taken = tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'next' });
      expect(taken.release, JSON.stringify(change)).toBeDefined();
      taken.release?.();
      expect(readdirSync(folder)).toEqual([]);
    }
    held.release?.();
  });

  it('is not taken from a holder who is just writing its name, nor kept by an empty file for ever', () => {
    writeFileSync(join(folder, 'a.held'), '');
    expect(tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'next' }).release).toBeUndefined();
    execFileSync('touch', ['-d', '1 minute ago', join(folder, 'a.held')]);
    expect(tryMarkerLock(join(folder, 'a'), { pid: process.pid, purpose: 'next' }).release).toBeDefined();
  });
});
