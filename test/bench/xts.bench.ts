import { parentPort, Worker, workerData } from 'node:worker_threads';
import { MiB } from '../../src/base/units.ts';
import { allocateXtsBuffer, createXts } from '../../src/crypto/aes-xts.ts';
import { type CryptoEngine, hasNativeEngine } from '../../src/crypto/engine.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { against, bestRate, type Figure, opensslSpeed } from './figure.ts';

/** XTS-AES-256 at 512-byte units on one thread, against OpenSSL's own loop over the same units. */
export const name = 'xts';

const ROUNDS = 4;
const PEER = 'openssl speed -evp aes-256-xts -bytes 512';

export async function run(): Promise<Figure[]> {
  const key = generateSecretKey(64);
  const engines: CryptoEngine[] = hasNativeEngine() ? ['native', 'portable'] : ['portable'];
  const cases = engines.flatMap((engine) => {
    const xts = createXts(key, { engine });
    const own = allocateXtsBuffer(MiB);
    const other = Buffer.alloc(MiB);
    return [
      { figure: `encrypt, ${engine}, in its own buffer`, turn: () => xts.encrypt(own, 7) },
      { figure: `decrypt, ${engine}, in its own buffer`, turn: () => xts.decrypt(own, 7) },
      { figure: `encrypt, ${engine}, copied through`, turn: () => xts.encrypt(other, 7) },
      {
        figure: `encrypt 4 KiB at a time, ${engine}`,
        turn: () => pieces(own, (piece, at) => xts.encrypt(piece, at)),
      },
    ];
  });
  const best = new Map<string, number>();
  let peer: number | undefined;
  for (let round = 0; round < ROUNDS; round++) {
    for (const { figure, turn } of cases) {
      const rate = bestRate(MiB / 1e9, 40, turn);
      best.set(figure, Math.max(best.get(figure) ?? 0, rate));
    }
    const speed = opensslSpeed('aes-256-xts', 512);
    if (speed !== undefined) peer = Math.max(peer ?? 0, speed);
  }
  const figures = [...best].map(([figure, gbps]) => against(figure, gbps, PEER, peer));
  return [...figures, ...(await scaling())];
}

const SCALING_MS = 1500;

/** What each of several threads does at once, in a loop of its own over its own memory. */
async function scaling(): Promise<Figure[]> {
  const rates: [number[], number[]] = [[], []];
  for (let round = 0; round < 3; round++) {
    rates[0].push(await rateOfThreads(1));
    rates[1].push(await rateOfThreads(2));
  }
  const [one, two] = [Math.max(...rates[0]), Math.max(...rates[1])];
  return [against('encrypt, two threads together', two, 'one thread', one)];
}

async function rateOfThreads(count: number): Promise<number> {
  const rates = await Promise.all(
    Array.from(
      { length: count },
      () =>
        new Promise<number>((resolve, reject) => {
          const worker = new Worker(new URL(import.meta.url), { workerData: { xtsMs: SCALING_MS } });
          worker.once('message', resolve).once('error', reject);
        }),
    ),
  );
  return rates.reduce((sum, rate) => sum + rate, 0);
}

/** In a thread: GB/s over the time that it was given. */
function encryptFor(ms: number): number {
  const xts = createXts(generateSecretKey(64));
  const buffer = allocateXtsBuffer(MiB);
  const startMs = performance.now();
  let bytes = 0;
  for (; performance.now() - startMs < ms; bytes += buffer.length) xts.encrypt(buffer, 7);
  return bytes / 1e6 / (performance.now() - startMs);
}

const order = workerData as { readonly xtsMs: number } | null;
if (order !== null && parentPort !== null) parentPort.postMessage(encryptFor(order.xtsMs));

function pieces(data: Uint8Array, turn: (piece: Uint8Array, sector: number) => void): void {
  for (let at = 0; at < data.length; at += 4096) turn(data.subarray(at, at + 4096), at / 512);
}
