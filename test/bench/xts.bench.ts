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
  return Promise.resolve([...best].map(([figure, gbps]) => against(figure, gbps, PEER, peer)));
}

function pieces(data: Uint8Array, turn: (piece: Uint8Array, sector: number) => void): void {
  for (let at = 0; at < data.length; at += 4096) turn(data.subarray(at, at + 4096), at / 512);
}
