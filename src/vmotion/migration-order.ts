import { deriveKey } from '../crypto/hkdf.ts';
import { randomBytes } from '../crypto/random.ts';
import { generateSecretKey, type SecretKey, withKeyBytes } from '../crypto/secret-key.ts';
import type { GuestMemory, GuestMemorySpec } from './guest-memory.ts';
import type { Protection } from './record.ts';
import type { Rendezvous } from './rendezvous.ts';
import type { MigrateSettings } from './settings.ts';
import type { SourceOutcome } from './source.ts';
import type { Workload } from './workload.ts';

/** The one-time key (256 bits) and nonce (64 bits) that vCenter puts into both hosts' migration specs and then forgets. */
export interface MigrationSecrets {
  readonly key: SecretKey;
  readonly nonce: Uint8Array;
}

export function createMigrationSecrets(): MigrationSecrets {
  return { key: generateSecretKey(32), nonce: randomBytes(8) };
}

/** What both workers are sent. */
export interface MigrationOrder {
  readonly secrets: MigrationSecrets;
  readonly encrypted: boolean;
  readonly memory: GuestMemory | GuestMemorySpec;
  /** Memory that the destination has ready; by default it takes some as pages arrive. */
  readonly reserved: GuestMemory | undefined;
  readonly workload: Workload;
  readonly settings: MigrateSettings;
  readonly streams: number;
  readonly linkBytesPerSecond: number | undefined;
  readonly rendezvous: Rendezvous;
}

export interface SourceReport extends SourceOutcome {
  readonly cpuSeconds: number | undefined;
  readonly memory: GuestMemory;
}

/** What both sides work out from the order alike. */
export function commonTask({ secrets: { key, nonce }, encrypted, settings }: MigrationOrder) {
  const protection: Protection = encrypted ? { kind: 'encrypted', key, nonce } : { kind: 'plain' };
  const greeting = withKeyBytes(deriveKey(key, nonce, 'vmotion greeting', 32), (bytes) =>
    Uint8Array.from(bytes),
  );
  return {
    protection,
    greeting,
    digestKey: deriveKey(key, nonce, 'vmotion memory digest', 32),
    timeoutMs: settings['Migrate.NetTimeout'] * 1000,
  };
}

export function isGuestMemory(memory: GuestMemory | GuestMemorySpec): memory is GuestMemory {
  return 'regions' in memory;
}
