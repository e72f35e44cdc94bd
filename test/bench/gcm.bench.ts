import { KiB, MiB } from '../../src/base/units.ts';
import { type CryptoEngine, hasNativeEngine } from '../../src/crypto/engine.ts';
import { createGcmReceiver, createGcmSender, RECORD_TAG_BYTES } from '../../src/crypto/gcm-records.ts';
import { generateSecretKey } from '../../src/crypto/secret-key.ts';
import { against, bestRate, type Figure, opensslSpeed } from './figure.ts';

/** Records under AES-256-GCM on one thread, from cold memory into one hot buffer, as vMotion sends them. */
export const name = 'gcm';

const ROUNDS = 3;
const MEMORY_BYTES = 64 * MiB;

export async function run(): Promise<Figure[]> {
  const memory = new Uint8Array(new SharedArrayBuffer(MEMORY_BYTES)).fill(1);
  const engines: CryptoEngine[] = hasNativeEngine() ? ['native', 'portable'] : ['portable'];
  const best = new Map<string, { gbps: number; recordBytes: number }>();
  const peers = new Map<number, number>();
  for (let round = 0; round < ROUNDS; round++) {
    for (const recordBytes of [64 * KiB, 128 * KiB, 256 * KiB, MiB]) {
      for (const engine of engines) {
        const figure = `seal records of ${recordBytes / KiB} KiB, ${engine}`;
        const gbps = sealRate(engine, memory, recordBytes);
        if (gbps > (best.get(figure)?.gbps ?? 0)) best.set(figure, { gbps, recordBytes });
      }
      const speed = opensslSpeed('aes-256-gcm', recordBytes);
      if (speed !== undefined) peers.set(recordBytes, Math.max(peers.get(recordBytes) ?? 0, speed));
    }
    const open = openRate(memory);
    if (open > (best.get('open records of 256 KiB')?.gbps ?? 0)) {
      best.set('open records of 256 KiB', { gbps: open, recordBytes: 256 * KiB });
    }
  }
  return Promise.resolve(
    [...best].map(([figure, { gbps, recordBytes }]) =>
      against(figure, gbps, `openssl speed -evp aes-256-gcm -bytes ${recordBytes}`, peers.get(recordBytes)),
    ),
  );
}

function sealRate(engine: CryptoEngine, memory: Uint8Array, recordBytes: number): number {
  const sender = createGcmSender(generateSecretKey(32), new Uint8Array(8), { engine });
  const record = { header: new Uint8Array(16), final: false };
  const sealed = new Uint8Array(recordBytes + RECORD_TAG_BYTES);
  return bestRate(MEMORY_BYTES / 1e9, 3, () => {
    for (let at = 0; at < MEMORY_BYTES; at += recordBytes) {
      sender.seal(record, memory.subarray(at, at + recordBytes), sealed);
    }
  });
}

/** Opening needs the right record each time, so a batch is sealed before each timed batch of openings. */
function openRate(memory: Uint8Array): number {
  const recordBytes = 256 * KiB;
  const key = generateSecretKey(32);
  const sender = createGcmSender(key, new Uint8Array(8));
  const receiver = createGcmReceiver(key, new Uint8Array(8));
  const record = { header: new Uint8Array(16), final: false };
  const batch = Array.from({ length: 16 }, (_, i) => ({
    plaintext: memory.subarray(i * recordBytes, (i + 1) * recordBytes),
    sealed: new Uint8Array(recordBytes + RECORD_TAG_BYTES),
  }));
  let best = 0;
  for (let round = 0; round < 8; round++) {
    for (const { plaintext, sealed } of batch) sender.seal(record, plaintext, sealed);
    const rate = bestRate((batch.length * recordBytes) / 1e9, 1, () => {
      for (const { plaintext, sealed } of batch) receiver.open(record, sealed, plaintext);
    });
    best = Math.max(best, rate);
  }
  return best;
}
