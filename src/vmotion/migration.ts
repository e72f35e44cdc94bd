import { type Clock, systemClock } from '../base/clock.ts';
import { zeroise } from '../crypto/secret-key.ts';
import { type Pending, type Settled, startWorker, WorkerError, type WorkerHandle } from '../worker/worker.ts';
import type { MigrationFault } from './fault.ts';
import type { WorkloadSample } from './guest-clock.ts';
import type { GuestMemory, GuestMemorySpec } from './guest-memory.ts';
import type { MigrationOrder, MigrationSecrets, SourceReport } from './migration-order.ts';
import { createRendezvous, decide, hasMoved, isAsked } from './rendezvous.ts';
import type { MigrateSettings } from './settings.ts';
import type { Round } from './source.ts';
import type { DestinationReport } from './vmotion-destination.worker.ts';
import type { Workload } from './workload.ts';

export type { MigrationProgress } from './source.ts';

/** One migration, as vCenter orders it. */
export interface MigrationSpec {
  /** The guest's memory where this process holds it, or what to make it from. */
  readonly memory: GuestMemory | GuestMemorySpec;
  /** Empty memory that the destination host has reserved for the guest; by default it takes memory as pages arrive. */
  readonly reserved?: GuestMemory;
  readonly workload: Workload;
  /** Encrypted or not, and the policy's reason, which the result repeats. */
  readonly encryption: { readonly encrypted: boolean; readonly reason: string };
  /** From `createMigrationSecrets`; used for this migration only and zeroised after it. */
  readonly secrets: MigrationSecrets;
  readonly settings: MigrateSettings;
  /** Holds the migration to a link of this speed. */
  readonly linkBytesPerSecond?: number;
  /**
   * Called on this thread once the destination holds the whole guest and has the same memory: commits the
   * guest's new host and returns true, or returns false and the guest stays. While it is not known yet it returns
   * undefined and is called again. The guest is stopped meanwhile.
   */
  readonly switchOver: () => boolean | undefined;
}

export interface MigrationResult {
  /** Where the guest is: `moved` exactly when `switchOver` has returned true. */
  readonly outcome: 'moved' | 'stayed';
  /** Why it stayed; or, for a moved guest, that its new host lost it. */
  readonly fault: MigrationFault | undefined;
  readonly encrypted: boolean;
  readonly reason: string;
  readonly streams: number;
  readonly rounds: readonly Round[];
  readonly pages: number;
  readonly zeroPages: number;
  readonly sentBytes: number;
  readonly setupMs: number;
  readonly durationMs: number;
  readonly downtimeMs: number;
  readonly throughputBytesPerSecond: number;
  /** Of each data plane's thread, without the guest's own work; undefined where the system does not tell. */
  readonly cpuSeconds: { readonly source: number | undefined; readonly destination: number | undefined };
  /** Part of full speed that the guest was slowed to, 1 when it was not. */
  readonly slowestGuestSpeed: number;
  readonly samples: readonly WorkloadSample[];
  /** The guest's memory where it now is; undefined when the host that had it is lost. */
  readonly memory: GuestMemory | undefined;
}

/** After one side has ended, the other is given the time-out of a silent peer and this much more. */
const GRACE_MS = 5000;

/**
 * Starts a live migration between two data planes, each its own worker, over loopback. The result's
 * `progress` is a `MigrationProgress`. Cancelling works until the switch-over.
 */
export function startMigration(spec: MigrationSpec, clock: Clock = systemClock): Pending<MigrationResult> {
  const order: MigrationOrder = {
    secrets: spec.secrets,
    encrypted: spec.encryption.encrypted,
    memory: spec.memory,
    reserved: spec.reserved,
    workload: spec.workload,
    settings: spec.settings,
    streams: spec.settings['Migrate.VMotionStreamHelpers'] || 1,
    linkBytesPerSecond: spec.linkBytesPerSecond,
    rendezvous: createRendezvous(),
  };
  const source = startSide<SourceReport>('vmotion-source', 'send', order);
  const destination = startSide<DestinationReport>('vmotion-destination', 'receive', order);
  const aloneMs = order.settings['Migrate.NetTimeout'] * 1000 + GRACE_MS;
  let settled: Settled<MigrationResult> | undefined;

  const poll = (): Settled<MigrationResult> | undefined => {
    if (settled !== undefined) return settled;
    source.poll();
    destination.poll();
    if (isAsked(order.rendezvous)) {
      const moves = spec.switchOver();
      if (moves !== undefined) decide(order.rendezvous, moves);
    }
    // A side that died without a word is known by the other side's having ended long ago.
    if (source.ended) {
      decide(order.rendezvous, false);
      destination.giveUpAfter(aloneMs, clock.monotonicMs());
    }
    if (destination.ended) source.giveUpAfter(aloneMs, clock.monotonicMs());
    if (!source.ended || !destination.ended) return undefined;
    source.handle.terminate();
    destination.handle.terminate();
    zeroise(spec.secrets.nonce);
    settled = { value: resultOf(spec, order, source.report, destination.report) };
    return settled;
  };

  return {
    poll,
    wait(onSlice) {
      for (;;) {
        const done = poll();
        if (done !== undefined) return done.value;
        // Either wait ends when its worker has said something, and after 50 ms at the latest.
        const slice = (): void => {
          poll();
          onSlice?.();
        };
        if (!source.ended) source.wait(slice);
        else destination.wait(slice);
      }
    },
    cancel() {
      source.call.cancel();
      destination.call.cancel();
    },
    get progress() {
      return source.call.progress;
    },
  };
}

