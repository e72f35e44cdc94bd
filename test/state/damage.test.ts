import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok, type Result } from '../../src/base/result.ts';
import type { StateFault } from '../../src/state/fault.ts';
import type { FileSystem } from '../../src/state/file-system.ts';
import { encodeRecord, type JournalRecord } from '../../src/state/journal.ts';
import { openStore, type Store } from '../../src/state/store.ts';
import { type DiskImage, simulatedDisk } from './simulated-disk.ts';

const PATH = '/lab/datacenter.json';
const JOURNAL = `${PATH}.journal`;

interface Opened {
  readonly result: Result<Store, StateFault>;
  readonly notices: readonly string[];
  readonly after: DiskImage;
}

function openImage(image: DiskImage): Opened {
  const disk = simulatedDisk({ image });
  const notices: string[] = [];
  const result = openStore({
    path: PATH,
    clock: systemClock,
    files: disk.files,
    lock: () => ok({ release: () => undefined }),
    onNotice: (notice) => notices.push(notice),
  });
  return { result, notices, after: disk.image() };
}

function opened(files: FileSystem): Store {
  const result = openStore({
    path: PATH,
    clock: systemClock,
    files,
    lock: () => ok({ release: () => undefined }),
  });
  if (!result.ok) throw new Error(result.fault.message);
  return result.value;
}

/** A snapshot with two commits and a journal with four more; nothing was closed. */
function sample(): Map<string, Buffer> {
  const disk = simulatedDisk();
  const store = opened(disk.files);
  for (let n = 1; n <= 6; n++) {
    const row = { id: `vm-${n}`, name: `app-${n}` };
    const log = [{ event: 'made' }];
    store.commit('New-VM', 'test', () => ok({ changes: [{ table: 'vm', id: row.id, row }], log }));
    if (n === 2) store.compact();
  }
  return new Map(disk.image());
}

function edit(
  image: Map<string, Buffer>,
  path: string,
  change: (text: string) => string,
): Map<string, Buffer> {
  return new Map(image).set(path, Buffer.from(change(contents(image, path).toString())));
}

function contents(image: DiskImage, path: string): Buffer {
  const bytes = image.get(path);
  if (bytes === undefined) throw new Error(`no ${path}`);
  return bytes;
}

/** `seq 5` for a state that opened, `StateCorrupt 4` for one that was refused. */
function verdict({ result }: Opened): string {
  if (result.ok) return `seq ${result.value.seq}`;
  const { fault } = result;
  return fault.kind === 'StateCorrupt' ? `${fault.kind} ${fault.seq ?? '?'}` : fault.kind;
}

describe('a torn journal', () => {
  const image = sample();
  const journal = contents(image, JOURNAL);
  const lastStart = journal.lastIndexOf(10, journal.length - 2) + 1;

  it('is cut back to the last whole record, at whichever byte it ends', () => {
    for (let length = lastStart; length < journal.length; length++) {
      const opened = openImage(new Map(image).set(JOURNAL, journal.subarray(0, length)));
      const { notices, after } = opened;
      expect(verdict(opened)).toBe('seq 5');
      expect(contents(after, JOURNAL).equals(journal.subarray(0, lastStart))).toBe(true);
      expect(notices).toHaveLength(length === lastStart ? 0 : 1);
      if (notices[0] !== undefined) expect(notices[0]).toContain('after commit 5');
    }
  });

  it('is cut back when any byte of its last record is wrong', () => {
    for (let at = lastStart; at < journal.length; at++) {
      for (const bits of [1, 0x80, (journal[at] ?? 0) ^ 10]) {
        if (bits === 0) continue;
        const changed = Buffer.from(journal);
        changed[at] = (journal[at] ?? 0) ^ bits;
        const opened = openImage(new Map(image).set(JOURNAL, changed));
        expect(verdict(opened), `byte ${at - lastStart}, bits ${bits}`).toBe('seq 5');
        expect(contents(opened.after, JOURNAL).equals(journal.subarray(0, lastStart))).toBe(true);
      }
    }
  });

  it('is cut back when its end is zeros, as some file systems leave it', () => {
    const zeros = Buffer.concat([journal.subarray(0, lastStart + 20), Buffer.alloc(5000)]);
    expect(openImage(new Map(image).set(JOURNAL, zeros)).result).toMatchObject({
      ok: true,
      value: { seq: 5 },
    });
  });
});

