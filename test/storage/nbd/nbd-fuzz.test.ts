import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { KiB } from '../../../src/base/units.ts';
import { openDisk } from '../../../src/storage/disk.ts';
import { createDisk } from '../../../src/storage/disk-file.ts';
import { createByteQueue } from '../../../src/storage/nbd/byte-queue.ts';
import { createDiskExport, type DiskExport } from '../../../src/storage/nbd/disk-export.ts';
import { startDiskServer } from '../../../src/storage/nbd/disk-server.ts';
import { createIoStatistics } from '../../../src/storage/nbd/io-statistics.ts';
import { OPTION_MAGIC, REQUEST_MAGIC } from '../../../src/storage/nbd/nbd-protocol.ts';
import { createNegotiation } from '../../../src/storage/nbd/negotiation.ts';
import { createTransmission } from '../../../src/storage/nbd/transmission.ts';
import { must } from '../fixtures.ts';
import { scratchFolder } from '../scratch-folder.ts';

const SOAK = process.env['SOAK'] === '1';
/** Streams of up to six options or requests, for each half of the protocol. */
const RUNS = SOAK ? 1_000_000 : 3_000;
const CONNECTIONS = SOAK ? 20_000 : 150;
/** Only a guard against a hang. */
const GUARD = { timeout: SOAK ? 3_600_000 : 120_000 };
const SIZE = 256 * KiB;

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function option(number: number, data: Buffer): Buffer {
  const magic = Buffer.alloc(8);
  magic.writeBigUInt64BE(OPTION_MAGIC);
  return Buffer.concat([magic, u32(number), u32(data.length), data]);
}

function named(name: string, rest: Buffer): Buffer {
  return Buffer.concat([u32(Buffer.byteLength(name)), Buffer.from(name), rest]);
}

function request(flags: number, type: number, offset: bigint, lengthBytes: number): Buffer {
  const bytes = Buffer.alloc(28);
  bytes.writeUInt32BE(REQUEST_MAGIC, 0);
  bytes.writeUInt16BE(flags, 4);
  bytes.writeUInt16BE(type, 6);
  bytes.writeBigUInt64BE(7n, 8);
  bytes.writeBigUInt64BE(offset, 16);
  bytes.writeUInt32BE(lengthBytes, 24);
  return bytes;
}

/** Well-formed pieces with one place changed, cut into chunks as a network would. */
function stream(pieces: fc.Arbitrary<Buffer>): fc.Arbitrary<Buffer[]> {
  return fc
    .tuple(fc.array(pieces, { minLength: 1, maxLength: 6 }), fc.nat(), fc.nat(255), fc.boolean(), fc.nat(40))
    .map(([parts, at, value, isChanged, cut]) => {
      const bytes = Buffer.concat(parts);
      if (isChanged && bytes.length > 0) bytes[at % bytes.length] = value;
      return [bytes.subarray(0, cut), bytes.subarray(cut)];
    });
}

const noise = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));
const options = fc.oneof(
  fc.tuple(fc.nat(11), noise).map(([number, data]) => option(number, data)),
  fc.constantFrom(
    option(1, Buffer.from('disk')),
    option(3, Buffer.alloc(0)),
    option(6, named('disk', Buffer.from([0, 2, 0, 1, 0, 3]))),
    option(7, named('', Buffer.from([0, 0]))),
    option(8, Buffer.alloc(0)),
    option(9, named('disk', u32(0))),
    option(10, named('disk', Buffer.concat([u32(1), named('base:allocation', Buffer.alloc(0))]))),
  ),
  noise,
);

describe('the negotiation', () => {
  it('answers any bytes with replies, and ends or asks for more', GUARD, () => {
    fc.assert(
      fc.property(stream(options), fc.constantFrom('none', 'required', 'done'), (chunks, tls) => {
        const offered = [{ name: 'disk', description: 'd', sizeBytes: SIZE, isReadOnly: false }];
        const negotiation = createNegotiation(() => offered, tls);
        const input = createByteQueue();
        if (tls !== 'done') input.push(u32(3));
        let replied = 0;
        for (const chunk of chunks) {
          input.push(chunk);
          const step = negotiation.advance(input, (bytes) => {
            replied += bytes.length;
          });
          if (step.next === 'transmit') expect(tls).not.toBe('required');
          if (step.next !== 'more') break;
        }
        expect(replied).toBeLessThan(64 * KiB);
      }),
      { numRuns: RUNS },
    );
  });
});

