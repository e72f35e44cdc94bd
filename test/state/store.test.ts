import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { fail, ok, type Result } from '../../src/base/result.ts';
import type { Row } from '../../src/state/row.ts';
import { openStore, type Store, type StoreEvent, type StoreOptions } from '../../src/state/store.ts';

interface Vm extends Row {
  readonly name: string;
  readonly note?: string;
}

let folder: string;
let path: string;
const opened: Store[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vseal-state-'));
  path = join(folder, 'lab', 'datacenter.json');
});

afterEach(() => {
  for (const store of opened.splice(0)) store.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(options: Partial<StoreOptions> = {}): Store {
  const store = value(openStore({ path, clock: systemClock, ...options }));
  opened.push(store);
  return store;
}

function value<T>(result: Result<T, { message: string }>): T {
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

function put(store: Store, ...vms: Vm[]): number {
  const changes = vms.map((row) => ({ table: 'vm', id: row.id, row }));
  return value(store.commit('Set-VM', 'administrator', () => ok({ changes }))).seq;
}

describe('a state', () => {
  it('is empty before its first commit and writes nothing until then', () => {
    const store = open();
    expect(store.seq).toBe(0);
    expect(store.ids('vm')).toEqual([]);
    store.close();
    expect(() => readFileSync(path)).toThrow(/ENOENT/);
  });

  it('keeps what was committed, in the order of the numbers in the ids', () => {
    const store = open();
    put(store, { id: 'vm-10', name: 'db-01' }, { id: 'vm-9', name: 'web-01' });
    put(store, { id: 'vm-9', name: 'web-01', note: 'moved' });
    store.close();
    const again = open();
    expect(again.seq).toBe(2);
    expect([...again.rows<Vm>('vm')].map(({ name }) => name)).toEqual(['web-01', 'db-01']);
    expect(again.get<Vm>('vm', 'vm-9')?.note).toBe('moved');
    expect(again.get('vm', 'vm-11')).toBeUndefined();
  });

  it('is one JSON document with a row a line', () => {
    const store = open();
    put(store, { id: 'vm-1', name: 'app-01' }, { id: 'vm-2', name: 'app-02' });
    store.close();
    const text = readFileSync(path, 'utf8');
    const document = JSON.parse(text) as { seq: number; tables: { vm: Vm[] } };
    expect(document.seq).toBe(1);
    expect(document.tables.vm.map(({ name }) => name)).toEqual(['app-01', 'app-02']);
    expect(text.split('\n').slice(1)).toEqual([
      '"tables":{',
      '"vm":[',
      '{"id":"vm-1","name":"app-01"},',
      '{"id":"vm-2","name":"app-02"}',
      ']',
      '}}',
      '',
    ]);
  });

  it('changes nothing when the decision refuses', () => {
    const store = open();
    put(store, { id: 'vm-1', name: 'app-01' });
    const refused = store.commit('Remove-VM', 'nocrypto', () => fail({ kind: 'NoPermission' as const }));
    expect(refused).toEqual({ ok: false, fault: { kind: 'NoPermission' } });
    expect(store.seq).toBe(1);
  });

  it('shows a second store what the first one commits, also over a compaction', () => {
    const first = open();
    const second = open();
    const events: StoreEvent[] = [];
    second.onChange((event) => events.push(event));
    put(first, { id: 'vm-1', name: 'app-01' });
    expect(value(second.refresh())).toBe(true);
    put(first, { id: 'vm-1', name: 'renamed' });
    value(first.compact());
    put(first, { id: 'vm-2', name: 'app-02' });
    expect(value(second.refresh())).toBe(true);
    expect(value(second.refresh())).toBe(false);
    expect([...second.rows<Vm>('vm')].map(({ name }) => name)).toEqual(['renamed', 'app-02']);
    expect(events.map((event) => [event.kind, event.seq])).toEqual([
      ['reloaded', 1],
      ['committed', 2],
      ['committed', 3],
    ]);
    expect(put(second, { id: 'vm-3', name: 'app-03' })).toBe(4);
    expect(put(first, { id: 'vm-4', name: 'app-04' })).toBe(5);
  });

  it('decides again when another store commits in spite of the lock', () => {
    const lock = () => ok({ release: () => undefined });
    const slow = open({ lock });
    put(slow, { id: 'vm-1', name: 'app-01' });
    const quick = open({ lock });
    const seen: (string | undefined)[] = [];
    const done = slow.commit('Set-VM', 'slow', () => {
      seen.push(slow.get<Vm>('vm', 'vm-1')?.name);
      if (seen.length === 1) put(quick, { id: 'vm-1', name: 'of the quick' });
      if (seen.length === 2) value(quick.compact());
      return ok({
        changes: [{ table: 'vm', id: 'vm-2', row: { id: 'vm-2', name: `after ${seen.at(-1)}` } }],
      });
    });
    expect(value(done).seq).toBe(3);
    expect(seen).toEqual(['app-01', 'of the quick', 'of the quick']);
    expect(open().get('vm', 'vm-2')).toEqual({ id: 'vm-2', name: 'after of the quick' });
  });

  it('notices that a commit which it has read was taken back by its writer', () => {
    const reader = open();
    put(reader, { id: 'vm-1', name: 'first' });
    const before = readFileSync(`${path}.journal`);
    const writer = open();
    put(writer, { id: 'vm-1', name: 'lost' });
    value(reader.refresh());
    expect(reader.get<Vm>('vm', 'vm-1')?.name).toBe('lost');
    // What the writer does when its sync fails; then another commit of the same length.
    writeFileSync(`${path}.journal`, before);
    put(open(), { id: 'vm-1', name: 'kept' });
    expect(put(reader, { id: 'vm-2', name: 'next' })).toBe(3);
    expect(reader.get<Vm>('vm', 'vm-1')?.name).toBe('kept');
    expect(open().seq).toBe(3);
  });

  it('tells listeners the row before and after', () => {
    const store = open();
    put(store, { id: 'vm-1', name: 'app-01' });
    const events: StoreEvent[] = [];
    store.onChange((event) => events.push(event));
    put(store, { id: 'vm-1', name: 'app-1' });
    expect(events).toMatchObject([
      {
        kind: 'committed',
        own: true,
        op: 'Set-VM',
        changes: [{ before: { name: 'app-01' }, row: { name: 'app-1' } }],
      },
    ]);
  });

  it('prints the whole truth: what it exports is the state again', () => {
    const store = open();
    put(store, { id: 'vm-1', name: 'app-01' });
    value(store.compact());
    put(store, { id: 'vm-2', name: 'Größe ✓' });
    const text = `${[...store.exportLines()].join('\n')}\n`;
    store.close();
    const notices: string[] = [];
    writeFileSync(join(folder, 'copy.json'), text);
    const copy = open({ path: join(folder, 'copy.json'), onNotice: (notice) => notices.push(notice) });
    expect(copy.seq).toBe(2);
    expect(copy.get<Vm>('vm', 'vm-2')?.name).toBe('Größe ✓');
    expect(notices).toEqual([]);
  });

  it('goes by its numbers, whatever the clock does', () => {
    const times = [1_700_000_000_000, 1_600_000_000_000, 1_800_000_000_000];
    const clock = { nowMs: () => times.shift() ?? 0, monotonicMs: () => systemClock.monotonicMs() };
    const store = open({ clock });
    for (let n = 1; n <= 3; n++) put(store, { id: 'vm-1', name: `version ${n}` });
    store.close();
    expect(open().get<Vm>('vm', 'vm-1')?.name).toBe('version 3');
  });

  it('makes the commits of a group durable with one sync', () => {
    const store = open();
    put(store, { id: 'vm-0', name: 'first' });
    const done = store.group(() => {
      for (let n = 1; n <= 600; n++) put(store, { id: `vm-${n}`, name: `app-${n}` });
      return store.size('vm');
    });
    expect(value(done)).toBe(601);
    expect(open().size('vm')).toBe(601);
  });

  it('keeps each log entry once, newest first', () => {
    const store = open();
    for (let n = 1; n <= 3; n++) {
      const log = [{ event: `started ${n}` }, { event: `done ${n}` }];
      value(store.commit('Start-VM', 'administrator', () => ok({ changes: [], log })));
    }
    store.close();
    const entries = [...open().log()].map(({ seq, n, record }) => [seq, n, record]);
    expect(entries).toEqual([
      [3, 1, { event: 'done 3' }],
      [3, 0, { event: 'started 3' }],
      [2, 1, { event: 'done 2' }],
      [2, 0, { event: 'started 2' }],
      [1, 1, { event: 'done 1' }],
      [1, 0, { event: 'started 1' }],
    ]);
  });
});
