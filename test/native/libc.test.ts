import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { allocatedRanges, exchangeNames, flock, punchHole, waitForFlock } from '../../src/native/libc.ts';

const linux = process.platform === 'linux';
const folder = mkdtempSync(join(tmpdir(), 'vseal-libc-'));
afterAll(() => rmSync(folder, { recursive: true }));
const open = (name: string): number => openSync(join(folder, name), 'a+');

describe.runIf(linux)('flock', () => {
  it('is held by one open file at a time, also within one process', () => {
    const [one, two] = [open('lock'), open('lock')];
    expect(flock(one, 'exclusive')).toBe(true);
    expect(flock(two, 'exclusive')).toBe(false);
    expect(flock(two, 'shared')).toBe(false);
    expect(flock(one, 'unlock')).toBe(true);
    expect(flock(two, 'exclusive')).toBe(true);
    closeSync(two);
    expect(waitForFlock(one, 'exclusive')).toBe(true);
    closeSync(one);
  });

  it('lets readers share', () => {
    const [one, two] = [open('shared'), open('shared')];
    expect(flock(one, 'shared')).toBe(true);
    expect(flock(two, 'shared')).toBe(true);
    expect(flock(one, 'exclusive')).toBe(false);
    closeSync(one);
    closeSync(two);
  });

  it('is freed by the kernel when its holder is killed', () => {
    const fd = open('killed');
    const holder = `
      import { openSync } from 'node:fs';
      import { createRequire } from 'node:module';
      const koffi = createRequire(${JSON.stringify(import.meta.url)})('koffi');
      const flock = koffi.load(null).func('int flock(int, int)');
      if (flock(openSync(${JSON.stringify(join(folder, 'killed'))}, 'a+'), 2) !== 0) process.exit(3);
      process.kill(process.pid, 'SIGKILL');
    `;
    const { signal } = spawnSync(process.execPath, ['--input-type=module', '-e', holder]);
    expect(signal).toBe('SIGKILL');
    expect(flock(fd, 'exclusive')).toBe(true);
    closeSync(fd);
  });

  it('throws the system error of a descriptor that is not open', () => {
    expect(() => flock(987_654, 'exclusive')).toThrow(expect.objectContaining({ code: 'EBADF' }));
  });
});

describe.runIf(linux)('holes', () => {
  it('are punched, found, and read as zeros', () => {
    const fd = openSync(join(folder, 'sparse'), 'w+');
    writeSync(fd, Buffer.alloc(1 << 20, 0xff));
    const sizeBefore = statSync(join(folder, 'sparse')).size;
    const punched = punchHole(fd, 262_144, 524_288);
    if (punched === undefined) return; // this file system has no holes
    expect(allocatedRanges(fd, 0, 1 << 20)).toEqual([
      { offset: 0, lengthBytes: 262_144 },
      { offset: 786_432, lengthBytes: 262_144 },
    ]);
    expect(allocatedRanges(fd, 300_000, 1000)).toEqual([]);
    expect(allocatedRanges(fd, 262_000, 400)).toEqual([{ offset: 262_000, lengthBytes: 144 }]);
    const read = Buffer.alloc(524_288, 1);
    readSync(fd, read, 0, read.length, 262_144);
    expect(read.every((byte) => byte === 0)).toBe(true);
    expect(statSync(join(folder, 'sparse')).size).toBe(sizeBefore);
    closeSync(fd);
  });

  it('end with the file', () => {
    const fd = openSync(join(folder, 'short'), 'w+');
    writeSync(fd, Buffer.alloc(4096, 1));
    expect(allocatedRanges(fd, 0, 1 << 30)).toEqual([{ offset: 0, lengthBytes: 4096 }]);
    expect(allocatedRanges(fd, 8192, 4096)).toEqual([]);
    closeSync(fd);
  });

  it('takes offsets past 4 GiB', () => {
    const fd = openSync(join(folder, 'far'), 'w+');
    writeSync(fd, Buffer.alloc(4096, 1), 0, 4096, 5 * 2 ** 30);
    expect(allocatedRanges(fd, 0, 6 * 2 ** 30)).toEqual([{ offset: 5 * 2 ** 30, lengthBytes: 4096 }]);
    closeSync(fd);
  });
});

describe.runIf(linux)('exchangeNames', () => {
  it('gives two folders each other’s names, and names what is not there', () => {
    const [one, other] = [join(folder, 'one'), join(folder, 'other')];
    for (const path of [one, other]) {
      mkdirSync(path);
      writeFileSync(join(path, `in-${basename(path)}`), '');
    }
    if (exchangeNames(one, other) === undefined) return; // this system or file system cannot
    expect([readdirSync(one), readdirSync(other)]).toEqual([['in-other'], ['in-one']]);
    expect(() => exchangeNames(one, join(folder, 'nowhere'))).toThrow('ENOENT');
  });
});
