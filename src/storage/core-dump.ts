import { fail, ok, type Result } from '../base/result.ts';
import { MiB } from '../base/units.ts';
import { openGcm, sealGcm } from '../crypto/aes-gcm.ts';
import { generateSecretKey, type SecretKey } from '../crypto/secret-key.ts';
import { type KeyEncryptionKey, lockKey, unlockKey, wrappedKeyOf } from './disk-key.ts';
import { readSmallFile, replaceFile } from './durable-file.ts';
import type { KeyId } from './key-id.ts';
import type { StorageFault } from './storage-fault.ts';

/**
 * A host's core dump. Of a crypto-safe host it is an envelope: a block of 4096 bytes that names, in clear, the host key
 * and holds the dump's own key wrapped under it; then the dump in pieces of 1 MiB, each AES-256-GCM with the block and
 * its number as associated data. Of any other host it is the dump alone.
 */
const ENVELOPE_BYTES = 4096;
const MAGIC = 'vSeal core dump envelope 1\n';
const PIECE_BYTES = MiB;
const PIECE_OVERHEAD_BYTES = 28;
const LIMIT_DUMP_BYTES = 1024 * MiB;
const KEY_BYTES = 32;

/** Writes `content`, sealed under a key of its own when the host has a key. */
export function writeCoreDump(
  path: string,
  content: Uint8Array,
  hostKey: KeyEncryptionKey | undefined,
): Result<void, StorageFault> {
  if (hostKey === undefined) return replaceFile(path, content);
  const key = generateSecretKey(KEY_BYTES);
  const envelope = Buffer.alloc(ENVELOPE_BYTES);
  envelope.write(`${MAGIC}size = ${content.length}\nkeySafe = ${lockKey(hostKey, key)}\n`, 'latin1');
  return replaceFile(path, sealedPieces(content, envelope, key));
}

function* sealedPieces(content: Uint8Array, envelope: Uint8Array, key: SecretKey): Generator<Uint8Array> {
  yield envelope;
  for (let index = 0; index < pieceCount(content.length); index++) {
    const piece = content.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES);
    yield sealGcm(key, piece, associatedData(envelope, index));
  }
}

/** An empty dump has one empty piece, so that its envelope too is authenticated. */
function pieceCount(lengthBytes: number): number {
  return Math.max(1, Math.ceil(lengthBytes / PIECE_BYTES));
}

function associatedData(envelope: Uint8Array, index: number): Uint8Array {
  return Buffer.concat([envelope, Buffer.from(String(index))]);
}

interface Envelope {
  readonly keyId: KeyId;
  readonly keySafe: string;
  readonly lengthBytes: number;
}

/** The dump itself; nothing is given out unless all of it is genuine. `hostKey` is needed of an encrypted one. */
export function readCoreDump(path: string, hostKey: SecretKey | undefined): Result<Uint8Array, StorageFault> {
  const file = readSmallFile(path, LIMIT_DUMP_BYTES);
  if (!file.ok) return file;
  const envelope = parseEnvelope(file.value, path);
  if (!envelope.ok) return envelope;
  if (envelope.value === undefined) return ok(file.value);
  const { keyId, keySafe, lengthBytes } = envelope.value;
  if (hostKey === undefined) return fail({ kind: 'EncryptionKeyRequired', path, key: keyId });
  const key = unlockKey(keySafe, hostKey, path);
  if (!key.ok) return key;
  const notGenuine = (reason: string) => fail({ kind: 'KeyIntegrityFault', path, reason } as const);
  const pieces = pieceCount(lengthBytes);
  if (file.value.length !== ENVELOPE_BYTES + lengthBytes + pieces * PIECE_OVERHEAD_BYTES)
    return notGenuine('it was cut or has been added to');
  const block = file.value.subarray(0, ENVELOPE_BYTES);
  const content = new Uint8Array(lengthBytes);
  for (let index = 0; index < pieces; index++) {
    const start = ENVELOPE_BYTES + index * (PIECE_BYTES + PIECE_OVERHEAD_BYTES);
    const sealed = file.value.subarray(start, start + PIECE_BYTES + PIECE_OVERHEAD_BYTES);
    const opened = openGcm(key.value, sealed, associatedData(block, index));
    if (!opened.ok) return notGenuine(`its piece ${index + 1} of ${pieces} is not genuine`);
    content.set(opened.value, index * PIECE_BYTES);
  }
  return ok(content);
}

function parseEnvelope(file: Uint8Array, path: string): Result<Envelope | undefined, StorageFault> {
  const text = Buffer.from(file.subarray(0, ENVELOPE_BYTES)).toString('latin1');
  if (!text.startsWith(MAGIC)) return ok(undefined);
  const [, size = '', keySafe = ''] =
    /^size = (\d{1,15})\nkeySafe = (.+)\n/.exec(text.slice(MAGIC.length)) ?? [];
  const lengthBytes = Number(size);
  if (keySafe === '' || lengthBytes > LIMIT_DUMP_BYTES)
    return fail({ kind: 'InvalidFileFormat', path, reason: 'its envelope is malformed' });
  const wrapped = wrappedKeyOf(keySafe, path);
  return wrapped.ok ? ok({ keyId: wrapped.value.keyId, keySafe, lengthBytes }) : wrapped;
}
