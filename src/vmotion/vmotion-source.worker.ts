import { setTimeout as sleep } from 'node:timers/promises';
import { systemClock } from '../base/clock.ts';
import { KiB } from '../base/units.ts';
import { type CallContext, serveWorker } from '../worker/serve.ts';
import { stopSource } from './fault.ts';
import { createGuest } from './guest.ts';
import { createSeededMemory } from './guest-memory.ts';
import { commonTask, isGuestMemory, type MigrationOrder, type SourceReport } from './migration-order.ts';
import { createRandomSequence } from './random-sequence.ts';
import { announcePort, askDecision } from './rendezvous.ts';
import { listenForWires, type WireListener } from './socket-wire.ts';
import { runSource, type SourceOutcome } from './source.ts';
import { threadCpuSeconds } from './thread-cpu.ts';
import type { Wire } from './wire.ts';

const DEVICE_STATE_BYTES = 256 * KiB;

/** The source host's data plane. */
serveWorker(() => ({ send }));

async function send(order: MigrationOrder, context: CallContext): Promise<SourceReport> {
  const memory = isGuestMemory(order.memory) ? order.memory : createSeededMemory(order.memory);
  const guest = createGuest(memory, order.workload);
  const listener = await listenForWires(order.streams);
  announcePort(order.rendezvous, listener.port);
  const cpuBefore = threadCpuSeconds();
  try {
    const task = commonTask(order);
    const wires = await connected(listener, task.timeoutMs, context.signal);
    if (wires === undefined) return { ...unstarted(context.signal), cpuSeconds: undefined, memory };
    const outcome = await runSource(
      {
        ...task,
        settings: order.settings,
        deviceState: deviceState(memory.spec.seed),
        ...(order.linkBytesPerSecond === undefined ? {} : { linkBytesPerSecond: order.linkBytesPerSecond }),
      },
      guest,
      wires,
      {
        clock: systemClock,
        sleep: (ms) => sleep(ms),
        signal: context.signal,
        progress: (progress) => context.progress(progress),
        decide: () => askDecision(order.rendezvous, () => context.progress({ phase: 'switch-over' })),
      },
    );
    const cpuAfter = threadCpuSeconds();
    const known = cpuBefore !== undefined && cpuAfter !== undefined;
    const cpuSeconds = known ? Math.max(0, cpuAfter - cpuBefore - outcome.guestMs / 1000) : undefined;
    return { ...outcome, cpuSeconds, memory };
  } finally {
    listener.close();
  }
}

/** The destination's connections, or undefined when they do not come in time. */
async function connected(
  listener: WireListener,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<Wire[] | undefined> {
  const inTime = new AbortController();
  const late = sleep(timeoutMs, undefined, { signal: AbortSignal.any([signal, inTime.signal]) }).catch(
    () => undefined,
  );
  const wires = await Promise.race([listener.wires, late]);
  inTime.abort();
  return wires;
}

function unstarted(signal: AbortSignal): SourceOutcome {
  const { fault } = signal.aborted
    ? stopSource('Cancelled', 'The migration was cancelled.')
    : stopSource('PeerSilent', 'The destination did not connect.');
  return {
    decided: false,
    running: false,
    fault,
    rounds: [],
    setupMs: 0,
    durationMs: 0,
    downtimeMs: 0,
    sentBytes: 0,
    samples: [],
    digest: undefined,
    guestMs: 0,
  };
}

/** Registers and virtual devices of the guest, as many bytes as theirs. */
function deviceState(seed: number): Uint8Array {
  const sequence = createRandomSequence(seed);
  return Uint8Array.from({ length: DEVICE_STATE_BYTES }, () => sequence.below(256));
}
