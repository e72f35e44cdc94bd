import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../../src/base/units.ts';
import { withKeyBytes } from '../../../src/crypto/secret-key.ts';
import { createDelta } from '../../../src/storage/delta.ts';
import { openDisk } from '../../../src/storage/disk.ts';
import { createDisk } from '../../../src/storage/disk-file.ts';
import { keyRing } from '../../../src/storage/disk-key.ts';
import { startDiskServer } from '../../../src/storage/nbd/disk-server.ts';
import { needsCommand } from '../../requirements.ts';
import { bundleChild } from '../child-process.ts';
import { must, newKek } from '../fixtures.ts';
import { scratchFolder } from '../scratch-folder.ts';

const isMissing = [needsCommand('fio', 'fio'), needsCommand('qemu-io', 'qemu-utils')].some(Boolean);
const runAsync = promisify(execFile);
const CAPACITY = 32 * MiB;
const BLOCK = 4 * KiB;

describe.skipIf(isMissing)('several clients of one encrypted disk', () => {
  const folder = scratchFolder();
  const kek = newKek('kek-1');
  const base = join(folder, 'app-01.vmdk');
  let child: string;
  beforeAll(async () => {
    must(createDisk({ path: base, capacityBytes: CAPACITY, isThin: true, kek }));
    child = await bundleChild('nbd/nbd-crash-child.ts', folder);
    withKeyBytes(kek.key, (bytes) => writeFileSync(join(folder, 'kek'), bytes));
  });

  /** A new delta over the base: what it has is lost with its server unless it was flushed. */
  async function serveDelta(name: string): Promise<{ path: string; uri: string; server: ChildProcess }> {
    const path = join(folder, `${name}.vmdk`);
    must(createDelta({ path, parentPath: base, kek }));
    return { path, ...(await serve(path)) };
  }

  async function serve(path: string): Promise<{ uri: string; server: ChildProcess }> {
    const socket = `${path}.sock`;
    const server = spawn(process.execPath, [child, path, socket, join(folder, 'kek')]);
    await once(server.stdout, 'data');
    return { uri: `nbd+unix:///disk?socket=${socket}`, server };
  }

  async function kill(server: ChildProcess): Promise<void> {
    const end = once(server, 'close');
    server.kill('SIGKILL');
    await end;
  }

  function guestBytes(path: string): Buffer {
    const disk = must(openDisk(path, { access: 'read', keys: keyRing([kek]) }));
    const bytes = Buffer.alloc(disk.capacityBytes);
    must(disk.read(bytes, 0));
    disk.close();
    return bytes;
  }

  it('write side by side, each checking its own, while snapshots are taken', async () => {
    const path = join(folder, 'shared.vmdk');
    must(createDisk({ path, capacityBytes: CAPACITY, isThin: true, kek }));
    const exports = [{ name: 'disk', description: '', path, isReadOnly: false }];
    const address = { kind: 'unix', path: join(folder, 'shared.sock') } as const;
    const server = must(startDiskServer({ address, exports, keys: [kek] }));
    const fio = runAsync('fio', [
      ...['--name=clients', '--ioengine=nbd', `--uri=${server.uri('disk')}`, '--numjobs=4', '--size=8M'],
      ...['--offset_increment=8M', '--rw=randwrite', '--bsrange=512-64k', '--bs_unaligned=0', '--iodepth=4'],
      ...['--serialize_overlap=1', '--fsync=32', '--verify=crc32c', '--verify_fatal=1', '--do_verify=1'],
      ...['--verify_state_save=0', '--group_reporting'],
    ]);
    let parentPath = path;
    let snapshots = 0;
    while (fio.child.exitCode === null && snapshots < 6) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const written = server.report().disks[0]?.io.write.bytes ?? 0;
      if (written < (snapshots + 1) * 3 * MiB) continue;
      const delta = join(folder, `shared-00000${++snapshots}.vmdk`);
      must(createDelta({ path: delta, parentPath, kek }));
      must(server.exchange('disk', delta));
      parentPath = delta;
    }
    expect((await fio).stdout).toMatch(/err= 0/);
    must(server.stop());
    expect(snapshots).toBeGreaterThan(0);
  });

  it('share a flush: one makes durable what another was told is written', async () => {
    const { path, uri, server } = await serveDelta('flush');
    const writer = spawn('stdbuf', ['-oL', 'qemu-io', '-t', 'writeback', '-f', 'raw', uri]);
    let said = '';
    writer.stdout.on('data', (text: Buffer) => {
      said += text.toString();
    });
    writer.stdin.write('write -P 7 1M 65k\n');
    while (!said.includes('wrote ')) await once(writer.stdout, 'data');
    await runAsync('qemu-io', ['-f', 'raw', '-c', 'flush', uri]);
    await kill(server);
    writer.kill('SIGKILL');
    const bytes = guestBytes(path);
    expect(bytes.subarray(MiB, MiB + 65 * KiB).equals(Buffer.alloc(65 * KiB, 7))).toBe(true);
  });

  it('find every flushed write again when the server was killed under fio', async () => {
    const { path, uri, server } = await serveDelta('killed');
    const log = join(folder, 'io.log');
    const extent = path.replace('.vmdk', '-delta.vmdk');
    // Each block is written once, with its own offset as content; every fourth write is followed by a flush.
    const fio = spawn('fio', [
      ...['--name=killed', '--ioengine=nbd', `--uri=${uri}`, '--rw=randwrite', `--bs=${BLOCK}`, '--size=32M'],
      ...['--iodepth=1', '--fsync=4', '--verify=pattern', '--verify_pattern=%o', '--do_verify=0'],
      ...['--verify_state_save=0', `--write_iolog=${log}`],
    ]);
    let said = '';
    for (const stream of [fio.stdout, fio.stderr]) {
      stream.on('data', (text: Buffer) => {
        said += text.toString();
      });
    }
    // Listened for from here on: fio can end before the end of its server is told.
    const fioEnd = once(fio, 'close');
    while (statSync(extent).blocks * 512 < 3 * MiB) {
      expect(fio.exitCode, said).toBe(null);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await kill(server);
    const [code] = await fioEnd;
    expect(code).not.toBe(0);

    const { flushed, unflushed } = readLog(readFileSync(log, 'utf8'));
    expect(flushed.length).toBeGreaterThan(20);
    expect(unflushed.length).toBeLessThanOrEqual(8);
    const again = await serve(path);
    const image = join(folder, 'image');
    await runAsync('qemu-img', ['convert', '-f', 'raw', '-O', 'raw', again.uri, image]);
    await kill(again.server);
    const bytes = readFileSync(image);
    const expected = Buffer.alloc(BLOCK);
    for (const offset of flushed) {
      for (let at = 0; at < BLOCK; at += 8) expected.writeBigUInt64LE(BigInt(offset), at);
      expect(bytes.subarray(offset, offset + BLOCK).equals(expected), `the block at ${offset}`).toBe(true);
    }
  });
});

/**
 * fio's log of what it asked for, in order: writes before its last answered flush are flushed. The last line tells
 * nothing: after a request that failed fio still notes the next one.
 */
function readLog(log: string): { flushed: number[]; unflushed: number[] } {
  const flushed: number[] = [];
  let unflushed: number[] = [];
  let isFlushing = false;
  const actions = [...log.matchAll(/ (write|sync|datasync)(?: (\d+) \d+)?$/gm)].slice(0, -1);
  for (const [, action, offset] of actions) {
    // With one request at a time, the next one tells that the flush before it was answered.
    if (isFlushing) {
      flushed.push(...unflushed);
      unflushed = [];
    }
    isFlushing = action !== 'write';
    if (action === 'write') unflushed.push(Number(offset));
  }
  return { flushed, unflushed };
}
