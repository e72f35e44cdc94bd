import { fail, ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import { tagName } from '../tags.ts';
import { CODE_OF_TYPE, HEADER_BYTES } from './node.ts';

/** A message is one structure; a peer that announces a longer one is refused before it is buffered. */
export const MAX_FRAME_BYTES = MiB;

/** `TooLong` when the announced length is past the limit, `NotAMessage` when the first bytes are no message of the expected kind. */
export interface FrameFault {
  readonly kind: 'TooLong' | 'NotAMessage';
  readonly message: string;
}

/** Cuts a byte stream into messages. Memory grows with the bytes that came, not with the length that was announced. */
export interface FrameReader {
  /** Copies `chunk` in and zeroises it. */
  push(chunk: Uint8Array): Result<void, FrameFault>;
  /** The next whole message, in a buffer of its own that the caller zeroises; undefined while one is incomplete. */
  take(): Result<Buffer | undefined, FrameFault>;
  /** Bytes held that no `take` has given out. */
  readonly heldBytes: number;
  /** Overwrites what is held. */
  dispose(): void;
}

const FIRST_CAPACITY_BYTES = 4096;

/** `tag` is what every message must begin with: Request Message for a server, Response Message for a client. */
export function createFrameReader(tag: number, limitBytes: number = MAX_FRAME_BYTES): FrameReader {
  let buffer = Buffer.alloc(FIRST_CAPACITY_BYTES);
  let held = 0;

  const checkHeader = (): Result<number | undefined, FrameFault> => {
    if (held < HEADER_BYTES) return ok(undefined);
    const head = buffer.readUInt32BE(0);
    if (head !== ((tag << 8) | CODE_OF_TYPE.Structure) >>> 0) {
      return fail({
        kind: 'NotAMessage',
        message: `The stream holds no ${tagName(tag)}: it begins with 0x${head.toString(16).padStart(8, '0')}.`,
      });
    }
    const lengthBytes = buffer.readUInt32BE(4) + HEADER_BYTES;
    if (lengthBytes > limitBytes) {
      return fail({
        kind: 'TooLong',
        message: `The message has ${lengthBytes} bytes; at most ${limitBytes} are accepted.`,
      });
    }
    return ok(lengthBytes);
  };

  return {
    push(chunk) {
      if (held + chunk.length > buffer.length) {
        const larger = Buffer.alloc(Math.max(buffer.length * 2, held + chunk.length));
        larger.set(buffer.subarray(0, held));
        buffer.fill(0);
        buffer = larger;
      }
      buffer.set(chunk, held);
      chunk.fill(0);
      held += chunk.length;
      const header = checkHeader();
      return header.ok ? ok(undefined) : header;
    },
    take() {
      const header = checkHeader();
      if (!header.ok) return header;
      const lengthBytes = header.value;
      if (lengthBytes === undefined || held < lengthBytes) return ok(undefined);
      const frame = Buffer.alloc(lengthBytes);
      frame.set(buffer.subarray(0, lengthBytes));
      buffer.copyWithin(0, lengthBytes, held);
      buffer.fill(0, held - lengthBytes, held);
      held -= lengthBytes;
      return ok(frame);
    },
    get heldBytes() {
      return held;
    },
    dispose() {
      buffer.fill(0);
      held = 0;
    },
  };
}
