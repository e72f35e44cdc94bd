import type { GuestMemory, GuestMemorySpec } from '../../vmotion/guest-memory.ts';
import {
  type MigrationProgress,
  type MigrationResult,
  type MigrationSpec,
  startMigration,
} from '../../vmotion/migration.ts';
import { createMigrationSecrets } from '../../vmotion/migration-order.ts';
import type { Pending } from '../../worker/worker.ts';

/**
 * The guest of a VM that a process holds, for whoever asks for its migration over the control socket. The data
 * planes are the holder's, the decision at the switch-over is the asker's, whose commit it is. The memory stays
 * with the holder from one migration to the next, until it ends. The one-time key is made here: no secret is asked
 * for or answered.
 */
export interface HeldGuest {
  /** False when it is on its way already. */
  start(order: GuestOrder): boolean;
  /** What is new, at the latest after `NEWS_MS`; undefined when nothing is on its way. */
  news(reply: GuestReply): Promise<GuestNews | undefined>;
  /** Whoever asked is gone: without its decision the guest stays. Resolves when nothing is on its way any more. */
  abandon(): Promise<void>;
  /** Holds memory that is not what the seed makes. */
  readonly keepsMemory: boolean;
}

/** A migration as it is ordered over the control socket. */
export interface GuestOrder extends Pick<MigrationSpec, 'workload' | 'encryption' | 'settings'> {
  /** What the memory is made from, unless the holder has it from an earlier migration. */
  readonly memory: GuestMemorySpec;
}

export interface GuestReply {
  readonly cancel?: true;
  /** The answer to `asks`: true moves the guest. */
  readonly moves?: boolean;
}

export type GuestNews =
  | { readonly news: 'progress'; readonly progress: MigrationProgress | undefined }
  /** The destination has the whole guest; it is stopped until `moves` is answered. */
  | { readonly news: 'asks' }
  | { readonly news: 'ended'; readonly result: Omit<MigrationResult, 'memory'> };

const NEWS_MS = 50;
/** A stopped guest waits for at most this long beside the decision itself. */
const POLL_MS = 2;

interface Moving {
  readonly pending: Pending<MigrationResult>;
  asks: boolean;
  moves: boolean | undefined;
}

export function createHeldGuest(): HeldGuest {
  let kept: GuestMemory | undefined;
  let moving: Moving | undefined;
  let ended: GuestNews | undefined;

  const isMoving = (): boolean => {
    const settled = moving?.pending.poll();
    if (settled === undefined) return moving !== undefined;
    const { memory, ...result } = settled.value;
    kept = memory;
    ended = { news: 'ended', result };
    moving = undefined;
    return false;
  };
  const take = (): GuestNews | undefined => {
    if (isMoving() && moving !== undefined)
      return moving.asks && moving.moves === undefined ? { news: 'asks' } : undefined;
    const news = ended;
    ended = undefined;
    return news;
  };

  return {
    start(order) {
      if (moving !== undefined) return false;
      ended = undefined;
      const started: Omit<Moving, 'pending'> = { asks: false, moves: undefined };
      moving = Object.assign(started, {
        pending: startMigration({
          ...order,
          memory: kept !== undefined && isMadeFrom(kept, order.memory) ? kept : order.memory,
          secrets: createMigrationSecrets(),
          switchOver: () => {
            started.asks = true;
            return started.moves;
          },
        }),
      });
      return true;
    },
    async news({ cancel, moves }) {
      if (cancel === true) moving?.pending.cancel();
      if (moves !== undefined && moving !== undefined) moving.moves = moves;
      for (let waitedMs = 0; waitedMs < NEWS_MS; waitedMs += POLL_MS) {
        const news = take();
        if (news !== undefined || moving === undefined) return news;
        await turn();
      }
      return { news: 'progress', progress: moving?.pending.progress as MigrationProgress | undefined };
    },
    async abandon() {
      if (moving === undefined) return;
      moving.moves ??= false;
      moving.pending.cancel();
      while (isMoving()) await turn();
    },
    get keepsMemory() {
      return kept !== undefined;
    },
  };
}

function turn(): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, POLL_MS));
}

function isMadeFrom({ spec }: GuestMemory, { seed, sizeBytes }: GuestMemorySpec): boolean {
  return spec.seed === seed && spec.sizeBytes === sizeBytes;
}
