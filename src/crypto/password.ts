import { equalInConstantTime } from './hmac.ts';
import { randomBytes } from './random.ts';
import { deriveKeyFromPassphrase, INTERACTIVE_COST, isAcceptableCost, type ScryptCost } from './scrypt.ts';
import { withKeyBytes } from './secret-key.ts';

const SALT_BYTES = 16;
const HASH_BYTES = 32;

/**
 * A salted scrypt hash in the PHC string format: `$scrypt$ln=15,r=8,p=1$<salt>$<hash>`, both parts in
 * base64 without padding. Two hashes of one password differ.
 */
export function hashPassword(password: string, cost: ScryptCost = INTERACTIVE_COST): string {
  const salt = randomBytes(SALT_BYTES);
  const key = deriveKeyFromPassphrase(password.normalize('NFC'), salt, HASH_BYTES, cost);
  const hash = withKeyBytes(key, (bytes) => unpadded(bytes));
  return `$scrypt$ln=${cost.log2N},r=${cost.r},p=${cost.p}$${unpadded(salt)}$${hash}`;
}

/** True when `password` gives `hash`. A hash that is malformed or asks for an absurd cost verifies nothing. */
export function verifyPassword(password: string, hash: string): boolean {
  const parts = PHC_SCRYPT.exec(hash);
  if (parts === null) return false;
  const [, log2N, r, p, salt = '', expected = ''] = parts;
  const cost: ScryptCost = { log2N: Number(log2N), r: Number(r), p: Number(p) };
  const expectedBytes = Buffer.from(expected, 'base64');
  if (!isAcceptableCost(cost) || expectedBytes.length !== HASH_BYTES) return false;
  const key = deriveKeyFromPassphrase(
    password.normalize('NFC'),
    Buffer.from(salt, 'base64'),
    HASH_BYTES,
    cost,
  );
  return withKeyBytes(key, (bytes) => equalInConstantTime(bytes, expectedBytes));
}

const PHC_SCRYPT =
  /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{16,88})\$([A-Za-z0-9+/]{43})$/;

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64').replace(/=+$/, '');
}
