import { isUtf8 } from 'node:buffer';
import { fail, ok, type Result } from '../../base/result.ts';
import { tagName } from '../tags.ts';
import {
  HEADER_BYTES,
  MAX_DEPTH,
  MAX_NODES,
  paddedLength,
  type TtlvNode,
  type TtlvType,
  TYPE_OF_CODE,
} from './node.ts';

/** The bytes are not one well-formed TTLV item. `offset` is where the reading stopped. */
export interface TtlvFault {
  readonly kind: 'Ttlv';
  readonly offset: number;
  readonly message: string;
}

/**
 * Reads one TTLV item that fills `message` exactly. Whatever is accepted encodes to the same bytes
 * again: lengths, padding, booleans and UTF-8 are taken strictly (KMIP 1.4 specification §9.1.1).
 * Clients that count padding into a length, or leave it unzeroed, are refused: such a message has
 * two readings, and two readings of a key are worse than none.
 */
export function decodeTtlv(message: Uint8Array): Result<TtlvNode, TtlvFault> {
  const bytes = Buffer.from(message.buffer, message.byteOffset, message.byteLength);
  const view = new DataView(message.buffer, message.byteOffset, message.byteLength);
  const reader: Reader = { bytes, view, nodes: 0 };
  try {
    const node = readNode(reader, 0, bytes.length, 0);
    const end = HEADER_BYTES + paddedLength(reader.view.getUint32(4));
    if (end !== bytes.length) refuse(end, `${bytes.length - end} bytes follow the item`);
    return ok(node);
  } catch (error) {
    if (error instanceof Refusal) return fail({ kind: 'Ttlv', offset: error.offset, message: error.message });
    throw error;
  }
}

interface Reader {
  readonly bytes: Buffer;
  readonly view: DataView;
  nodes: number;
}

class Refusal extends Error {
  readonly offset: number;
  constructor(offset: number, message: string) {
    super(`${message} (at byte ${offset})`);
    this.offset = offset;
  }
}

function refuse(offset: number, message: string): never {
  throw new Refusal(offset, message);
}

/** Reads the item at `offset`; it must end at or before `end`. */
function readNode(reader: Reader, offset: number, end: number, depth: number): TtlvNode {
  if (depth >= MAX_DEPTH) refuse(offset, `structures nest deeper than ${MAX_DEPTH}`);
  if (++reader.nodes > MAX_NODES) refuse(offset, `the message has more than ${MAX_NODES} items`);
  if (end - offset < HEADER_BYTES) refuse(offset, 'an item is cut off in its header');
  const head = reader.view.getUint32(offset);
  const tag = head >>> 8;
  const type = TYPE_OF_CODE[head & 0xff];
  if (type === undefined) refuse(offset + 3, `${tagName(tag)} has the unknown type ${head & 0xff}`);
  const length = reader.view.getUint32(offset + 4);
  const start = offset + HEADER_BYTES;
  if (paddedLength(length) > end - start) {
    refuse(offset + 4, `${tagName(tag)} claims ${length} bytes, ${end - start} are there`);
  }
  checkPadding(reader, tag, start + length, start + paddedLength(length));
  switch (type) {
    case 'Structure':
      if (length % 8 !== 0) refuse(offset + 4, `${tagName(tag)} is a Structure of ${length} bytes`);
      return { tag, type, value: readChildren(reader, start, start + length, depth + 1) };
    case 'Integer':
      needLength(offset, tag, type, length, 4);
      return { tag, type, value: reader.view.getInt32(start) };
    case 'Enumeration':
    case 'Interval':
      needLength(offset, tag, type, length, 4);
      return { tag, type, value: reader.view.getUint32(start) };
    case 'LongInteger':
    case 'DateTime':
      needLength(offset, tag, type, length, 8);
      return { tag, type, value: reader.view.getBigInt64(start) };
    case 'Boolean': {
      needLength(offset, tag, type, length, 8);
      const value = reader.view.getBigUint64(start);
      if (value > 1n) refuse(start, `${tagName(tag)} is a Boolean that is neither 0 nor 1`);
      return { tag, type, value: value === 1n };
    }
    case 'TextString':
      return { tag, type, value: readText(reader, tag, start, start + length) };
    case 'BigInteger':
      if (length === 0 || length % 8 !== 0) {
        refuse(start, `${tagName(tag)} is a Big Integer of ${length} bytes, not a multiple of 8`);
      }
      return { tag, type, value: reader.bytes.subarray(start, start + length) };
    case 'ByteString':
      return { tag, type, value: reader.bytes.subarray(start, start + length) };
  }
}

function readChildren(reader: Reader, start: number, end: number, depth: number): TtlvNode[] {
  const children: TtlvNode[] = [];
  for (let offset = start; offset < end; ) {
    children.push(readNode(reader, offset, end, depth));
    offset += HEADER_BYTES + paddedLength(reader.view.getUint32(offset + 4));
  }
  return children;
}

function readText({ bytes }: Reader, tag: number, start: number, end: number): string {
  const text = bytes.toString('utf8', start, end);
  // What stands for bytes that are no UTF-8 may also have been sent as it is.
  if (text.includes('\ufffd') && !isUtf8(bytes.subarray(start, end))) {
    refuse(start, `${tagName(tag)} is a Text String that is not UTF-8`);
  }
  return text;
}

function needLength(offset: number, tag: number, type: TtlvType, length: number, needed: number): void {
  if (length !== needed) {
    refuse(offset + 4, `${tagName(tag)} is a ${type} of ${length} bytes instead of ${needed}`);
  }
}

function checkPadding(reader: Reader, tag: number, from: number, to: number): void {
  for (let offset = from; offset < to; offset++) {
    if (reader.bytes[offset] !== 0) refuse(offset, `the padding of ${tagName(tag)} is not zero`);
  }
}
