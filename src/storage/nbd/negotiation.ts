import type { ByteQueue } from './byte-queue.ts';
import {
  ALLOCATION_CONTEXT,
  ALLOCATION_CONTEXT_ID,
  HANDSHAKE_FIXED_NEWSTYLE,
  HANDSHAKE_NO_ZEROES,
  Info,
  MAX_NAME_BYTES,
  MAX_OPTION_BYTES,
  MAX_OPTIONS,
  MAX_PAYLOAD_BYTES,
  MINIMUM_BLOCK_BYTES,
  NBD_MAGIC,
  OPTION_HEADER_BYTES,
  OPTION_MAGIC,
  OPTION_REPLY_MAGIC,
  Option,
  OptionReply,
  PREFERRED_BLOCK_BYTES,
  TransmissionFlag,
} from './nbd-protocol.ts';

/** What a client may choose. */
export interface NegotiableExport {
  readonly name: string;
  readonly description: string;
  readonly sizeBytes: number;
  readonly isReadOnly: boolean;
}

/** What was agreed on for the transmission phase. */
export interface Agreement {
  readonly exportName: string;
  readonly hasStructuredReplies: boolean;
  readonly hasAllocationContext: boolean;
}

export type NegotiationStep =
  | { readonly next: 'more' }
  | { readonly next: 'start-tls' }
  | { readonly next: 'transmit'; readonly agreement: Agreement }
  | { readonly next: 'close'; readonly reason: string };

/**
 * The handshake of one connection, fixed newstyle: takes what the client sent from `input`, sends through `reply`,
 * and says what comes next. It touches no socket, so it can be driven by any bytes.
 */
export interface Negotiation {
  readonly greeting: Buffer;
  advance(input: ByteQueue, reply: (bytes: Buffer) => void): NegotiationStep;
}

/** `tls`: `none`, `required` (only STARTTLS is answered until it has happened), or `done`. */
export function createNegotiation(
  exports: () => readonly NegotiableExport[],
  tls: 'none' | 'required' | 'done',
): Negotiation {
  const state: State = {
    exports,
    tls,
    clientFlags: tls === 'done' ? HANDSHAKE_FIXED_NEWSTYLE | HANDSHAKE_NO_ZEROES : undefined,
    hasStructuredReplies: false,
    contextOf: undefined,
    options: 0,
    header: undefined,
  };
  return {
    greeting: greeting(),
    advance(input, reply) {
      for (;;) {
        const step =
          state.clientFlags === undefined ? readClientFlags(state, input) : readOption(state, input, reply);
        if (step !== 'again') return step;
      }
    },
  };
}

interface State {
  readonly exports: () => readonly NegotiableExport[];
  readonly tls: 'none' | 'required' | 'done';
  clientFlags: number | undefined;
  hasStructuredReplies: boolean;
  /** The export for which the allocation context was agreed on. */
  contextOf: string | undefined;
  options: number;
  /** The option whose data is awaited. */
  header: { readonly option: number; readonly lengthBytes: number } | undefined;
}

type Reply = (bytes: Buffer) => void;
type Step = NegotiationStep | 'again';

const MORE: NegotiationStep = { next: 'more' };

function close(reason: string): NegotiationStep {
  return { next: 'close', reason };
}

function greeting(): Buffer {
  const bytes = Buffer.alloc(18);
  bytes.writeBigUInt64BE(NBD_MAGIC, 0);
  bytes.writeBigUInt64BE(OPTION_MAGIC, 8);
  bytes.writeUInt16BE(HANDSHAKE_FIXED_NEWSTYLE | HANDSHAKE_NO_ZEROES, 16);
  return bytes;
}

function readClientFlags(state: State, input: ByteQueue): Step {
  const flags = input.take(4)?.readUInt32BE(0);
  if (flags === undefined) return MORE;
  if ((flags & ~(HANDSHAKE_FIXED_NEWSTYLE | HANDSHAKE_NO_ZEROES)) !== 0) return close('unknown client flags');
  if ((flags & HANDSHAKE_FIXED_NEWSTYLE) === 0) return close('the client does not speak fixed newstyle');
  state.clientFlags = flags;
  return 'again';
}

