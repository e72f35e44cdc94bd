import type { SecretKey } from '../crypto/secret-key.ts';
import { type Bitmap, createBitmap } from './bitmap.ts';
import { type MigrationFault, MigrationStop, stopDestination } from './fault.ts';
import type { GuestMemory } from './guest-memory.ts';
import { createMemoryDigest, digestChunks, hasPagesOutside, type MemoryDigest } from './memory-digest.ts';
import { createBatchReader } from './page-batch.ts';
import {
  createRecordReader,
  createRecordWriter,
  type IncomingRecord,
  type OutgoingRecord,
  type Protection,
  type RecordReader,
  type RecordWriter,
} from './record.ts';
import { refusalText } from './refusal.ts';
import type { Wire } from './wire.ts';

/** What vCenter tells the destination host of one migration. */
export interface DestinationTask {
  readonly protection: Protection;
  readonly greeting: Uint8Array;
  readonly digestKey: SecretKey;
  readonly timeoutMs: number;
}

export interface DestinationPorts {
  /** What vCenter decided; waits for it. Only this runs the guest here, whatever the connection says. */
  readonly decision: () => Promise<boolean>;
  readonly signal: AbortSignal;
}

export interface DestinationOutcome {
  /** The guest runs here. Never true unless the switch-over was decided. */
  readonly running: boolean;
  readonly fault: MigrationFault | undefined;
  readonly deviceState: Uint8Array | undefined;
  readonly receivedBytes: number;
}

/** Receives a guest into empty `memory` over one connection per stream. Nothing runs before the source's whole memory has arrived and been compared. */
export function runDestination(
  task: DestinationTask,
  memory: GuestMemory,
  wires: readonly Wire[],
  ports: DestinationPorts,
): Promise<DestinationOutcome> {
  return new Promise((resolve, reject) => {
    const receiving: Receiving = {
      task,
      memory,
      ports,
      wires,
      writers: wires.map((_, stream) => createRecordWriter(task.protection, 'destination', stream)),
      readers: [],
      memoryDigest: createMemoryDigest(memory, task.digestKey),
      resolve,
      reject,
      phase: 'receiving',
      openStreams: wires.length - 1,
      stopped: undefined,
      receivedBytes: 0,
      deadline: undefined,
    };
    for (const [stream, wire] of wires.entries())
      receiving.readers.push(listenToSource(receiving, wire, stream));
    ports.signal.addEventListener('abort', () =>
      fail(receiving, stopDestination('Cancelled', 'The migration was cancelled.')),
    );
    for (const stream of wires.keys()) say(receiving, stream, { type: 'hello', body: task.greeting });
    awaitMore(receiving);
  });
}

const NOTHING = new Uint8Array(0);

/** One migration as its destination sees it. */
interface Receiving {
  readonly task: DestinationTask;
  readonly memory: GuestMemory;
  readonly ports: DestinationPorts;
  readonly wires: readonly Wire[];
  readonly writers: readonly RecordWriter[];
  readonly readers: RecordReader[];
  readonly memoryDigest: MemoryDigest;
  readonly resolve: (outcome: DestinationOutcome) => void;
  readonly reject: (error: unknown) => void;
  phase: 'receiving' | 'ready' | 'finished';
  openStreams: number;
  stopped: { readonly deviceState: Uint8Array; readonly chunks: Bitmap } | undefined;
  receivedBytes: number;
  deadline: ReturnType<typeof setTimeout> | undefined;
}

function listenToSource(receiving: Receiving, wire: Wire, stream: number): RecordReader {
  const { memoryDigest } = receiving;
  const batch = createBatchReader(receiving.memory, {
    changed: (page, count) => memoryDigest.changed(page, count),
    complete: (page, count) => memoryDigest.readNew(page, count),
  });
  const reader = createRecordReader(receiving.task.protection, 'source', stream, (record) => {
    if (receiving.phase === 'finished') return;
    const pagesMayCome = receiving.phase === 'receiving' && (stream > 0 || receiving.stopped === undefined);
    if (record.type === 'batch' && pagesMayCome) batch.table(record.open());
    else if (record.type === 'pages' && pagesMayCome) batch.pages(record.lengthBytes, record.open);
    else if (batch.awaited > 0 && record.type !== 'abort') {
      throw stopDestination('ChannelIntegrity', 'A batch ended before its pages came.');
    } else takeControl(receiving, stream, record);
  });
  wire.receive(
    () => reader.room(),
    (lengthBytes) => {
      if (receiving.phase === 'finished') return;
      receiving.receivedBytes += lengthBytes;
      awaitMore(receiving);
      try {
        reader.filled(lengthBytes);
      } catch (error) {
        fail(receiving, error);
      }
    },
  );
  wire.onClose(() => fail(receiving, stopDestination('ChannelCut', 'The source closed the connection.')));
  return reader;
}

