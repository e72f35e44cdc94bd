/** Bytes that have come in and are not yet taken; its owner bounds how much it lets in. */
export interface ByteQueue {
  readonly length: number;
  push(chunk: Uint8Array): void;
  /** The next `count` bytes, copied, or undefined when fewer are there. */
  take(count: number): Buffer | undefined;
  /** Moves up to `into.length` bytes into a buffer; gives how many. */
  fill(into: Uint8Array): number;
}

/** Makes no view of a chunk that comes in: views are what a busy server's garbage consists of. */
export function createByteQueue(): ByteQueue {
  const chunks: Buffer[] = [];
  /** How much of the first chunk is taken. */
  let taken = 0;
  let length = 0;
  const fill = (into: Uint8Array): number => {
    let done = 0;
    for (let [first] = chunks; first !== undefined && done < into.length; [first] = chunks) {
      const copied = first.copy(into, done, taken);
      done += copied;
      taken += copied;
      if (taken < first.length) break;
      chunks.shift();
      taken = 0;
    }
    length -= done;
    return done;
  };
  return {
    get length() {
      return length;
    },
    push(chunk) {
      if (chunk.length === 0) return;
      chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
      length += chunk.length;
    },
    take(count) {
      if (length < count) return undefined;
      const bytes = Buffer.alloc(count);
      fill(bytes);
      return bytes;
    },
    fill,
  };
}
