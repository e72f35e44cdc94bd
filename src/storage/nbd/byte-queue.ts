/** Bytes that have come in and are not yet taken; its owner bounds how much it lets in. */
export interface ByteQueue {
  readonly length: number;
  push(chunk: Uint8Array): void;
  /** The next `count` bytes, or undefined when fewer are there. The result may share memory with what came in. */
  take(count: number): Buffer | undefined;
  /** Moves up to `into.length` bytes into a buffer; gives how many. */
  fill(into: Uint8Array): number;
}

export function createByteQueue(): ByteQueue {
  const chunks: Buffer[] = [];
  let length = 0;
  const dropFront = (count: number): Buffer => {
    const [first = Buffer.alloc(0)] = chunks;
    const part = first.subarray(0, count);
    if (part.length === first.length) chunks.shift();
    else chunks[0] = first.subarray(part.length);
    length -= part.length;
    return part;
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
      if (count === 0) return Buffer.alloc(0);
      const first = dropFront(count);
      if (first.length === count) return first;
      const parts = [first];
      for (let missing = count - first.length; missing > 0; ) {
        const part = dropFront(missing);
        parts.push(part);
        missing -= part.length;
      }
      return Buffer.concat(parts);
    },
    fill(into) {
      let done = 0;
      while (done < into.length && length > 0) {
        const part = dropFront(into.length - done);
        into.set(part, done);
        done += part.length;
      }
      return done;
    },
  };
}
