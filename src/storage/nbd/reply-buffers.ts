import { MiB } from '../../base/units.ts';
import { allocateXtsBuffer } from '../../crypto/aes-xts.ts';

/** Memory for one reply; `release` gives it back when it has been sent. */
export interface ReplyBuffer {
  readonly bytes: Uint8Array;
  readonly release: () => void;
}

/** Replies up to this size use memory that is kept and decrypted in place. */
export const REPLY_BUFFER_BYTES = MiB + 64;
const SMALL_BYTES = 64 * 1024;
const LIMIT_KEPT = 8;

const kept: Uint8Array[] = [];
let made = 0;

/** Small and very large replies, and those that find no kept buffer free, get memory of their own. */
export function borrowReplyBuffer(lengthBytes: number): ReplyBuffer {
  const isKept = lengthBytes > SMALL_BYTES && lengthBytes <= REPLY_BUFFER_BYTES;
  const bytes = isKept ? (kept.pop() ?? makeKept()) : undefined;
  if (bytes === undefined) return { bytes: Buffer.allocUnsafeSlow(lengthBytes), release: () => undefined };
  return { bytes, release: () => void kept.push(bytes) };
}

function makeKept(): Uint8Array | undefined {
  if (made === LIMIT_KEPT) return undefined;
  made++;
  return allocateXtsBuffer(REPLY_BUFFER_BYTES);
}