describe('a damaged journal', () => {
  const image = sample();
  const journal = contents(image, JOURNAL);
  const lines = journal.toString().split('\n');

  it('is refused with the number of the first bad commit and left as it is, whichever byte is wrong', () => {
    const lastStart = journal.lastIndexOf(10, journal.length - 2) + 1;
    let line = 0;
    for (let at = 0; at < lastStart; at++) {
      const changed = Buffer.from(journal);
      changed[at] = (journal[at] ?? 0) ^ 1;
      const opened = openImage(new Map(image).set(JOURNAL, changed));
      // The first line is the header: with it, the first commit after the snapshot is in doubt.
      const seq = line === 0 ? 3 : 2 + line;
      expect(verdict(opened), `byte ${at}`).toBe(`StateCorrupt ${seq}`);
      expect(contents(opened.after, JOURNAL).equals(changed)).toBe(true);
      if (journal[at] === 10) line++;
    }
  });

  it.each([
    ['a record is missing', (all: string[]) => all.toSpliced(2, 1), 4],
    [
      'two records have changed places',
      (all: string[]) => all.with(2, all[3] ?? '').with(3, all[2] ?? ''),
      4,
    ],
    ['a record is there twice', (all: string[]) => all.toSpliced(2, 0, all[2] ?? ''), 5],
  ])('is refused when %s', (_, change, seq) => {
    const changed = Buffer.from(change(lines).join('\n'));
    const { result } = openImage(new Map(image).set(JOURNAL, changed));
    expect(result).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt', seq } });
  });

  it('is refused when a record is zeros and a single one behind it is whole', () => {
    const zeroed = Buffer.from(journal);
    const start = journal.indexOf('{"seq":5');
    zeroed.fill(0, start, journal.indexOf('{"seq":6') - 1);
    expect(verdict(openImage(new Map(image).set(JOURNAL, zeroed)))).toBe('StateCorrupt 5');
  });

  it('is refused when a record continues another history, or skips a number', () => {
    const last = JSON.parse(lines[4] ?? '') as JournalRecord;
    const forged = (change: Partial<JournalRecord>): string => {
      const line = encodeRecord({ ...last, ...change });
      return verdict(openImage(new Map(image).set(JOURNAL, Buffer.concat([before, line]))));
    };
    const before = Buffer.from(`${lines.slice(0, 4).join('\n')}\n`);
    expect(forged({})).toBe('seq 6');
    expect(forged({ prev: '0'.repeat(64) })).toBe('StateCorrupt 6');
    expect(forged({ seq: 7 })).toBe('StateCorrupt 6');
  });

  it('of a group is torn where bytes are missing, and damaged where they are wrong', () => {
    const disk = simulatedDisk({ image });
    const store = opened(disk.files);
    const made = store.group(() => {
      for (let n = 7; n <= 9; n++) {
        store.commit('New-VM', 'test', () =>
          ok({ changes: [{ table: 'vm', id: 'vm-7', row: { id: 'vm-7', n } }] }),
        );
      }
    });
    expect(made.ok).toBe(true);
    const whole = contents(disk.image(), JOURNAL);
    const start = whole.indexOf('{"seq":7');
    const missing = Buffer.from(whole).fill(0, start + 10, start + 60);
    expect(verdict(openImage(new Map(disk.image()).set(JOURNAL, missing)))).toBe('seq 6');
    const wrong = Buffer.from(whole).fill('x', start + 10, start + 60);
    expect(verdict(openImage(new Map(disk.image()).set(JOURNAL, wrong)))).toBe('StateCorrupt 7');
  });

  it('is refused beside the snapshot of another time, or of another state', () => {
    const later = new Map(image);
    const { result } = openImage(image);
    if (!result.ok) throw new Error(result.fault.message);
    later.set(PATH, Buffer.from(`${[...result.value.exportLines()].join('\n')}\n`));
    expect(openImage(later).result).toMatchObject({ ok: true, value: { seq: 6 } });

    const other = sample();
    const mixed = new Map(image).set(PATH, contents(other, PATH));
    expect(openImage(mixed).result).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt', seq: 3 } });
    const alone = new Map(image);
    alone.delete(PATH);
    expect(openImage(alone).result).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt' } });
  });

  it('of a newer format is refused as such', () => {
    const newer = edit(image, PATH, (text) => text.replace('"version":1', '"version":2'));
    expect(openImage(newer).result).toMatchObject({ ok: false, fault: { kind: 'StateVersion', version: 2 } });
  });
});

