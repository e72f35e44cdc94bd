import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../../src/base/units.ts';
import { withKeyBytes } from '../../../src/crypto/secret-key.ts';
import { createDelta } from '../../../src/storage/delta.ts';
import { createDisk } from '../../../src/storage/disk-file.ts';
import { needsCommand } from '../../requirements.ts';
import { bundleChild } from '../child-process.ts';
import { must, newKek } from '../fixtures.ts';
import { scratchFolder } from '../scratch-folder.ts';

describe.skipIf(needsCommand('qemu-io', 'qemu-utils'))('a disk server that is killed', () => {
  const folder = scratchFolder();
  const kek = newKek('kek-1');
  let child: string;
  beforeAll(async () => {
    child = await bundleChild('nbd/nbd-crash-child.ts', folder);
    withKeyBytes(kek.key, (bytes) => writeFileSync(join(folder, 'kek'), bytes));
  });

  async function serve(path: string, socket: string): Promise<ChildProcess> {
    const server = spawn(process.execPath, [child, path, socket, join(folder, 'kek')]);
    await once(server.stdout, 'data');
    return server;
  }

  it.each(['base', 'delta'])('has every flushed write when it is started again (%s)', async (kind) => {
    const base = join(folder, `${kind}.vmdk`);
    must(createDisk({ path: base, capacityBytes: 8 * MiB, isThin: true, kek }));
    const path = kind === 'base' ? base : join(folder, `${kind}-000001.vmdk`);
    if (path !== base) must(createDelta({ path, parentPath: base, kek }));
    const socket = join(folder, `${kind}.sock`);
    const server = await serve(path, socket);
    const flushed = Array.from({ length: 40 }, (_, index) => [
      '-c',
      `write -P ${index + 1} ${index * 130}k 66k`,
    ]);
    // More writes follow the flush and are under way when the kill comes.
    const unflushed = Array.from({ length: 400 }, (_, index) => [
      '-c',
      `write -P 0xee ${6 * KiB + (index % 20) * 100}k 64k`,
    ]);
    const uri = `nbd+unix:///disk?socket=${socket}`;
    const qemuIo = ['-f', 'raw'];
    await promisify(execFile)('qemu-io', [...qemuIo, ...flushed.flat(), '-c', 'flush', uri]);
    const client = spawn('qemu-io', [...qemuIo, ...unflushed.flat(), uri]);
    await once(client.stdout, 'data');
    server.kill('SIGKILL');
    await once(client, 'close');

    const again = await serve(path, socket);
    const checks = flushed.flatMap((_, index) => ['-c', `read -P ${index + 1} ${index * 130}k 66k`]);
    const { stdout } = await promisify(execFile)('qemu-io', [...qemuIo, ...checks, uri]);
    expect(stdout).not.toContain('verification failed');
    again.kill('SIGKILL');
  });
});
