import { assert } from '../../base/assert.ts';
import { CODE_OF_TYPE, HEADER_BYTES, paddedLength, type TtlvNode } from './node.ts';

/** Encodes a tree into one buffer of its own (never a slice of a shared pool), so that it can be zeroised. */
export function encodeTtlv(node: TtlvNode): Buffer {
  const bytes = Buffer.alloc(encodedLength(node));
  const end = writeNode(bytes, 0, node);
  assert(end === bytes.length, 'the encoded length was computed rightly');
  return bytes;
}

function encodedLength(node: TtlvNode): number {
  return HEADER_BYTES + paddedLength(valueLength(node));
}

function valueLength(node: TtlvNode): number {
  switch (node.type) {
    case 'Structure': {
      let length = 0;
      for (const child of node.value) length += encodedLength(child);
      return length;
    }
    case 'Integer':
    case 'Enumeration':
    case 'Interval':
      return 4;
    case 'LongInteger':
    case 'DateTime':
    case 'Boolean':
      return 8;
    case 'TextString':
      return Buffer.byteLength(node.value, 'utf8');
    case 'BigInteger':
    case 'ByteString':
      return node.value.length;
  }
}

function writeNode(bytes: Buffer, offset: number, node: TtlvNode): number {
  bytes.writeUInt32BE(((node.tag << 8) | CODE_OF_TYPE[node.type]) >>> 0, offset);
  const start = offset + HEADER_BYTES;
  const end = writeValue(bytes, start, node);
  bytes.writeUInt32BE(end - start, offset + 4);
  return start + paddedLength(end - start);
}

function writeValue(bytes: Buffer, start: number, node: TtlvNode): number {
  switch (node.type) {
    case 'Structure': {
      let offset = start;
      for (const child of node.value) offset = writeNode(bytes, offset, child);
      return offset;
    }
    case 'Integer':
      return bytes.writeInt32BE(node.value, start);
    case 'Enumeration':
    case 'Interval':
      return bytes.writeUInt32BE(node.value, start);
    case 'LongInteger':
    case 'DateTime':
      return bytes.writeBigInt64BE(node.value, start);
    case 'Boolean':
      return bytes.writeBigUInt64BE(node.value ? 1n : 0n, start);
    case 'TextString':
      return start + bytes.write(node.value, start, 'utf8');
    case 'BigInteger':
    case 'ByteString':
      bytes.set(node.value, start);
      return start + node.value.length;
  }
}