describe('a snapshot changed by hand', () => {
  const image = sample();
  const atRest = new Map(image);
  atRest.delete(JOURNAL);
  const rename = (text: string) => text.replace('"app-1"', '"renamed"');

  it('is accepted, said, and built upon when no commits wait in the journal', () => {
    const disk = simulatedDisk({ image: edit(atRest, PATH, rename) });
    const notices: string[] = [];
    const options = {
      path: PATH,
      clock: systemClock,
      files: disk.files,
      lock: () => ok({ release: () => undefined }),
      onNotice: (notice: string) => notices.push(notice),
    };
    const opened = openStore(options);
    if (!opened.ok) throw new Error(opened.fault.message);
    expect(opened.value.get('vm', 'vm-1')).toMatchObject({ name: 'renamed' });
    expect(notices).toEqual([`${PATH} was edited by hand; its rows are taken as they are.`]);
    const row = { id: 'vm-9', name: 'new' };
    const done = opened.value.commit('New-VM', 'test', () =>
      ok({ changes: [{ table: 'vm', id: 'vm-9', row }] }),
    );
    expect(done.ok).toBe(true);
    const again = openImage(disk.image());
    expect(again.notices).toEqual([]);
    expect(again.result).toMatchObject({ ok: true, value: { seq: 4 } });
  });

  it('may have any layout', () => {
    const pretty = edit(atRest, PATH, (text) => JSON.stringify(JSON.parse(text), null, 2));
    const { result, notices } = openImage(pretty);
    expect(notices).toHaveLength(1);
    expect(result.ok && result.value.ids('vm')).toEqual(['vm-1', 'vm-2']);
  });

  it('is refused while commits wait in the journal', () => {
    const { result, after } = openImage(edit(image, PATH, rename));
    expect(result).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt', seq: 3 } });
    expect(after).toEqual(edit(image, PATH, rename));
  });

  it('is refused with the place when it is no longer a state', () => {
    const message = (change: (text: string) => string): string => {
      const { result } = openImage(edit(atRest, PATH, change));
      return result.ok ? 'accepted' : result.fault.message;
    };
    expect(message((text) => text.replace('"app-2"', 'app-2'))).toBe(
      `${PATH} is damaged: it is no JSON (line 5).`,
    );
    expect(message((text) => text.replace('"vm-2"', '"vm-1"'))).toContain('two rows vm-1');
    expect(message((text) => text.replace('"id":"vm-2",', ''))).toContain('a row of its table vm has no id');
    expect(message(() => '[]')).toContain('is not a JSON object');
    expect(message((text) => text.replace('"name":"app-2"', '"__proto__":{"x":1}'))).toContain('__proto__');
    expect(message((text) => text.replace('"name":"app-2"', '"\\u005f_proto__":{"x":1}'))).toContain(
      '__proto__',
    );
    expect(message((text) => text.replace('app-2', 'a note on __proto__'))).toBe('accepted');
  });

  it('keeps header members and tables that this program does not know', () => {
    const changed = edit(atRest, PATH, (text) =>
      text.replace('"tables":{', '"owner":"lab team",\n"tables":{\n"future":[{"id":"f-1","x":[1]}],'),
    );
    const { result } = openImage(changed);
    if (!result.ok) throw new Error(result.fault.message);
    expect(result.value.compact().ok).toBe(true);
    const document = JSON.parse([...result.value.exportLines()].join('\n'));
    expect(document).toMatchObject({ owner: 'lab team', tables: { future: [{ id: 'f-1', x: [1] }] } });
  });
});

