import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../../src/base/units.ts';
import { startDiskServer } from '../../../src/storage/nbd/disk-server.ts';
import { OPTION_MAGIC, Option, OptionReply } from '../../../src/storage/nbd/nbd-protocol.ts';
import { needsCommand } from '../../requirements.ts';
import { makePlainDisk, must, run } from '../fixtures.ts';
import { scratchFolder } from '../scratch-folder.ts';

/** The next `count` bytes that come in. */
function receive(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    socket.once('close', () => reject(new Error('closed')));
    const look = (): void => {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes === null) socket.once('readable', look);
      else resolve(bytes);
    };
    look();
  });
}

function option(number: number, data = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(16);
  head.writeBigUInt64BE(OPTION_MAGIC, 0);
  head.writeUInt32BE(number, 8);
  head.writeUInt32BE(data.length, 12);
  return Buffer.concat([head, data]);
}

async function replyType(socket: Socket): Promise<number> {
  const head = await receive(socket, 20);
  if (head.readUInt32BE(16) > 0) await receive(socket, head.readUInt32BE(16));
  return head.readUInt32BE(12);
}

describe.skipIf(needsCommand('openssl', 'openssl'))('a disk server on a port', () => {
  it('answers nothing but STARTTLS in clear, and serves behind it', async () => {
    const folder = scratchFolder();
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    const subject = ['-subj', '/CN=localhost', '-days', '2', '-keyout', key, '-out', cert];
    run(
      'openssl',
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      ...subject,
    );
    const path = join(folder, 'plain.vmdk');
    makePlainDisk(path, MiB, []);
    const server = must(
      startDiskServer({
        address: { kind: 'tcp', host: '127.0.0.1', port: 0 },
        tls: { certificatePem: readFileSync(cert, 'utf8'), keyPem: readFileSync(key) },
        exports: [{ name: 'disk', description: '', path, isReadOnly: true }],
        keys: [],
      }),
    );
    const port = server.address.kind === 'tcp' ? server.address.port : 0;
    expect(server.uri('disk')).toBe(`nbds://127.0.0.1:${port}/disk`);
    const go = option(Option.go, Buffer.from([0, 0, 0, 4, ...Buffer.from('disk'), 0, 0]));

    const clear = connect(port, '127.0.0.1');
    await receive(clear, 18);
    clear.write(Buffer.concat([Buffer.from([0, 0, 0, 3]), go, option(Option.list)]));
    expect(await replyType(clear)).toBe(OptionReply.tlsRequired);
    expect(await replyType(clear)).toBe(OptionReply.tlsRequired);
    clear.write(option(Option.startTls));
    expect(await replyType(clear)).toBe(OptionReply.acknowledge);
    const secured = connectTls({ socket: clear, ca: readFileSync(cert), servername: 'localhost' });
    await new Promise((resolve) => secured.once('secureConnect', resolve));
    secured.write(go);
    expect(await replyType(secured)).toBe(OptionReply.info);
    expect(await replyType(secured)).toBe(OptionReply.info);
    expect(await replyType(secured)).toBe(OptionReply.acknowledge);
    secured.destroy();

    const injected = connect(port, '127.0.0.1');
    await receive(injected, 18);
    injected.write(Buffer.concat([Buffer.from([0, 0, 0, 3]), option(Option.startTls), go]));
    await replyType(injected);
    await expect(receive(injected, 1)).rejects.toThrow('closed');
    must(server.stop());
  });
});
