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
  // What is held stands at [start, end); everything else is zero.
  let buffer = Buffer.alloc(FIRST_CAPACITY_BYTES);
  let start = 0;
  let end = 0;

  const frameLength = (): Result<number | undefined, FrameFault> => {
    if (end - start < HEADER_BYTES) return ok(undefined);
    const head = buffer.readUInt32BE(start);
    if (head !== ((tag << 8) | CODE_OF_TYPE.Structure) >>> 0) {
      return fail({
        kind: 'NotAMessage',
        message: `The stream holds no ${tagName(tag)}: it begins with 0x${head.toString(16).padStart(8, '0')}.`,
      });
    }
    const lengthBytes = buffer.readUInt32BE(start + 4) + HEADER_BYTES;
    if (lengthBytes > limitBytes) {
      return fail({
        kind: 'TooLong',
        message: `The message has ${lengthBytes} bytes; at most ${limitBytes} are accepted.`,
      });
    }
    return ok(lengthBytes);
  };
  const makeRoom = (lengthBytes: number): void => {
    const held = end - start;
    const isLarger = held + lengthBytes > buffer.length;
    const target = isLarger ? Buffer.alloc(Math.max(buffer.length * 2, held + lengthBytes)) : buffer;
    buffer.copy(target, 0, start, end);
    if (isLarger) buffer.fill(0);
    else buffer.fill(0, held, end);
    buffer = target;
    start = 0;
    end = held;
  };

  return {
    push(chunk) {
      if (end + chunk.length > buffer.length) makeRoom(chunk.length);
      buffer.set(chunk, end);
      chunk.fill(0);
      end += chunk.length;
      const length = frameLength();
      return length.ok ? ok(undefined) : length;
    },
    take() {
      const length = frameLength();
      if (!length.ok) return length;
      if (length.value === undefined || end - start < length.value) return ok(undefined);
      const next = start + length.value;
      const frame = Buffer.alloc(length.value);
      buffer.copy(frame, 0, start, next);
      buffer.fill(0, start, next);
      start = next;
      if (start === end) {
        start = 0;
        end = 0;
      }
      return ok(frame);
    },
    get heldBytes() {
      return end - start;
    },
    dispose() {
      buffer.fill(0);
      start = 0;
      end = 0;
    },
  };
}
