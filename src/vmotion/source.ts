import type { Clock } from '../base/clock.ts';
import { faultPoint } from '../base/fault-point.ts';
import { equalInConstantTime } from '../crypto/hmac.ts';
import type { SecretKey } from '../crypto/secret-key.ts';
import { type Bitmap, createBitmap, nextBit, setAll } from './bitmap.ts';
import { type MigrationFault, MigrationStop, stopSource } from './fault.ts';
import type { Guest } from './guest.ts';
import { createGuestClock, type GuestClock, type WorkloadSample } from './guest-clock.ts';
import { PAGE_BYTES } from './guest-memory.ts';
import { createLane, type Lane } from './lane.ts';
import { backedChunks, createMemoryDigest, type MemoryDigest } from './memory-digest.ts';
import { createPace } from './pace.ts';
import { CHUNK_PAGES } from './page-batch.ts';
import { preCopy, type RoundOutcome, vmotionPolicy } from './pre-copy.ts';
import type { Protection } from './record.ts';
import type { MigrateSettings } from './settings.ts';
import { listenToDestination, type SourcePeer } from './source-peer.ts';
import type { Wire } from './wire.ts';

/** What vCenter tells the source host of one migration. */
export interface SourceTask {
  readonly protection: Protection;
  /** What the destination greets with; a secret of this migration. */
  readonly greeting: Uint8Array;
  readonly digestKey: SecretKey;
  readonly settings: MigrateSettings;
  readonly deviceState: Uint8Array;
  /** The link's speed, when it is slower than this machine's loopback. */
  readonly linkBytesPerSecond?: number;
  /** How long a silent peer is waited for; from Migrate.NetTimeout. */
  readonly timeoutMs: number;
}

/** What the source needs of its surroundings. */
export interface SourcePorts {
  readonly clock: Clock;
  readonly sleep: (ms: number) => Promise<void>;
  readonly signal: AbortSignal;
  readonly progress: (progress: MigrationProgress) => void;
  /** Asked once, when the destination holds the whole guest: true moves the guest, false keeps it here. */
  readonly decide: () => Promise<boolean>;
}

export interface MigrationProgress {
  readonly phase: 'pre-copy' | 'switch-over';
  readonly round: number;
  readonly sentBytes: number;
  /** How far the round has come through the guest's memory, 0 to 1. */
  readonly memoryPart: number;
}

export interface Round {
  readonly round: number;
  /** On the wire, headers and tags included. */
  readonly sentBytes: number;
  readonly pages: number;
  readonly zeroPages: number;
  readonly durationMs: number;
  /** Pages that the guest wrote meanwhile. */
  readonly dirtiedPages: number;
  readonly guestSpeed: number;
}

export interface SourceOutcome {
  /** True once `decide` has said so: from then on the guest is the destination's, whatever happens. */
  readonly decided: boolean;
  /** The destination has said that the guest runs there. */
  readonly running: boolean;
  readonly fault: MigrationFault | undefined;
  readonly rounds: readonly Round[];
  readonly setupMs: number;
  readonly durationMs: number;
  /** From the guest's stop to the destination's word that it runs. */
  readonly downtimeMs: number;
  readonly sentBytes: number;
  readonly samples: readonly WorkloadSample[];
  readonly digest: Uint8Array | undefined;
  /** Time spent running the guest, which is not the migration's. */
  readonly guestMs: number;
}

/** Sends a running guest to the destination over one connection per stream. The guest is stopped only for the switch-over, and runs again when that fails. */
export async function runSource(
  task: SourceTask,
  guest: Guest,
  wires: readonly Wire[],
  ports: SourcePorts,
): Promise<SourceOutcome> {
  const sending = prepare(task, guest, wires, ports);
  let fault: MigrationFault | undefined;
  try {
    await greet(sending);
    await copyMemory(sending);
  } catch (error) {
    if (!(error instanceof MigrationStop)) throw error;
    fault = error.fault;
    if (!sending.state.decided) {
      guest.setSpeed(1);
      tellAborted(sending.control, fault);
    }
  } finally {
    sending.memoryDigest.dispose();
    for (const lane of sending.lanes) lane.dispose();
    for (const peer of sending.peers) peer.dispose();
    for (const wire of wires) wire.end();
  }
  return outcomeOf(sending, fault);
}

const NOTHING = new Uint8Array(0);
/** 64 MiB: some 10 ms of reading between two looks at the guest and the destination. */
const DIGEST_SLICE_CHUNKS = 1024;
const REPORT_MS = 50;

/** One migration as its source drives it. */
interface Sending {
  readonly task: SourceTask;
  readonly guest: Guest;
  readonly ports: SourcePorts;
  readonly lanes: readonly Lane[];
  readonly peers: readonly SourcePeer[];
  /** The first stream also carries what is said about the whole guest. */
  readonly control: Lane;
  readonly controlPeer: SourcePeer;
  readonly guestClock: GuestClock;
  readonly pace: (bytes: number) => Promise<void>;
  readonly memoryDigest: MemoryDigest;
  readonly startedMs: number;
  readonly rounds: Round[];
  readonly state: {
    sentBytes: number;
    setupMs: number;
    reportedMs: number;
    stoppedMs: number | undefined;
    runningMs: number | undefined;
    decided: boolean;
    digest: Uint8Array | undefined;
  };
}

