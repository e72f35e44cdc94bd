/** Numbers of the NBD protocol (NetworkBlockDevice/nbd, doc/proto.md). All integers on the wire are big-endian. */

export const NBD_MAGIC = 0x4e42444d41474943n;
export const OPTION_MAGIC = 0x49484156454f5054n;
export const OPTION_REPLY_MAGIC = 0x3e889045565a9n;
export const REQUEST_MAGIC = 0x25609513;
export const SIMPLE_REPLY_MAGIC = 0x67446698;
export const STRUCTURED_REPLY_MAGIC = 0x668e33ef;

export const HANDSHAKE_FIXED_NEWSTYLE = 1;
export const HANDSHAKE_NO_ZEROES = 2;

export const Option = {
  exportName: 1,
  abort: 2,
  list: 3,
  startTls: 5,
  info: 6,
  go: 7,
  structuredReply: 8,
  listMetaContext: 9,
  setMetaContext: 10,
} as const;

export const OptionReply = {
  acknowledge: 1,
  server: 2,
  info: 3,
  metaContext: 4,
  unsupported: 0x80000001,
  policy: 0x80000002,
  invalid: 0x80000003,
  tlsRequired: 0x80000005,
  unknown: 0x80000006,
  tooBig: 0x80000009,
} as const;

export const Info = { export: 0, name: 1, description: 2, blockSize: 3 } as const;

export const Command = {
  read: 0,
  write: 1,
  disconnect: 2,
  flush: 3,
  trim: 4,
  cache: 5,
  writeZeroes: 6,
  blockStatus: 7,
} as const;

export const CommandFlag = {
  forceUnitAccess: 1,
  noHole: 2,
  dontFragment: 4,
  onlyOne: 8,
  fastZero: 16,
} as const;

export const Chunk = {
  none: 0,
  offsetData: 1,
  blockStatus: 5,
  error: 0x8001,
} as const;

export const CHUNK_DONE = 1;

/** Linux error numbers, as the protocol fixes them. */
export const ErrorNumber = { permission: 1, io: 5, invalid: 22, noSpace: 28, notSupported: 95 } as const;

export const TransmissionFlag = {
  hasFlags: 1,
  readOnly: 2,
  flush: 4,
  forceUnitAccess: 8,
  trim: 32,
  writeZeroes: 64,
  dontFragment: 128,
  multiConnection: 256,
  fastZero: 2048,
} as const;

export const ALLOCATION_CONTEXT = 'base:allocation';
export const ALLOCATION_CONTEXT_ID = 1;
export const EXTENT_HOLE_AND_ZERO = 3;
export const EXTENT_DATA = 0;

export const OPTION_HEADER_BYTES = 16;
export const REQUEST_HEADER_BYTES = 28;
/** The largest read or write: what every client keeps to, and what the server says. */
export const MAX_PAYLOAD_BYTES = 32 * 1024 * 1024;
export const PREFERRED_BLOCK_BYTES = 4096;
export const MINIMUM_BLOCK_BYTES = 512;
/** An option carries at most names and a list of contexts. */
export const MAX_OPTION_BYTES = 16 * 1024;
export const MAX_OPTIONS = 256;
export const MAX_NAME_BYTES = 4096;
