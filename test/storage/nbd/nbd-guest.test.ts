import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync, readFileSync, readSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { withKeyBytes } from '../../../src/crypto/secret-key.ts';
import { readDescriptor } from '../../../src/storage/descriptor-file.ts';
import { createDisk } from '../../../src/storage/disk-file.ts';
import { openDataKey } from '../../../src/storage/disk-key.ts';
import { startDiskServer } from '../../../src/storage/nbd/disk-server.ts';
import { needsCommand } from '../../requirements.ts';
import { flatBytes, must, newKek, run } from '../fixtures.ts';
import { scratchFolder } from '../scratch-folder.ts';

const isMissing = [
  needsCommand('nbdcopy', 'libnbd-bin'),
  needsCommand('mke2fs', 'e2fsprogs'),
  needsCommand('debugfs', 'e2fsprogs'),
  needsCommand('qemu-io', 'qemu-utils'),
].some(Boolean);

const LETTER = 'The ledger of 1913 lies in the third drawer.';

describe.skipIf(isMissing)('a guest of an encrypted disk', () => {
  it('finds its file system sound and its files as they were, and never sees a key', async () => {
    const folder = scratchFolder();
    const files = join(folder, 'files');
    mkdirSync(files);
    for (let index = 0; index < 200; index++)
      writeFileSync(join(files, `letter-${index}`), `${LETTER} ${index}`);
    const image = join(folder, 'image');
    run('mke2fs', '-q', '-t', 'ext4', '-d', files, image, '16m');

    const kek = newKek('kek-1');
    const path = join(folder, 'app-01.vmdk');
    must(createDisk({ path, capacityBytes: 16 * MiB, isThin: true, kek }));
    const socket = join(folder, 'nbd.sock');
    const exported = { name: 'disk', description: '', path, isReadOnly: false };
    const serve = () =>
      must(startDiskServer({ address: { kind: 'unix', path: socket }, exports: [exported], keys: [kek] }));

    const overheard: Buffer[] = [];
    const tapped = await tap(socket, join(folder, 'tap.sock'), overheard);
    const uri = `nbd+unix:///disk?socket=${join(folder, 'tap.sock')}`;
    const first = serve();
    await promisify(execFile)('nbdcopy', ['--flush', image, uri]);
    must(first.stop());
    const second = serve();
    const back = join(folder, 'back');
    await promisify(execFile)('nbdcopy', [uri, back]);
    const memory = await memoryOfReader(uri, readFileSync(image).indexOf(LETTER));
    must(second.stop());
    tapped.close();

    expect(run('e2fsck', '-f', '-n', back)).toMatch(/211\/\d+ files/);
    expect(run('debugfs', '-R', 'cat /letter-77', back)).toBe(`${LETTER} 77`);
    expect(flatBytes(path).includes(LETTER)).toBe(false);
    const traffic = Buffer.concat(overheard);
    expect(traffic.includes(LETTER)).toBe(true);
    // The buffer has been freed, and its first bytes are the allocator's by now.
    expect(memory.some((part) => part.includes(LETTER.slice(16)))).toBe(true);
    const dek = must(openDataKey(must(readDescriptor(path)), kek.key, path));
    for (const key of [kek.key, dek]) {
      withKeyBytes(key, (bytes) => {
        for (let at = 0; at < bytes.length; at += 16)
          for (const part of [traffic, ...memory])
            expect(part.includes(bytes.subarray(at, at + 16))).toBe(false);
      });
    }
    expect(readFileSync(path, 'utf8')).toContain('encryptionKeys');
  });
});

/** All that a client's process holds, stopped at its prompt after it has read a sector. */
async function memoryOfReader(uri: string, offset: number): Promise<Buffer[]> {
  const client = spawn('stdbuf', ['-oL', 'qemu-io', '-f', 'raw', uri]);
  let said = '';
  client.stdout.on('data', (text: Buffer) => {
    said += text.toString();
  });
  client.stdin.write(`read -v ${offset - (offset % 512)} 512\n`);
  while (!said.includes('read 512/512')) await once(client.stdout, 'data');
  const memory = memoryOf(client.pid ?? 0);
  client.stdin.end('quit\n');
  await once(client, 'close');
  return memory;
}

function memoryOf(pid: number): Buffer[] {
  const fd = openSync(`/proc/${pid}/mem`, 'r');
  try {
    return readFileSync(`/proc/${pid}/maps`, 'utf8')
      .split('\n')
      .flatMap((line) => {
        const [, start, end] =
          /^([0-9a-f]+)-([0-9a-f]+) r.*(?<!\[vvar\]|\[vvar_vclock\]|\[vsyscall\])$/.exec(line) ?? [];
        if (start === undefined || end === undefined) return [];
        const part = Buffer.alloc(Number.parseInt(end, 16) - Number.parseInt(start, 16));
        try {
          return [part.subarray(0, readSync(fd, part, 0, part.length, Number.parseInt(start, 16)))];
        } catch {
          // Memory that stands for a device cannot be read, and holds nothing.
          return [];
        }
      });
  } finally {
    closeSync(fd);
  }
}

/** Everything that goes over a socket, both ways: all that a client can ever learn. */
function tap(server: string, path: string, overheard: Buffer[]): Promise<ReturnType<typeof createServer>> {
  const listener = createServer((client) => {
    const upstream = connect(server);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.on('data', (chunk: Buffer) => {
        overheard.push(chunk);
        to.write(chunk);
      });
      from.on('close', () => to.end());
      from.on('error', () => to.destroy());
    }
  });
  return new Promise((resolve) => listener.listen(path, () => resolve(listener)));
}
