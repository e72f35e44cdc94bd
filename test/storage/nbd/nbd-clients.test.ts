import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../../src/base/units.ts';
import { createDelta } from '../../../src/storage/delta.ts';
import { readDescriptor } from '../../../src/storage/descriptor-file.ts';
import { openDisk } from '../../../src/storage/disk.ts';
import { createDisk } from '../../../src/storage/disk-file.ts';
import { type KeyEncryptionKey, keyRing, openDataKey } from '../../../src/storage/disk-key.ts';
import type { ByteRange } from '../../../src/storage/extent-map.ts';
import { type DiskServer, startDiskServer } from '../../../src/storage/nbd/disk-server.ts';
import { needsCommand } from '../../requirements.ts';
import { faultOf, flatBytes, makePlainDisk, must, newKek, pattern, run } from '../fixtures.ts';
import { decryptWithNbdkit, decryptWithQemu } from '../outside-judge.ts';
import { scratchFolder } from '../scratch-folder.ts';

const noQemu = needsCommand('qemu-img', 'qemu-utils');
const noLibnbd = needsCommand('nbdcopy', 'libnbd-bin');
const noFio = needsCommand('fio', 'fio');
const noCryptsetup = needsCommand('cryptsetup', 'cryptsetup-bin');
const noNbdkit = needsCommand('nbdkit', 'nbdkit');

let servers: DiskServer[] = [];
afterEach(() => {
  for (const server of servers) server.stop();
  servers = [];
});

/** Serves one disk as "disk" on a socket in `folder`. */
function serve(folder: string, path: string, isReadOnly: boolean, ...keys: KeyEncryptionKey[]): DiskServer {
  const server = must(
    startDiskServer({
      address: { kind: 'unix', path: join(folder, 'nbd.sock') },
      exports: [{ name: 'disk', description: 'Hard disk 1', path, isReadOnly }],
      keys,
    }),
  );
  servers.push(server);
  return server;
}

function stop(server: DiskServer): void {
  must(server.stop());
  servers = servers.filter((other) => other !== server);
}

function encryptedDisk(folder: string, capacityBytes: number): { path: string; kek: KeyEncryptionKey } {
  const kek = newKek('kek-1');
  const path = join(folder, 'app-01.vmdk');
  must(createDisk({ path, capacityBytes, isThin: true, kek }));
  return { path, kek };
}

function guestBytes(path: string, kek: KeyEncryptionKey): Buffer {
  const disk = must(openDisk(path, { access: 'read', keys: keyRing([kek]) }));
  const bytes = Buffer.alloc(disk.capacityBytes);
  must(disk.read(bytes, 0));
  disk.close();
  return bytes;
}

function allocatedRanges(path: string, kek: KeyEncryptionKey): ByteRange[] {
  const disk = must(openDisk(path, { access: 'read', keys: keyRing([kek]) }));
  const ranges = must(disk.dataRanges());
  disk.close();
  return ranges;
}

describe.skipIf(noLibnbd)('libnbd', () => {
  it('learns what is served', () => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, 8 * MiB);
    const server = serve(folder, path, false, kek);
    expect(statSync(join(folder, 'nbd.sock')).mode & 0o777).toBe(0o600);
    const info = JSON.parse(run('nbdinfo', '--json', server.uri('disk')));
    expect(info).toMatchObject({ protocol: 'newstyle-fixed', structured: true });
    expect(info.exports[0]).toMatchObject({
      'export-name': 'disk',
      description: 'Hard disk 1',
      'export-size': 8 * MiB,
      is_read_only: false,
      can_flush: true,
      can_fua: true,
      can_trim: true,
      can_zero: true,
      can_multi_conn: true,
      contexts: ['base:allocation'],
      block_size_minimum: 512,
    });
    expect(run('nbdinfo', '--list', '--json', server.uri(''))).toContain('"disk"');
    expect(() => run('nbdinfo', server.uri('other'))).toThrow(/No such file or directory for export: other/);
  });

  it('copies an image in and out again, unchanged, holes and all', () => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, 24 * MiB);
    const image = Buffer.alloc(24 * MiB);
    image.set(pattern(5 * MiB + 300, 1), 0);
    image.set(pattern(MiB, 2), 23 * MiB);
    writeFileSync(join(folder, 'image'), image);
    const server = serve(folder, path, false, kek);
    run('nbdcopy', '--flush', join(folder, 'image'), server.uri('disk'));
    run('nbdcopy', server.uri('disk'), join(folder, 'back'));
    run('cmp', join(folder, 'image'), join(folder, 'back'));
    const map = run('nbdinfo', '--map', server.uri('disk'));
    expect(map).toMatch(/hole,zero/);
    expect(server.report().disks[0]?.io.write.bytes).toBeGreaterThan(6 * MiB);
    stop(server);
    expect(guestBytes(path, kek).equals(image)).toBe(true);
    expect(statSync(path.replace('.vmdk', '-flat.vmdk')).blocks * 512).toBeLessThan(8 * MiB);
  });
});

