import { coresAt, cpuCurve, type HostSide, rateWithin } from './cpu-model.ts';
import { autoStreams, type EffectiveRate, networkRate, type SimulatedLink } from './link-model.ts';
import {
  type PreCopyPolicy,
  type PreCopyStep,
  preCopy,
  type RoundOutcome,
  vmotionPolicy,
} from './pre-copy.ts';
import type { MigrateSettings } from './settings.ts';
import { uniqueBytesWritten, type WriteRegion } from './workload.ts';

/**
 * A migration on a simulated clock: the same pre-copy decisions as a real one, over a link, hosts and a
 * guest that are numbers. For sizes and distances that no one machine has.
 */
export interface SimulationParameters {
  /** Memory that holds data; zero pages cost nothing. */
  readonly memoryBytes: number;
  /** What the guest writes; by round where its rate is known to change. */
  readonly writes: readonly WriteRegion[] | ((round: number) => readonly WriteRegion[]);
  readonly link: SimulatedLink;
  readonly settings: MigrateSettings;
  readonly encrypted: boolean;
  /** Cores that each host can give; by default as many as it takes. */
  readonly cores?: { readonly source: number; readonly destination: number };
  readonly fixed?: Partial<FixedTimes>;
  /** Other pre-copy rules than vMotion's, to compare with measurements of other hypervisors. */
  readonly rules?: SimulatedRules;
}

/** Times that do not depend on memory or link. Assumed, not measured: ESXi's own are not published. */
export interface FixedTimes {
  readonly setupMs: number;
  /** Stopping the guest's processors and devices. */
  readonly quiesceMs: number;
  /** Saving, sending and restoring the device state. */
  readonly deviceMs: number;
}

export interface SimulatedRules {
  readonly policy: PreCopyPolicy;
  /** Sending is paced in steps of this time. */
  readonly windowMs: number;
  /** The rate while the guest is stopped, where it is not the link's. */
  readonly stoppedBytesPerSecond: number;
}

export interface SimulatedRound {
  readonly round: number;
  readonly sentBytes: number;
  readonly durationMs: number;
  readonly dirtiedBytes: number;
  readonly guestSpeed: number;
}

export interface SimulatedMigration {
  readonly outcome: 'moved' | 'not-converging';
  readonly rounds: readonly SimulatedRound[];
  readonly streams: number;
  readonly rate: EffectiveRate;
  readonly sentBytes: number;
  readonly durationMs: number;
  readonly downtimeMs: number;
  /** Cores in use at the migration's rate, on the paper's hosts. */
  readonly cores: { readonly source: number; readonly destination: number };
  readonly cpuSeconds: { readonly source: number; readonly destination: number };
  /** How fast the guest ran, from each time on: 1 is full speed, 0 stopped. */
  readonly guestSpeed: readonly { readonly fromMs: number; readonly speed: number }[];
}

const DEFAULT_TIMES: FixedTimes = { setupMs: 500, quiesceMs: 30, deviceMs: 70 };
/** State and answer, release and confirmation: the round trips of a switch-over. */
const SWITCH_OVER_ROUND_TRIPS = 2;

