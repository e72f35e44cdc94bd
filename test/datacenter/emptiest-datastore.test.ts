import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { datastoreSpace, emptiestDatastore } from '../../src/datacenter/places.ts';
import type { DatastoreRow } from '../../src/datacenter/rows.ts';
import { smallLab } from './small-lab.ts';

/** The lab's datastores lie on one file system. */
function twoDatastores(): { datacenter: Datacenter; first: DatastoreRow; second: DatastoreRow } {
  const { datacenter } = smallLab(1);
  const [first, second] = [...datacenter.rows('datastores')];
  if (first === undefined || second === undefined) throw new Error('the lab has two datastores');
  return { datacenter, first, second };
}

/** Makes the free space of its folder's file system go up and down until it is killed. */
const WRITER = `
  const { ftruncateSync, openSync, writeSync } = require('node:fs');
  const file = openSync(process.argv[1], 'w');
  const piece = Buffer.alloc(65536, 1);
  process.stdout.write('writes');
  for (;;) {
    for (let at = 0; at < 64; at++) writeSync(file, piece, 0, piece.length, at * piece.length);
    ftruncateSync(file, 0);
  }`;

test('of datastores on one file system the first is taken, whatever is written there meanwhile', async () => {
  const { datacenter, first, second } = twoDatastores();
  const folder = mkdtempSync(join(datacenter.folder, 'written-'));
  const writer = spawn(process.execPath, ['-e', WRITER, join(folder, 'file')]);
  onTestFinished(() => void writer.kill('SIGKILL'));
  await once(writer.stdout, 'data');

  const many = Array.from({ length: 50 }, () => [first, second]).flat();
  let differed = 0;
  for (let round = 0; round < 200; round++) {
    expect(emptiestDatastore(datacenter, many)).toBe(first);
    if (new Set(many.map((row) => datastoreSpace(datacenter, row).freeBytes)).size > 1) differed++;
  }
  expect(differed, 'the space did change meanwhile').toBeGreaterThan(0);
});

test('a capacity given to a datastore counts as its space', () => {
  const { datacenter, first, second } = twoDatastores();
  const capped = { ...first, capacityBytes: 1 };
  expect(emptiestDatastore(datacenter, [capped, second])).toBe(second);
  expect(emptiestDatastore(datacenter, [])).toBeUndefined();
});

test('a datastore that cannot be reached comes last', () => {
  const { datacenter, first, second } = twoDatastores();
  const gone = mkdtempSync(join(tmpdir(), 'vseal-gone-'));
  rmSync(gone, { recursive: true });
  expect(emptiestDatastore(datacenter, [{ ...first, path: gone }, second])).toBe(second);
});