describe.skipIf(noQemu)('qemu', () => {
  it('writes patterns at odd places, and they are there', () => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, 16 * MiB);
    const server = serve(folder, path, false, kek);
    const expected = Buffer.alloc(16 * MiB);
    const commands: string[] = [];
    for (const [offset, length, value] of [
      [0, 512, 0x11],
      [3584, 1536, 0x22],
      [4097, 3, 0x33],
      [65535, 70_001, 0x44],
      [2 * MiB - 1, 3 * MiB, 0x55],
      [16 * MiB - 513, 513, 0x66],
    ] as const) {
      expected.fill(value, offset, offset + length);
      commands.push('-c', `write -P ${value} ${offset} ${length}`);
    }
    expected.fill(0, 2 * MiB, 2 * MiB + 1_000_000);
    commands.push('-c', `write -z ${2 * MiB} 1000000`, '-c', 'flush');
    run('qemu-io', '-f', 'raw', ...commands, server.uri('disk'));
    writeFileSync(join(folder, 'expected'), expected);
    const same = ['compare', '-f', 'raw', '-F', 'raw', join(folder, 'expected'), server.uri('disk')];
    expect(run('qemu-img', ...same)).toContain('identical');
    stop(server);
    expect(guestBytes(path, kek).equals(expected)).toBe(true);
  });

  it('sees a new delta behind the same connection, and the parent keeps what it had', () => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, 4 * MiB);
    const server = serve(folder, path, false, kek);
    run('qemu-io', '-f', 'raw', '-c', 'write -P 1 0 1M', '-c', 'write -P 2 1M 64k', server.uri('disk'));
    const delta = join(folder, 'app-01-000001.vmdk');
    must(createDelta({ path: delta, parentPath: path, kek }));
    must(server.exchange('disk', delta));
    run(
      'qemu-io',
      '-f',
      'raw',
      '-c',
      'read -P 1 0 1M',
      '-c',
      'write -P 3 512k 4k',
      '-c',
      'discard 0 256k',
      server.uri('disk'),
    );
    run(
      'qemu-io',
      '-f',
      'raw',
      '-c',
      'read -P 0 0 256k',
      '-c',
      'read -P 3 512k 4k',
      '-c',
      'read -P 2 1M 64k',
      server.uri('disk'),
    );
    stop(server);
    expect(
      guestBytes(path, kek)
        .subarray(0, MiB)
        .every((byte) => byte === 1),
    ).toBe(true);
    expect(
      guestBytes(delta, kek)
        .subarray(512 * KiB, 516 * KiB)
        .every((byte) => byte === 3),
    ).toBe(true);
  });

  it('may read but not write a read-only export', () => {
    const folder = scratchFolder();
    const path = join(folder, 'plain.vmdk');
    makePlainDisk(path, 4 * MiB, [{ offset: 0, bytes: pattern(MiB, 1) }]);
    const server = serve(folder, path, true);
    expect(() => run('qemu-io', '-f', 'raw', '-c', 'write 0 512', server.uri('disk'))).toThrow();
    run('qemu-img', 'convert', '-f', 'raw', '-O', 'raw', server.uri('disk'), join(folder, 'out'));
    run('cmp', join(folder, 'out'), path.replace('.vmdk', '-flat.vmdk'));
  });
});

