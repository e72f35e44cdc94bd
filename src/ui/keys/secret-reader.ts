/**
 * Reads a secret from a terminal in raw mode, byte by byte: it never becomes a string, and the buffer is
 * zeroised when it is given up. Editing is Backspace, Ctrl-U and Ctrl-W; escape sequences are skipped.
 */
export interface SecretReader {
  /** Takes the chunk and overwrites it. */
  feed(chunk: Uint8Array): SecretStep;
  /** How many characters to show as dots. */
  readonly length: number;
  /** Overwrites what has been read. */
  dispose(): void;
}

export type SecretStep =
  | { readonly kind: 'more' }
  /** `bytes` has a buffer of its own, so that it can be transferred. The rest of the chunk is dropped. */
  | { readonly kind: 'done'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'cancelled' };

/** Longer secrets are not taken: the bytes beyond are ignored. */
const MAX_BYTES = 4096;

const ETX = 0x03;
const EOT = 0x04;
const BS = 0x08;
const LF = 0x0a;
const CR = 0x0d;
const NAK = 0x15;
const ETB = 0x17;
const ESC = 0x1b;
const DEL = 0x7f;

export function createSecretReader(): SecretReader {
  const buffer = new Uint8Array(new ArrayBuffer(MAX_BYTES));
  let used = 0;
  let skipping: 'no' | 'after-esc' | 'in-csi' = 'no';

  const shrink = (to: number): void => {
    buffer.fill(0, to, used);
    used = to;
  };
  const backspace = (): void => {
    let to = Math.max(0, used - 1);
    while (to > 0 && ((buffer[to] ?? 0) & 0xc0) === 0x80) to--;
    shrink(to);
  };
  const takeByte = (byte: number): SecretStep | undefined => {
    if (skipping !== 'no') {
      skipping = nextSkip(skipping, byte);
      return undefined;
    }
    if (byte === CR || byte === LF) {
      const bytes = new Uint8Array(new ArrayBuffer(used));
      bytes.set(buffer.subarray(0, used));
      shrink(0);
      return { kind: 'done', bytes };
    }
    if (byte === ETX || (byte === EOT && used === 0)) {
      shrink(0);
      return { kind: 'cancelled' };
    }
    if (byte === ESC) skipping = 'after-esc';
    else if (byte === DEL || byte === BS) backspace();
    else if (byte === NAK || byte === ETB) shrink(0);
    else if (byte >= 0x20 && used < MAX_BYTES) buffer[used++] = byte;
    return undefined;
  };

  return {
    feed(chunk) {
      try {
        for (const byte of chunk) {
          const step = takeByte(byte);
          if (step !== undefined) return step;
        }
        return { kind: 'more' };
      } finally {
        chunk.fill(0);
      }
    },
    get length() {
      let count = 0;
      for (let at = 0; at < used; at++) if (((buffer[at] ?? 0) & 0xc0) !== 0x80) count++;
      return count;
    },
    dispose: () => shrink(0),
  };
}

function nextSkip(state: 'after-esc' | 'in-csi', byte: number): 'no' | 'in-csi' {
  if (state === 'after-esc') return byte === 0x5b || byte === 0x4f ? 'in-csi' : 'no';
  return byte >= 0x40 && byte <= 0x7e ? 'no' : 'in-csi';
}
