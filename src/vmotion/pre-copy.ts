import type { MigrateSettings } from './settings.ts';

/**
 * The decisions of pre-copy, apart from any clock: a generator that asks for rounds to be sent and is
 * told how they went. Real migrations and the simulated clock drive the same one.
 */
export type PreCopyStep =
  | { readonly kind: 'send'; readonly round: number; readonly leave: 'nothing' | 'goal' }
  /** Slow the guest to this part of full speed (SDPS, stun during page send). */
  | { readonly kind: 'slow'; readonly speed: number }
  | { readonly kind: 'switch-over' }
  | { readonly kind: 'give-up'; readonly rounds: number };

export interface RoundOutcome {
  readonly sentBytes: number;
  readonly durationMs: number;
  /** What is to be sent next: written during the round, and left over from it. */
  readonly remainingBytes: number;
}

export interface PreCopyPolicy {
  readonly switchoverGoalMs: number;
  readonly minProgress: number;
  /** Slow the guest until transmission is this many times its writing; undefined: never slow it. */
  readonly slowUntilRatio: number | undefined;
  /**
   * `all` of a round is sent before dirty pages are collected again, as vMotion does; `goal` ends a round
   * as soon as what remains fits the switch-over goal, as QEMU does.
   */
  readonly collectAt: 'all' | 'goal';
  readonly maxRounds: number;
}

/** Without slowing, this many rounds that do not converge are enough to know. */
const MAX_STALLED_ROUNDS = 10;
const SLOWEST = 0.001;

export function vmotionPolicy(settings: MigrateSettings): PreCopyPolicy {
  return {
    switchoverGoalMs: settings['Migrate.PreCopySwitchoverTimeGoal'],
    minProgress: settings['Migrate.PreCopyMinProgressPerc'] / 100,
    slowUntilRatio:
      settings['Migrate.SdpsEnabled'] === 0 ? undefined : settings['Migrate.SdpsTargetRate'] / 100,
    collectAt: 'all',
    maxRounds: 1000,
  };
}

export function* preCopy(policy: PreCopyPolicy): Generator<PreCopyStep, void, RoundOutcome | undefined> {
  let speed = 1;
  let stalled = 0;
  let bytesPerMs = 0;
  for (let round = 0; round < policy.maxRounds; round++) {
    const outcome = yield { kind: 'send', round, leave: policy.collectAt === 'goal' ? 'goal' : 'nothing' };
    if (outcome === undefined) throw new Error('A round was asked for and its outcome not given.');
    const { sentBytes, remainingBytes } = outcome;
    const durationMs = Math.max(outcome.durationMs, 0.001);
    // A round too short to measure says nothing about the link.
    if (sentBytes > 0) bytesPerMs = sentBytes / durationMs;
    if (remainingBytes <= bytesPerMs * policy.switchoverGoalMs) {
      yield { kind: 'switch-over' };
      return;
    }
    if (sentBytes / remainingBytes >= policy.minProgress) {
      stalled = 0;
      continue;
    }
    stalled++;
    if (policy.slowUntilRatio !== undefined) {
      const writtenPerMs = remainingBytes / durationMs;
      speed = Math.max(
        SLOWEST,
        Math.min(speed, (speed * bytesPerMs) / (policy.slowUntilRatio * writtenPerMs)),
      );
      yield { kind: 'slow', speed };
    } else if (stalled >= MAX_STALLED_ROUNDS) {
      break;
    }
  }
  yield { kind: 'give-up', rounds: policy.maxRounds };
}
