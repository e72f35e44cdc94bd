import { assert } from '../../base/assert.ts';
import { CODE_OF_TYPE, HEADER_BYTES, paddedLength, type TtlvNode } from './node.ts';

/** Encodes a tree into one buffer of its own (never a slice of a shared pool), so that it can be zeroised. */
export function encodeTtlv(node: TtlvNode): Buffer {
  return encodeAll([node]);
}

/** As `encodeTtlv`, several trees one behind the other. */
export function encodeAll(nodes: readonly TtlvNode[]): Buffer {
  let lengthBytes = 0;
  for (const node of nodes) lengthBytes += encodedLength(node);
  const bytes = Buffer.alloc(lengthBytes);
  const writer: Writer = { bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength) };
  let end = 0;
  for (const node of nodes) end = writeNode(writer, end, node);
  assert(end === bytes.length, 'the encoded length was computed rightly');
  return bytes;
}

interface Writer {
  readonly bytes: Buffer;
  readonly view: DataView;
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

/** Gives where the next item begins. */
function writeNode(writer: Writer, offset: number, node: TtlvNode): number {
  const { view } = writer;
  view.setUint32(offset, (node.tag << 8) | CODE_OF_TYPE[node.type]);
  const start = offset + HEADER_BYTES;
  const end = writeValue(writer, start, node);
  view.setUint32(offset + 4, end - start);
  return start + paddedLength(end - start);
}

/** Gives where the value ends. */
function writeValue(writer: Writer, start: number, node: TtlvNode): number {
  const { bytes, view } = writer;
  switch (node.type) {
    case 'Structure': {
      let offset = start;
      for (const child of node.value) offset = writeNode(writer, offset, child);
      return offset;
    }
    case 'Integer':
      view.setInt32(start, node.value);
      assert(view.getInt32(start) === node.value, 'an Integer has 32 bits');
      return start + 4;
    case 'Enumeration':
    case 'Interval':
      view.setUint32(start, node.value);
      assert(view.getUint32(start) === node.value, 'an Enumeration and an Interval have 32 bits');
      return start + 4;
    case 'LongInteger':
    case 'DateTime':
      return bytes.writeBigInt64BE(node.value, start);
    case 'Boolean':
      view.setUint8(start + 7, node.value ? 1 : 0);
      return start + 8;
    case 'TextString':
      return start + bytes.write(node.value, start, 'utf8');
    case 'BigInteger':
    case 'ByteString':
      bytes.set(node.value, start);
      return start + node.value.length;
  }
}