function prepare(task: SourceTask, guest: Guest, wires: readonly Wire[], ports: SourcePorts): Sending {
  const { settings, protection } = task;
  const batches = {
    pagesPerSend: settings['Migrate.PreCopyPagesPerSend'],
    detectZeroPages: settings['Migrate.DetectZeroPages'] === 1,
  };
  const lanes = wires.map((wire, stream) => createLane(wire, protection, stream, batches));
  const peers = wires.map((wire, stream) => listenToDestination(protection, wire, stream, task.timeoutMs));
  const [control, controlPeer] = [lanes[0], peers[0]];
  if (control === undefined || controlPeer === undefined)
    throw new Error('A migration has at least one stream.');
  const startedMs = ports.clock.monotonicMs();
  return {
    task,
    guest,
    ports,
    lanes,
    peers,
    control,
    controlPeer,
    guestClock: createGuestClock(guest, ports.clock, startedMs),
    pace: createPace(task.linkBytesPerSecond, ports.clock, ports.sleep),
    memoryDigest: createMemoryDigest(guest.memory, task.digestKey),
    startedMs,
    rounds: [],
    state: {
      sentBytes: 0,
      setupMs: 0,
      reportedMs: Number.NEGATIVE_INFINITY,
      stoppedMs: undefined,
      runningMs: undefined,
      decided: false,
      digest: undefined,
    },
  };
}

/** No byte of the guest leaves before each connection has shown that it is this migration's destination. */
async function greet({ task, peers, ports, startedMs, state }: Sending): Promise<void> {
  for (const peer of peers) {
    const greeting = await peer.expect('hello');
    if (!equalInConstantTime(greeting, task.greeting)) {
      throw stopSource('PeerRefused', 'What answered is not the destination of this migration.');
    }
  }
  state.setupMs = ports.clock.monotonicMs() - startedMs;
}

async function copyMemory(sending: Sending): Promise<void> {
  const { guest, task } = sending;
  const steps = preCopy(vmotionPolicy(task.settings));
  let outcome: RoundOutcome | undefined;
  for (;;) {
    const { value: step, done } = steps.next(outcome);
    if (done === true) return;
    outcome = undefined;
    if (step.kind === 'send') outcome = await sendRound(sending, step.round);
    else if (step.kind === 'slow') guest.setSpeed(step.speed);
    else if (step.kind === 'switch-over') await switchOver(sending);
    else {
      throw stopSource(
        'NotConverging',
        'The guest writes memory faster than it can be sent. Allow slowing (Migrate.SdpsEnabled) or use a faster link.',
      );
    }
  }
}

async function sendRound(sending: Sending, round: number): Promise<RoundOutcome> {
  const sent = await sendPages(sending, round === 0 ? allPages(sending.guest) : sending.guest.collectDirty());
  return {
    sentBytes: sent.sentBytes,
    durationMs: sent.durationMs,
    remainingBytes: sent.dirtiedPages * PAGE_BYTES,
  };
}

function allPages(guest: Guest): Bitmap {
  guest.collectDirty();
  const all = createBitmap(guest.memory.pages);
  setAll(all);
  return all;
}

/** Sends the wanted pages, spread over the lanes chunk by chunk, while the guest runs. */
async function sendPages(sending: Sending, wanted: Bitmap): Promise<Round> {
  const { guest, lanes, control, ports, rounds, state } = sending;
  const startedMs = ports.clock.monotonicMs();
  const before = state.sentBytes;
  let pages = 0;
  let zeroPages = 0;
  for (let page = nextBit(wanted, 0); page < wanted.length; ) {
    const chunk = Math.floor(page / CHUNK_PAGES);
    const lane = lanes[chunk % lanes.length] ?? control;
    const counts = lane.addBatch(guest.memory, wanted, chunk);
    noteSent(sending.memoryDigest, wanted, chunk);
    pages += counts.pages;
    zeroPages += counts.zeroPages;
    if (lane.full) {
      await account(sending, await lane.flush());
      report(sending, { sentBytes: state.sentBytes - before, memoryPart: page / wanted.length });
    }
    page = nextBit(wanted, (chunk + 1) * CHUNK_PAGES);
  }
  for (const lane of lanes) await account(sending, await lane.flush());
  for (const lane of lanes) await lane.drained();
  if (state.stoppedMs === undefined) sending.guestClock.run();
  const round: Round = {
    round: rounds.length,
    sentBytes: state.sentBytes - before,
    pages,
    zeroPages,
    durationMs: ports.clock.monotonicMs() - startedMs,
    dirtiedPages: guest.dirtyPages,
    guestSpeed: guest.speed,
  };
  rounds.push(round);
  faultPoint('vmotion.round-sent');
  return round;
}