export function simulateMigration(parameters: SimulationParameters): SimulatedMigration {
  const streams = parameters.settings['Migrate.VMotionStreamHelpers'] || autoStreams(parameters.link);
  const rate = effectiveRate(parameters, streams);
  const times = { ...DEFAULT_TIMES, ...parameters.fixed };
  const run: Run = {
    bytesPerMs: rate.bytesPerSecond / 1000,
    clockMs: times.setupMs,
    pending: parameters.memoryBytes,
    sentBytes: 0,
    speed: 1,
    rounds: [],
    guestSpeed: [{ fromMs: 0, speed: 1 }],
  };
  let downtimeMs: number | undefined;
  drive(preCopy(policyOf(parameters)), {
    send: (step) => sendRound(parameters, run, step),
    slow: (speed) => setSpeed(run, speed),
    switchOver: () => {
      const stoppedPerMs = (parameters.rules?.stoppedBytesPerSecond ?? rate.bytesPerSecond) / 1000;
      setSpeed(run, 0);
      downtimeMs =
        run.pending / stoppedPerMs +
        SWITCH_OVER_ROUND_TRIPS * parameters.link.rttMs +
        times.quiesceMs +
        times.deviceMs;
      run.sentBytes += run.pending;
      run.clockMs += downtimeMs;
      setSpeed(run, 1);
    },
  });
  const gigabits = (rate.bytesPerSecond * 8) / 1e9;
  const cores = {
    source: coresAt(cpuCurve('source', parameters.encrypted), gigabits),
    destination: coresAt(cpuCurve('destination', parameters.encrypted), gigabits),
  };
  const busySeconds = run.sentBytes / rate.bytesPerSecond;
  return {
    outcome: downtimeMs === undefined ? 'not-converging' : 'moved',
    rounds: run.rounds,
    streams,
    rate,
    sentBytes: run.sentBytes,
    durationMs: run.clockMs,
    downtimeMs: downtimeMs ?? 0,
    cores,
    cpuSeconds: { source: cores.source * busySeconds, destination: cores.destination * busySeconds },
    guestSpeed: run.guestSpeed,
  };
}

interface Run {
  readonly bytesPerMs: number;
  clockMs: number;
  pending: number;
  sentBytes: number;
  speed: number;
  readonly rounds: SimulatedRound[];
  readonly guestSpeed: { fromMs: number; speed: number }[];
}

function policyOf({ rules, settings }: SimulationParameters): PreCopyPolicy {
  return rules?.policy ?? vmotionPolicy(settings);
}

function effectiveRate(
  { link, settings, encrypted, cores }: SimulationParameters,
  streams: number,
): EffectiveRate {
  const network = networkRate(link, streams, settings);
  if (cores === undefined) return network;
  const within = (side: HostSide): number => (rateWithin(cpuCurve(side, encrypted), cores[side]) * 1e9) / 8;
  const processor = Math.min(within('source'), within('destination'));
  return processor < network.bytesPerSecond ? { bytesPerSecond: processor, limit: 'processor' } : network;
}

function sendRound(
  parameters: SimulationParameters,
  run: Run,
  { round, leave }: PreCopyStep & { readonly kind: 'send' },
): RoundOutcome {
  const { rules, writes } = parameters;
  const left = leave === 'goal' ? run.bytesPerMs * policyOf(parameters).switchoverGoalMs : 0;
  const window = run.bytesPerMs * (rules?.windowMs ?? 0);
  const wanted = Math.max(0, run.pending - left);
  const sentBytes = window === 0 ? wanted : Math.min(run.pending, Math.ceil(wanted / window) * window);
  const durationMs = sentBytes / run.bytesPerMs;
  const regions = typeof writes === 'function' ? writes(round) : writes;
  const dirtiedBytes = uniqueBytesWritten(regions, durationMs / 1000, run.speed);
  run.pending += dirtiedBytes - sentBytes;
  run.sentBytes += sentBytes;
  run.clockMs += durationMs;
  run.rounds.push({ round, sentBytes, durationMs, dirtiedBytes, guestSpeed: run.speed });
  return { sentBytes, durationMs, remainingBytes: run.pending };
}

function setSpeed(run: Run, speed: number): void {
  run.speed = speed;
  run.guestSpeed.push({ fromMs: run.clockMs, speed });
}

interface Drivers {
  send(step: PreCopyStep & { readonly kind: 'send' }): RoundOutcome;
  slow(speed: number): void;
  switchOver(): void;
}

function drive(steps: Generator<PreCopyStep, void, RoundOutcome | undefined>, drivers: Drivers): void {
  let outcome: RoundOutcome | undefined;
  for (;;) {
    const { value: step, done } = steps.next(outcome);
    if (done === true || step.kind === 'give-up') return;
    outcome = undefined;
    if (step.kind === 'send') outcome = drivers.send(step);
    else if (step.kind === 'slow') drivers.slow(step.speed);
    else drivers.switchOver();
  }
}