describe('rows', () => {
  it('named like members of every object are rows like others', () => {
    const disk = simulatedDisk();
    const options = {
      path: PATH,
      clock: systemClock,
      files: disk.files,
      lock: () => ok({ release: () => undefined }),
    };
    const first = openStore(options);
    if (!first.ok) throw new Error(first.fault.message);
    const ids = ['__proto__', 'constructor', 'toString', '10', '9', 'ü"\\\n', '\ud800'];
    const changes = ids.map((id) => ({ table: '__proto__', id, row: { id, '7': 'number-like member' } }));
    expect(first.value.commit('New-VM', 'test', () => ok({ changes })).ok).toBe(true);
    first.value.compact();
    const second = openStore(options);
    if (!second.ok) throw new Error(second.fault.message);
    expect([...second.value.ids('__proto__')].sort()).toEqual([...ids].sort());
    for (const id of ids)
      expect(second.value.get('__proto__', id)).toEqual({ id, '7': 'number-like member' });
    expect(({} as { x?: number }).x).toBeUndefined();
  });
});

describe('fuzzed files', () => {
  const image = sample();
  const runs = process.env['SOAK'] === '1' ? 100_000 : 1000;

  it('load as one of the states that were, or are refused, and are never written unless torn', () => {
    const mutation = fc.record({
      path: fc.constantFrom(PATH, JOURNAL),
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      remove: fc.integer({ min: 0, max: 60 }),
      insert: fc.oneof(
        fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
        fc
          .constantFrom('\n', '{', '}', '"', ']', ',', '{"seq":9', '\0\0\0\0', '1e999')
          .map((s) => Buffer.from(s)),
      ),
    });
    fc.assert(
      fc.property(fc.array(mutation, { minLength: 1, maxLength: 3 }), (mutations) => {
        const mutated = new Map(image);
        for (const { path, at, remove, insert } of mutations) {
          const bytes = contents(mutated, path);
          const from = Math.floor(at * bytes.length);
          mutated.set(path, Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]));
        }
        const { result, after } = openImage(mutated);
        if (!result.ok) {
          for (const [path, bytes] of mutated) expect(contents(after, path).equals(bytes)).toBe(true);
          expect(result.fault.message).not.toBe('');
          return;
        }
        if (contents(mutated, PATH).equals(contents(image, PATH))) {
          const { seq } = result.value;
          expect([...result.value.rows('vm')]).toEqual(
            Array.from({ length: seq }, (_, n) => ({ id: `vm-${n + 1}`, name: `app-${n + 1}` })),
          );
        }
      }),
      { numRuns: runs },
    );
  });
});

describe('the state’s files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'vseal-damage-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are refused when the name is not that of a state', () => {
    const path = join(folder, 'package.json');
    writeFileSync(path, '{"name":"something else"}');
    const opened = openStore({ path, clock: systemClock });
    expect(opened).toMatchObject({ ok: false, fault: { kind: 'StateCorrupt' } });
    expect(opened.ok || opened.fault.hint).toContain('Name the datacenter.json');
    expect(readFileSync(path, 'utf8')).toBe('{"name":"something else"}');
  });
});
