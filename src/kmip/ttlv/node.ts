/**
 * TTLV (tag, type, length, value) is KMIP's encoding: KMIP 1.4 specification §9.1. A message is one
 * tree of nodes. Byte strings of a decoded tree are views into the frame they came from, so that
 * overwriting the frame overwrites the keys in it.
 */
export type TtlvNode =
  | StructureNode
  | { readonly tag: number; readonly type: 'Integer' | 'Enumeration' | 'Interval'; readonly value: number }
  | { readonly tag: number; readonly type: 'LongInteger' | 'DateTime'; readonly value: bigint }
  | { readonly tag: number; readonly type: 'BigInteger' | 'ByteString'; readonly value: Uint8Array }
  | { readonly tag: number; readonly type: 'Boolean'; readonly value: boolean }
  | { readonly tag: number; readonly type: 'TextString'; readonly value: string };

export interface StructureNode {
  readonly tag: number;
  readonly type: 'Structure';
  readonly value: readonly TtlvNode[];
}

export type TtlvType = TtlvNode['type'];

/** Type code to type (§9.1.1.2); index 0 is unused. */
export const TYPE_OF_CODE: readonly (TtlvType | undefined)[] = [
  undefined,
  'Structure',
  'Integer',
  'LongInteger',
  'BigInteger',
  'Enumeration',
  'Boolean',
  'TextString',
  'ByteString',
  'DateTime',
  'Interval',
];

export const CODE_OF_TYPE: Readonly<Record<TtlvType, number>> = {
  Structure: 1,
  Integer: 2,
  LongInteger: 3,
  BigInteger: 4,
  Enumeration: 5,
  Boolean: 6,
  TextString: 7,
  ByteString: 8,
  DateTime: 9,
  Interval: 10,
};

export const HEADER_BYTES = 8;
/** Deeper trees are refused before they are walked. KMIP's own messages need less than 12. */
export const MAX_DEPTH = 32;
/** Bounds the memory that many tiny items could take: 1 MiB of identifiers of a Locate answer need 26,000. */
export const MAX_NODES = 32_768;

/** Length of a value with the padding that brings it to a multiple of 8 (§9.1.1.4). */
export function paddedLength(lengthBytes: number): number {
  return lengthBytes + (-lengthBytes & 7);
}