/** A real disk that fails the test when a request leaves it. */
function watchedDisk(): DiskExport {
  const path = join(scratchFolder(), 'disk.vmdk');
  must(createDisk({ path, capacityBytes: SIZE, isThin: true }));
  const disk = must(openDisk(path, { access: 'write' }));
  const inner = createDiskExport(() => disk);
  const inside = (offset: number, lengthBytes: number) => {
    expect(offset >= 0 && lengthBytes >= 0 && offset + lengthBytes <= SIZE).toBe(true);
  };
  return {
    read(into, offset) {
      inside(offset, into.length);
      return inner.read(into, offset);
    },
    write(data, offset) {
      inside(offset, data.length);
      return inner.write(data, offset);
    },
    zero(offset, length) {
      inside(offset, length);
      return inner.zero(offset, length);
    },
    trim(offset, length) {
      inside(offset, length);
      return inner.trim(offset, length);
    },
    flush: () => ({ ok: true, value: undefined }),
    status(offset, length, limit) {
      inside(offset, length);
      return inner.status(offset, length, limit);
    },
  };
}

const offsets = fc.oneof(
  fc.bigInt({ min: 0n, max: BigInt(SIZE) + 600n }),
  fc.constantFrom(0n, BigInt(SIZE) - 1n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n),
);
const lengths = fc.oneof(fc.nat(SIZE + 600), fc.constantFrom(0, 1, 511, 512, 4096, 0x02000001, 0xffffffff));
const requests = fc.oneof(
  fc
    .tuple(fc.nat(31), fc.nat(9), offsets, lengths)
    .filter(([, type]) => type !== 1)
    .map(([flags, type, offset, length]) => request(flags, type, offset, length)),
  fc
    .tuple(fc.nat(31), offsets, noise)
    .map(([flags, offset, data]) => Buffer.concat([request(flags, 1, offset, data.length), data])),
  noise,
);

describe('the transmission', () => {
  const disk = watchedDisk();

  it('answers any requests, and never reaches outside the disk', GUARD, async () => {
    const statistics = createIoStatistics();
    await fc.assert(
      fc.asyncProperty(
        stream(requests),
        fc.boolean(),
        fc.boolean(),
        async (chunks, hasStructuredReplies, isReadOnly) => {
          const output = {
            send: (_: Uint8Array, release?: () => void) => release?.(),
            flush: () => undefined,
            drained: () => undefined,
          };
          const agreement = {
            exportName: 'disk',
            hasStructuredReplies,
            hasAllocationContext: hasStructuredReplies,
          };
          const transmission = createTransmission(
            { disk, sizeBytes: SIZE, isReadOnly, statistics },
            agreement,
            output,
          );
          const input = createByteQueue();
          for (const chunk of chunks) {
            input.push(chunk);
            if ((await transmission.advance(input)) !== 'more') break;
          }
        },
      ),
      { numRuns: RUNS },
    );
  });
});

/** A client that says what an honest one does first, then anything; it ends when the server has closed. */
async function throwAt(path: string, bytes: Buffer): Promise<void> {
  const socket = connect(path);
  socket.on('error', () => undefined);
  socket.resume();
  socket.end(bytes);
  await once(socket, 'close');
}

describe('a disk server', () => {
  it('outlives what any client sends, and serves the next one', GUARD, async () => {
    const folder = scratchFolder();
    const path = join(folder, 'disk.vmdk');
    must(createDisk({ path, capacityBytes: SIZE, isThin: true }));
    const address = { kind: 'unix', path: join(folder, 'nbd.sock') } as const;
    const exports = [{ name: 'disk', description: '', path, isReadOnly: false }];
    const server = must(startDiskServer({ address, exports, keys: [] }));
    const go = option(7, named('disk', Buffer.from([0, 0])));
    const hello = fc.constantFrom(Buffer.alloc(0), u32(3), Buffer.concat([u32(3), go]));
    const anything = fc
      .tuple(hello, stream(options), stream(requests))
      .map(([first, ...rest]) => [first, ...rest.flat()]);
    await fc.assert(
      fc.asyncProperty(anything, fc.boolean(), async ([first = Buffer.alloc(0), ...rest], isNegotiated) => {
        await throwAt(address.path, Buffer.concat([first, ...rest.slice(isNegotiated ? 2 : 0)]));
      }),
      { numRuns: CONNECTIONS },
    );
    expect(server.report().disks[0]?.name).toBe('disk');
    await throwAt(
      address.path,
      Buffer.concat([u32(3), go, request(0, 1, 512n, 4), Buffer.from('safe'), request(0, 2, 0n, 0)]),
    );
    must(server.stop());
    const disk = must(openDisk(path, { access: 'read' }));
    const sector = new Uint8Array(512);
    must(disk.read(sector, 512));
    disk.close();
    expect(Buffer.from(sector.subarray(0, 4)).toString()).toBe('safe');
  });
});