function readOption(state: State, input: ByteQueue, reply: Reply): Step {
  if (state.header === undefined) {
    const bytes = input.take(OPTION_HEADER_BYTES);
    if (bytes === undefined) return MORE;
    if (bytes.readBigUInt64BE(0) !== OPTION_MAGIC) return close('an option has the wrong magic number');
    state.header = { option: bytes.readUInt32BE(8), lengthBytes: bytes.readUInt32BE(12) };
    if (state.header.lengthBytes > MAX_OPTION_BYTES) {
      return close(`an option has more than ${MAX_OPTION_BYTES} bytes`);
    }
    if (++state.options > MAX_OPTIONS) return close(`the client sent more than ${MAX_OPTIONS} options`);
  }
  const { option, lengthBytes } = state.header;
  const data = input.take(lengthBytes);
  if (data === undefined) return MORE;
  state.header = undefined;
  return answerOption(state, option, data, reply);
}

function answerOption(state: State, option: number, data: Buffer, reply: Reply): Step {
  const answer = (type: number, body: Buffer = Buffer.alloc(0)) => reply(optionReply(option, type, body));
  if (option === Option.abort) {
    answer(OptionReply.acknowledge);
    return close('the client ended the negotiation');
  }
  if (option === Option.exportName) {
    if (state.tls === 'required') return close('EXPORT_NAME before TLS');
    return answerExportName(state, data, reply);
  }
  if (state.tls === 'required' && option !== Option.startTls) {
    answer(OptionReply.tlsRequired, Buffer.from('This server answers over TLS only.'));
    return 'again';
  }
  switch (option) {
    case Option.startTls:
      return answerStartTls(state, data, answer);
    case Option.list:
      answerList(state, data, answer);
      return 'again';
    case Option.info:
    case Option.go:
      return answerGo(state, option, data, answer);
    case Option.structuredReply:
      state.hasStructuredReplies = data.length === 0;
      answer(data.length === 0 ? OptionReply.acknowledge : OptionReply.invalid);
      return 'again';
    case Option.listMetaContext:
    case Option.setMetaContext:
      answerMetaContext(state, option, data, answer);
      return 'again';
    default:
      answer(OptionReply.unsupported);
      return 'again';
  }
}

type Answer = (type: number, body?: Buffer) => void;

function answerStartTls(state: State, data: Buffer, answer: Answer): Step {
  if (data.length > 0 || state.tls === 'done') {
    answer(OptionReply.invalid);
    return 'again';
  }
  if (state.tls === 'none') {
    answer(OptionReply.policy, Buffer.from('This server has no certificate.'));
    return 'again';
  }
  answer(OptionReply.acknowledge);
  return { next: 'start-tls' };
}

/** The old way in: no error can be answered, so an unknown name ends the connection. */
function answerExportName(state: State, data: Buffer, reply: Reply): Step {
  const found = findExport(state, data.toString('utf8'));
  if (found === undefined) return close('EXPORT_NAME names no export');
  const noZeroes = ((state.clientFlags ?? 0) & HANDSHAKE_NO_ZEROES) !== 0;
  const bytes = Buffer.alloc(noZeroes ? 10 : 134);
  bytes.writeBigUInt64BE(BigInt(found.sizeBytes), 0);
  bytes.writeUInt16BE(transmissionFlags(found, state.hasStructuredReplies), 8);
  reply(bytes);
  return transmit(state, found);
}

function answerList(state: State, data: Buffer, answer: Answer): void {
  if (data.length > 0) {
    answer(OptionReply.invalid);
    return;
  }
  for (const { name } of state.exports()) answer(OptionReply.server, withLength(Buffer.from(name)));
  answer(OptionReply.acknowledge);
}

function answerGo(state: State, option: number, data: Buffer, answer: Answer): Step {
  const nameBytes = data.length >= 6 ? data.readUInt32BE(0) : Number.POSITIVE_INFINITY;
  if (nameBytes > MAX_NAME_BYTES || data.length < 6 + nameBytes) {
    answer(OptionReply.invalid);
    return 'again';
  }
  const name = data.toString('utf8', 4, 4 + nameBytes);
  const requests = data.readUInt16BE(4 + nameBytes);
  if (data.length !== 6 + nameBytes + requests * 2) {
    answer(OptionReply.invalid);
    return 'again';
  }
  const found = findExport(state, name);
  if (found === undefined) {
    answer(OptionReply.unknown, Buffer.from('There is no export of this name.'));
    return 'again';
  }
  answer(OptionReply.info, exportInfo(found, state.hasStructuredReplies));
  answer(OptionReply.info, blockSizeInfo());
  for (let index = 0; index < requests; index++) {
    const type = data.readUInt16BE(6 + nameBytes + index * 2);
    if (type === Info.name) answer(OptionReply.info, textInfo(type, found.name));
    if (type === Info.description) answer(OptionReply.info, textInfo(type, found.description));
  }
  answer(OptionReply.acknowledge);
  return option === Option.go ? transmit(state, found) : 'again';
}

