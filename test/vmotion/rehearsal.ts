import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, systemClock } from '../../src/base/clock.ts';
import { deriveKey } from '../../src/crypto/hkdf.ts';
import { randomBytes } from '../../src/crypto/random.ts';
import { generateSecretKey, type SecretKey, withKeyBytes } from '../../src/crypto/secret-key.ts';
import { type DestinationOutcome, runDestination } from '../../src/vmotion/destination.ts';
import { createGuest, type Guest } from '../../src/vmotion/guest.ts';
import {
  createEmptyMemory,
  createSeededMemory,
  type GuestMemory,
  type GuestMemorySpec,
} from '../../src/vmotion/guest-memory.ts';
import type { Protection } from '../../src/vmotion/record.ts';
import { type MigrateSettings, migrateSettings } from '../../src/vmotion/settings.ts';
import { runSource, type SourceOutcome } from '../../src/vmotion/source.ts';
import type { Workload } from '../../src/vmotion/workload.ts';
import type { Link } from './memory-wire.ts';

/** One migration with both hosts in this thread, so that a test can stand in the middle. */
export interface Rehearsal {
  readonly memory?: Partial<GuestMemorySpec>;
  readonly workload?: Workload;
  readonly encrypted?: boolean;
  readonly settings?: Partial<MigrateSettings>;
  /** The destination's own idea of key and nonce, when it differs. */
  readonly destinationProtection?: Protection;
  readonly protection?: Protection;
  readonly links: readonly Link[];
  readonly decide?: () => boolean;
  readonly signal?: AbortSignal;
  readonly linkBytesPerSecond?: number;
  readonly timeoutMs?: number;
  /** The source's and the guest's. */
  readonly clock?: Clock;
}

export interface RehearsalOutcome {
  readonly source: SourceOutcome;
  readonly destination: DestinationOutcome;
  readonly guest: Guest;
  readonly arrived: GuestMemory;
  /** What was decided: undefined when it never came to that. */
  readonly decided: boolean | undefined;
}

export const IDLE: Workload = { kind: 'idle', seed: 1 };
export const SMALL: GuestMemorySpec = { seed: 7, sizeBytes: 4 * 2 ** 20, populated: 0.5 };
export const DEVICE_STATE = Uint8Array.from({ length: 1000 }, (_, i) => i & 255);

export function oneTimeProtection(key: SecretKey = generateSecretKey(32)): Protection {
  return { kind: 'encrypted', key, nonce: randomBytes(8) };
}

export function settingsOf(overrides: Partial<MigrateSettings> = {}): MigrateSettings {
  const settings = migrateSettings(overrides);
  if (!settings.ok) throw new Error(settings.fault.message);
  return settings.value;
}

const shared = deriveKey(generateSecretKey(32), new Uint8Array(0), 'rehearsal', 32);

export async function rehearse(rehearsal: Rehearsal): Promise<RehearsalOutcome> {
  const spec = { ...SMALL, ...rehearsal.memory };
  const guest = createGuest(createSeededMemory(spec), rehearsal.workload ?? IDLE);
  const arrived = createEmptyMemory(spec);
  const protection: Protection =
    rehearsal.protection ?? (rehearsal.encrypted === false ? { kind: 'plain' } : oneTimeProtection());
  const greeting = withKeyBytes(shared, (bytes) => Uint8Array.from(bytes));
  const common = { greeting, digestKey: shared, timeoutMs: rehearsal.timeoutMs ?? 20_000 };
  const signal = rehearsal.signal ?? new AbortController().signal;
  let decided: boolean | undefined;
  let settle: (moves: boolean) => void = () => undefined;
  const decision = new Promise<boolean>((resolve) => {
    settle = resolve;
  });

  const [source, destination] = await Promise.all([
    runSource(
      {
        ...common,
        protection,
        settings: settingsOf(rehearsal.settings),
        deviceState: DEVICE_STATE,
        ...(rehearsal.linkBytesPerSecond === undefined
          ? {}
          : { linkBytesPerSecond: rehearsal.linkBytesPerSecond }),
      },
      guest,
      rehearsal.links.map((link) => link.source),
      {
        clock: rehearsal.clock ?? systemClock,
        sleep: (ms) => sleep(ms),
        signal,
        progress: () => undefined,
        decide: () => {
          decided = rehearsal.decide?.() ?? true;
          settle(decided);
          return Promise.resolve(decided);
        },
      },
    ).finally(() => settle(false)),
    runDestination(
      { ...common, protection: rehearsal.destinationProtection ?? protection },
      arrived,
      rehearsal.links.map((link) => link.destination),
      // A source that ended without deciding has kept the guest.
      { decision: () => decision, signal },
    ),
  ]);
  return { source, destination, guest, arrived, decided };
}

/** Byte for byte, regardless of chunks, pages and tracking. */
export function isSameMemory(one: GuestMemory, other: GuestMemory): boolean {
  return one.regions.every(
    (region, at) => Buffer.compare(region, other.regions[at] ?? new Uint8Array(0)) === 0,
  );
}

/** SHA-256 over all of a guest's memory: the judge that knows nothing of chunks, pages or tracking. */
export function wholeMemoryHash(memory: GuestMemory): string {
  const hash = createHash('sha256');
  for (const region of memory.regions) hash.update(region);
  return hash.digest('hex');
}