function takeControl(receiving: Receiving, stream: number, record: IncomingRecord): void {
  const body = record.open();
  if (record.type === 'end' && stream > 0 && record.final) {
    receiving.openStreams--;
    answerWhenComplete(receiving);
  } else if (record.type === 'digest' && stream === 0 && receiving.stopped === undefined) {
    receiving.memoryDigest.update();
  } else if (record.type === 'stopped' && stream === 0 && receiving.stopped === undefined) {
    receiving.stopped = readStopped(body, receiving.memory);
    answerWhenComplete(receiving);
  } else if (record.type === 'resume' && record.final && receiving.phase === 'ready') {
    follow(receiving, stopDestination('ChannelIntegrity', 'The guest was released without a decision.'));
  } else if (record.type === 'abort' && record.final) {
    throw stopDestination('PeerRefused', `The source stopped: ${refusalText(body)}`);
  } else {
    throw stopDestination('ChannelIntegrity', `A record of type ${record.type} has no place here.`);
  }
}

/** The whole guest is here once every stream has ended and the first has described the stopped guest. */
function answerWhenComplete(receiving: Receiving): void {
  const { stopped, memory } = receiving;
  if (stopped === undefined || receiving.openStreams > 0) return;
  if (hasPagesOutside(memory, stopped.chunks)) {
    throw stopDestination('MemoryMismatch', 'Memory arrived that the source does not have.');
  }
  const digest = receiving.memoryDigest.digest(stopped.chunks, stopped.deviceState);
  receiving.phase = 'ready';
  say(receiving, 0, { type: 'ready', body: digest });
}

function readStopped(body: Uint8Array, memory: GuestMemory) {
  const chunks = createBitmap(digestChunks(memory.pages));
  const deviceBytes = body.length < 4 ? -1 : new DataView(body.buffer, body.byteOffset).getUint32(0, true);
  if (body.length !== 4 + deviceBytes + chunks.words.byteLength) {
    throw stopDestination('ChannelIntegrity', 'The stopped guest is described in an impossible length.');
  }
  new Uint8Array(chunks.words.buffer).set(body.subarray(4 + deviceBytes));
  return { deviceState: Uint8Array.from(body.subarray(4, 4 + deviceBytes)), chunks };
}

function say({ wires, writers }: Receiving, stream: number, record: OutgoingRecord): void {
  const [wire, writer] = [wires[stream], writers[stream]];
  if (wire === undefined || writer === undefined) return;
  const bytes = new Uint8Array(writer.sizeOf(record.body.length));
  writer.write(bytes, 0, record);
  // A broken connection shows by itself; there is nobody else to tell.
  wire.write(bytes).catch(() => undefined);
}

function awaitMore(receiving: Receiving): void {
  const { timeoutMs } = receiving.task;
  clearTimeout(receiving.deadline);
  receiving.deadline = setTimeout(
    () => fail(receiving, stopDestination('PeerSilent', `The source was silent for ${timeoutMs} ms.`)),
    timeoutMs,
  );
}

/**
 * The source cannot be heard any more, or not believed. Before `ready` it still has the guest; after it, only
 * vCenter knows where the guest is.
 */
function fail(receiving: Receiving, error: unknown): void {
  if (!(error instanceof MigrationStop)) receiving.reject(error);
  else if (receiving.phase === 'ready') follow(receiving, error);
  else finish(receiving, false, error.fault);
}

/** Does what was decided: runs the guest, or gives it up for this reason. */
function follow(receiving: Receiving, otherwise: MigrationStop): void {
  const settle = (decided: boolean): void =>
    finish(receiving, decided, decided ? undefined : otherwise.fault);
  receiving.ports.decision().then(settle, receiving.reject);
}

function finish(receiving: Receiving, running: boolean, fault: MigrationFault | undefined): void {
  if (receiving.phase === 'finished') return;
  receiving.phase = 'finished';
  clearTimeout(receiving.deadline);
  if (running) say(receiving, 0, { type: 'running', body: NOTHING, final: true });
  else if (fault !== undefined) {
    say(receiving, 0, { type: 'abort', body: Buffer.from(fault.message), final: true });
  }
  for (const wire of receiving.wires) wire.end();
  for (const { dispose } of [...receiving.readers, ...receiving.writers]) dispose();
  receiving.memoryDigest.dispose();
  receiving.resolve({
    running,
    fault,
    deviceState: receiving.stopped?.deviceState,
    receivedBytes: receiving.receivedBytes,
  });
}