/** Export name, number of queries, and each query: lists or chooses what BLOCK_STATUS will tell. */
function answerMetaContext(state: State, option: number, data: Buffer, answer: Answer): void {
  const parsed = parseMetaContext(data);
  if (parsed === undefined || (option === Option.setMetaContext && !state.hasStructuredReplies)) {
    answer(OptionReply.invalid);
    return;
  }
  const found = findExport(state, parsed.name);
  if (found === undefined) {
    answer(OptionReply.unknown);
    return;
  }
  const isListing = option === Option.listMetaContext;
  const wildcard = isListing ? ['base:'] : [];
  const everything = isListing && parsed.queries.length === 0;
  const isAsked =
    everything || parsed.queries.some((query) => [ALLOCATION_CONTEXT, ...wildcard].includes(query));
  if (!isListing) state.contextOf = isAsked ? found.name : undefined;
  if (isAsked) {
    const body = Buffer.alloc(4 + ALLOCATION_CONTEXT.length);
    body.writeUInt32BE(isListing ? 0 : ALLOCATION_CONTEXT_ID, 0);
    body.write(ALLOCATION_CONTEXT, 4);
    answer(OptionReply.metaContext, body);
  }
  answer(OptionReply.acknowledge);
}

function parseMetaContext(data: Buffer): { name: string; queries: string[] } | undefined {
  let at = 0;
  const text = (): string | undefined => {
    if (at + 4 > data.length) return undefined;
    const end = at + 4 + data.readUInt32BE(at);
    if (end > data.length) return undefined;
    const value = data.toString('utf8', at + 4, end);
    at = end;
    return value;
  };
  const name = text();
  if (name === undefined || at + 4 > data.length) return undefined;
  const count = data.readUInt32BE(at);
  at += 4;
  const queries: string[] = [];
  while (queries.length < count) {
    const query = text();
    if (query === undefined) return undefined;
    queries.push(query);
  }
  return at === data.length ? { name, queries } : undefined;
}

function transmit(state: State, found: NegotiableExport): NegotiationStep {
  return {
    next: 'transmit',
    agreement: {
      exportName: found.name,
      hasStructuredReplies: state.hasStructuredReplies,
      hasAllocationContext: state.contextOf === found.name,
    },
  };
}

/** An empty name means the first export. */
function findExport(state: State, name: string): NegotiableExport | undefined {
  const exports = state.exports();
  return name === '' ? exports[0] : exports.find((candidate) => candidate.name === name);
}

function transmissionFlags({ isReadOnly }: NegotiableExport, hasStructuredReplies: boolean): number {
  const always = TransmissionFlag.hasFlags | TransmissionFlag.flush | TransmissionFlag.multiConnection;
  const changes = isReadOnly
    ? TransmissionFlag.readOnly
    : TransmissionFlag.forceUnitAccess |
      TransmissionFlag.trim |
      TransmissionFlag.writeZeroes |
      TransmissionFlag.fastZero;
  return always | changes | (hasStructuredReplies ? TransmissionFlag.dontFragment : 0);
}

function exportInfo(found: NegotiableExport, hasStructuredReplies: boolean): Buffer {
  const body = Buffer.alloc(12);
  body.writeUInt16BE(Info.export, 0);
  body.writeBigUInt64BE(BigInt(found.sizeBytes), 2);
  body.writeUInt16BE(transmissionFlags(found, hasStructuredReplies), 10);
  return body;
}

function blockSizeInfo(): Buffer {
  const body = Buffer.alloc(14);
  body.writeUInt16BE(Info.blockSize, 0);
  body.writeUInt32BE(MINIMUM_BLOCK_BYTES, 2);
  body.writeUInt32BE(PREFERRED_BLOCK_BYTES, 6);
  body.writeUInt32BE(MAX_PAYLOAD_BYTES, 10);
  return body;
}

function textInfo(type: number, text: string): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(type);
  return Buffer.concat([head, Buffer.from(text)]);
}

function withLength(bytes: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32BE(bytes.length);
  return Buffer.concat([head, bytes]);
}

function optionReply(option: number, type: number, body: Buffer): Buffer {
  const head = Buffer.alloc(20);
  head.writeBigUInt64BE(OPTION_REPLY_MAGIC, 0);
  head.writeUInt32BE(option, 8);
  head.writeUInt32BE(type, 12);
  head.writeUInt32BE(body.length, 16);
  return Buffer.concat([head, body]);
}