/** One worker and its only call. */
interface Side<Report> {
  readonly handle: WorkerHandle;
  readonly call: Pending<Report>;
  readonly report: Report | undefined;
  /** It has reported, or it is dead. */
  readonly ended: boolean;
  poll(): void;
  wait(onSlice: () => void): void;
  giveUpAfter(ms: number, nowMs: number): void;
}

function startSide<Report>(worker: string, method: string, order: MigrationOrder): Side<Report> {
  const handle = startWorker(worker);
  const call = handle.call<Report>(method, order);
  let report: Report | undefined;
  let ended = false;
  let aloneSinceMs: number | undefined;
  const settle = (take: () => Settled<Report> | undefined): void => {
    try {
      const value = take();
      if (value === undefined) return;
      report = value.value;
      ended = true;
    } catch (error) {
      if (!(error instanceof WorkerError)) throw error;
      ended = true;
    }
  };
  return {
    handle,
    call,
    get report() {
      return report;
    },
    get ended() {
      return ended;
    },
    poll() {
      if (!ended) settle(() => call.poll());
    },
    wait(onSlice) {
      settle(() => ({
        value: call.wait(() => {
          onSlice();
          if (ended) throw new WorkerError(`${worker} was given up`);
        }),
      }));
    },
    giveUpAfter(ms, nowMs) {
      aloneSinceMs ??= nowMs;
      if (nowMs - aloneSinceMs > ms) ended = true;
    },
  };
}

function resultOf(
  spec: MigrationSpec,
  order: MigrationOrder,
  source: SourceReport | undefined,
  destination: DestinationReport | undefined,
): MigrationResult {
  const moved = hasMoved(order.rendezvous);
  const rounds = source?.rounds ?? [];
  const sum = (pick: (round: Round) => number): number =>
    rounds.reduce((total, round) => total + pick(round), 0);
  const durationMs = source?.durationMs ?? 0;
  const sentBytes = source?.sentBytes ?? 0;
  return {
    outcome: moved ? 'moved' : 'stayed',
    fault: faultOf(moved, source, destination),
    ...spec.encryption,
    streams: order.streams,
    rounds,
    pages: sum((round) => round.pages),
    zeroPages: sum((round) => round.zeroPages),
    sentBytes,
    setupMs: source?.setupMs ?? 0,
    durationMs,
    downtimeMs: source?.downtimeMs ?? 0,
    throughputBytesPerSecond: durationMs === 0 ? 0 : (sentBytes / durationMs) * 1000,
    cpuSeconds: { source: source?.cpuSeconds, destination: destination?.cpuSeconds },
    slowestGuestSpeed: Math.min(1, ...rounds.map((round) => round.guestSpeed).filter((speed) => speed > 0)),
    samples: source?.samples ?? [],
    memory: moved ? destination?.memory : source?.memory,
  };
}

function faultOf(
  moved: boolean,
  source: SourceReport | undefined,
  destination: DestinationReport | undefined,
): MigrationFault | undefined {
  if (moved) {
    if (destination?.running === true) return undefined;
    return {
      kind: 'DestinationLost',
      side: 'destination',
      message:
        'The destination was lost after the guest had moved there. Start the guest again on that host.',
    };
  }
  if (source === undefined) {
    return { kind: 'SourceLost', side: 'source', message: 'The source was lost before the guest had moved.' };
  }
  // The side that failed first knows why; the other only saw it leave.
  const bystander = source.fault?.kind === 'PeerRefused' || source.fault?.kind === 'ChannelCut';
  const first = bystander ? destination?.fault : undefined;
  return first === undefined || first.kind === 'PeerRefused' || first.kind === 'ChannelCut'
    ? source.fault
    : first;
}
