import { dirname, join } from 'node:path';
import type { Clock } from '../base/clock.ts';
import { fail, ok, type Result } from '../base/result.ts';
import { generateSecretKey, importSecretKey, type SecretKey, withKeyBytes } from '../crypto/secret-key.ts';
import { openSecrets, type Secrets } from '../state/secrets.ts';
import { openStore } from '../state/store.ts';
import { createDatacenter, type Datacenter, stateFault } from './datacenter.ts';
import { recoverDiskServers } from './disks/disk-server-end.ts';
import type { Fault } from './faults.ts';
import { recoverFileOperations } from './file-operations.ts';
import { createHostKeys } from './keys/host-keys.ts';
import { createKeyService } from './keys/kmip-key-service.ts';
import { VCENTER_ID } from './rows.ts';
import { ADMINISTRATOR } from './vcenter.ts';

export interface OpenOptions {
  /** Absolute path of `datacenter.json`. */
  readonly statePath: string;
  readonly clock: Clock;
  /** Memory-backed folders for the keys that hosts hold, in order of preference. */
  readonly runtimeFolders: readonly string[];
  /** Told in a sentence each what was repaired. */
  readonly onNotice: (text: string) => void;
}

/** Opens a datacenter's state, or makes an empty one; settles what a dead process left half done. */
export function openDatacenter(options: OpenOptions): Result<Datacenter, Fault> {
  const store = openStore({ path: options.statePath, clock: options.clock, onNotice: options.onNotice });
  if (!store.ok) return fail(stateFault(store.fault));
  const folder = dirname(options.statePath);
  const secrets = once(() => secretsOf(folder));
  const datacenter = createDatacenter({
    store: store.value,
    folder,
    runtimeFolders: options.runtimeFolders,
    clock: options.clock,
    keys: (owner) => createKeyService(owner, secrets()),
    hostKeys: (owner) =>
      createHostKeys({
        runtimeFolders: options.runtimeFolders,
        instanceUuid: owner.get('vcenter', VCENTER_ID)?.instanceUuid ?? 'new',
        sealingKey: keptKey(secrets(), 'host-keys'),
      }),
  });
  const recovered = recoverFileOperations(datacenter, { user: ADMINISTRATOR }, options.onNotice);
  if (!recovered.ok) return recovered;
  const ended = recoverDiskServers(datacenter, { user: ADMINISTRATOR });
  return ended.ok ? ok(datacenter) : ended;
}

/** True when the state has been initialised. */
export function isInitialised(datacenter: Datacenter): boolean {
  return datacenter.get('vcenter', VCENTER_ID) !== undefined;
}

/** The folder of the state's secrets; one that cannot be used is a bug of the installation and throws. */
function secretsOf(folder: string): Secrets {
  const opened = openSecrets({ folder: join(folder, 'secrets') });
  if (!opened.ok) throw new SecretsUnavailable(opened.fault.message, opened.fault.hint);
  return opened.value;
}

/** The state's secrets cannot be opened: wrong modes, wrong passphrase, an unreadable folder. */
export class SecretsUnavailable extends Error {
  override readonly name = 'SecretsUnavailable';
  readonly hint: string;
  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}

/** A random key that is made once and kept under `name`. */
function keptKey(secrets: Secrets, name: string): SecretKey {
  const kept = secrets.get(name);
  if (!kept.ok) throw new SecretsUnavailable(kept.fault.message, kept.fault.hint);
  if (kept.value !== undefined) return importSecretKey(kept.value);
  const key = generateSecretKey(32);
  const put = withKeyBytes(key, (bytes) => secrets.put(name, bytes));
  if (!put.ok) throw new SecretsUnavailable(put.fault.message, put.fault.hint);
  return key;
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