/** Not at every piece: whoever is told takes the processor from the migration. */
function report(
  { ports, rounds, state }: Sending,
  sent: Pick<MigrationProgress, 'sentBytes' | 'memoryPart'>,
): void {
  const nowMs = ports.clock.monotonicMs();
  if (nowMs - state.reportedMs < REPORT_MS) return;
  state.reportedMs = nowMs;
  const phase = state.stoppedMs === undefined ? 'pre-copy' : 'switch-over';
  ports.progress({ phase, round: rounds.length, ...sent });
}

/** Digests what goes out for the first time while the processor has it at hand. */
function noteSent(digest: MemoryDigest, wanted: Bitmap, chunk: number): void {
  const first = chunk * CHUNK_PAGES;
  const end = Math.min(first + CHUNK_PAGES, wanted.length);
  for (let page = nextBit(wanted, first); page < end; page = nextBit(wanted, page + 1))
    digest.changed(page, 1);
  digest.readNew(first, end - first);
}

/** After each piece that went out: is there still reason to go on, what has the guest done, may more go out. */
async function account({ state, ports, peers, guestClock, pace }: Sending, bytes: number): Promise<void> {
  state.sentBytes += bytes;
  if (ports.signal.aborted) throw stopSource('Cancelled', 'The migration was cancelled.');
  for (const { fault } of peers) if (fault !== undefined) throw new MigrationStop(fault);
  if (state.stoppedMs === undefined) guestClock.run();
  await pace(bytes);
}

/** Reads most of the memory for its digest while the guest runs, then sends what it wrote meanwhile. */
async function digestAhead(sending: Sending): Promise<void> {
  await account(sending, await sending.control.send({ type: 'digest', body: NOTHING }));
  while (!sending.memoryDigest.update(DIGEST_SLICE_CHUNKS)) {
    await new Promise(setImmediate);
    await account(sending, 0);
  }
  sending.guestClock.run();
  await sendPages(sending, sending.guest.collectDirty());
}

async function switchOver(sending: Sending): Promise<void> {
  await digestAhead(sending);
  const { task, guest, ports, lanes, control, controlPeer, state } = sending;
  sending.guestClock.run();
  state.stoppedMs = ports.clock.monotonicMs();
  guest.setSpeed(0);
  await sendPages(sending, guest.collectDirty());
  const chunks = backedChunks(guest.memory);
  for (const lane of lanes) {
    if (lane !== control)
      await account(sending, await lane.send({ type: 'end', body: NOTHING, final: true }));
  }
  await account(
    sending,
    await control.send({ type: 'stopped', body: stoppedBody(chunks, task.deviceState) }),
  );
  // Both sides digest at the same time; the destination's answer is compared here.
  const own = sending.memoryDigest.digest(chunks, task.deviceState);
  state.digest = own;
  if (!equalInConstantTime(own, await controlPeer.expect('ready'))) {
    throw stopSource('MemoryMismatch', 'The memory that arrived is not the memory that was sent.');
  }
  if (ports.signal.aborted) throw stopSource('Cancelled', 'The migration was cancelled.');
  state.decided = await ports.decide();
  if (!state.decided) {
    throw stopSource('SwitchOverRefused', 'The switch-over was refused: the guest stays where it is.');
  }
  await control.send({ type: 'resume', body: NOTHING, final: true });
  await controlPeer.expect('running');
  state.runningMs = ports.clock.monotonicMs();
}

/** Length of the device state, the device state, then the bitmap of the memory's digested chunks. */
function stoppedBody(chunks: Bitmap, deviceState: Uint8Array): Uint8Array {
  const bitmap = new Uint8Array(chunks.words.buffer, chunks.words.byteOffset, chunks.words.byteLength);
  const body = new Uint8Array(4 + deviceState.length + bitmap.length);
  new DataView(body.buffer).setUint32(0, deviceState.length, true);
  body.set(deviceState, 4);
  body.set(bitmap, 4 + deviceState.length);
  return body;
}

function tellAborted(control: Lane, reason: MigrationFault): void {
  // When the connection itself is the fault, the destination notices without being told.
  control.send({ type: 'abort', body: Buffer.from(reason.message), final: true }).catch(() => undefined);
}

function outcomeOf(
  { state, ports, startedMs, rounds, guestClock }: Sending,
  fault: MigrationFault | undefined,
): SourceOutcome {
  const endMs = state.runningMs ?? ports.clock.monotonicMs();
  return {
    decided: state.decided,
    running: state.runningMs !== undefined,
    fault,
    rounds,
    setupMs: state.setupMs,
    durationMs: endMs - startedMs,
    downtimeMs: state.stoppedMs === undefined ? 0 : endMs - state.stoppedMs,
    sentBytes: state.sentBytes,
    samples: guestClock.samples,
    digest: state.digest,
    guestMs: guestClock.spentMs,
  };
}