describe.skipIf(noQemu || noCryptsetup || noNbdkit)('what was written live', () => {
  it.each([
    { reader: 'qemu-img', decrypt: decryptWithQemu },
    { reader: 'nbdkit', decrypt: decryptWithNbdkit },
  ])('is decrypted by $reader, under a LUKS1 header with the same key', ({ decrypt }) => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, 8 * MiB);
    const server = serve(folder, path, false, kek);
    const writes = ['write -P 0x7e 1M 5M', 'write -P 0x42 3584 512', 'write -z 2M 64k', 'write -P 9 4097 3'];
    run('qemu-io', '-f', 'raw', ...writes.flatMap((text) => ['-c', text]), server.uri('disk'));
    stop(server);
    const dek = must(openDataKey(must(readDescriptor(path)), kek.key, path));
    const decrypted = decrypt(path.replace('.vmdk', '-flat.vmdk'), dek, folder);
    const seen = guestBytes(path, kek);
    expect(seen.subarray(3584, 4096).equals(Buffer.alloc(512, 0x42))).toBe(true);
    let comparedBytes = 0;
    for (const { offset, lengthBytes } of allocatedRanges(path, kek)) {
      const end = offset + lengthBytes;
      expect(decrypted.subarray(offset, end).equals(seen.subarray(offset, end))).toBe(true);
      comparedBytes += lengthBytes;
    }
    expect(comparedBytes).toBeGreaterThanOrEqual(5 * MiB - 64 * KiB);
    expect(flatBytes(path).includes(Buffer.alloc(32, 0x7e))).toBe(false);
  });
});

describe.skipIf(noFio)('fio', () => {
  it('reads back, with its checksums, what it wrote at random, with a snapshot in between', () => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, 32 * MiB);
    const server = serve(folder, path, false, kek);
    const fio = (seed: number, ...more: string[]) =>
      run(
        'fio',
        ...[
          '--name=verify',
          '--ioengine=nbd',
          `--uri=${server.uri('disk')}`,
          '--bsrange=512-128k',
          '--bs_unaligned=0',
        ],
        ...[
          '--size=32M',
          '--io_size=24M',
          '--iodepth=8',
          '--verify=crc32c',
          '--verify_fatal=1',
          '--serialize_overlap=1',
        ],
        ...['--do_verify=1', '--verify_state_save=0', `--randseed=${seed}`, ...more],
      );
    expect(fio(1, '--rw=randwrite', '--fsync=64')).toMatch(/err= 0/);
    const delta = join(folder, 'app-01-000001.vmdk');
    must(createDelta({ path: delta, parentPath: path, kek }));
    must(server.exchange('disk', delta));
    expect(fio(2, '--rw=randwrite')).toMatch(/err= 0/);
  });
});

describe('a disk server', () => {
  it('starts only where disk, key and address are to be had', () => {
    const folder = scratchFolder();
    const { path, kek } = encryptedDisk(folder, MiB);
    const exports = [{ name: 'disk', description: '', path, isReadOnly: false }];
    const address = { kind: 'unix', path: join(folder, 'nbd.sock') } as const;
    expect(faultOf(startDiskServer({ address, exports, keys: [] }))).toMatchObject({
      kind: 'EncryptionKeyRequired',
    });
    expect(faultOf(startDiskServer({ address, exports: [], keys: [] })).kind).toBe('InvalidDiskRequest');
    const port = { kind: 'tcp', host: '127.0.0.1', port: 0 } as const;
    expect(faultOf(startDiskServer({ address: port, exports, keys: [kek] }))).toMatchObject({
      reason: 'a port is served over TLS only',
    });
    const nowhere = { kind: 'unix', path: join(folder, 'no', 'nbd.sock') } as const;
    expect(startDiskServer({ address: nowhere, exports, keys: [kek] }).ok).toBe(false);
  });
});
