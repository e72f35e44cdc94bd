import { join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { checkKeyFits } from '../certificates/read.ts';
import { randomUuid } from '../crypto/random.ts';
import { zeroise } from '../crypto/secret-key.ts';
import type { Secrets } from '../state/secrets.ts';
import { type Pending, startWorker } from '../worker/worker.ts';
import type { Fault } from './faults.ts';
import {
  type IdentityFault,
  type IdentityUse,
  type KeptIdentity,
  keepIdentity,
  type MadeEndorsementKey,
  readIdentity,
} from './kept-identity.ts';
import type { ClientIdentities, Waiting } from './key-service.ts';
import { waitFor } from './operation.ts';

/** The client identities of key providers: each under a name of its own among the secrets, so that a new one never overwrites the one in use. */
export function createClientIdentities(secretsFolder: string, secrets: Secrets): ClientIdentities {
  return {
    *make(use) {
      const identity = `kms-client-${randomUuid()}`;
      if (use === 'request') {
        const made = yield* callMaker(secretsFolder, identity, use);
        if (!made.ok) return made;
        return ok({ identity, pem: made.value.requestPem ?? '' });
      }
      const made = yield* identityNamed(secretsFolder, secrets, identity, use);
      if (!made.ok) return made;
      zeroise(made.value.keyPem);
      return ok({ identity, pem: made.value.certificatePem });
    },
    adopt(identity, certificatePem) {
      const key = secrets.get(`${identity}.key`);
      if (!key.ok) return fail(secretFault(key.fault.message));
      if (key.value === undefined) return fail(secretFault(`The private key ${identity}.key is missing.`));
      return keepChecked(secrets, identity, certificatePem, key.value);
    },
    keep(certificatePem, keyPem) {
      const identity = `kms-client-${randomUuid()}`;
      const kept = keepChecked(secrets, identity, certificatePem, keyPem);
      return kept.ok ? ok(identity) : kept;
    },
    forget(identity) {
      // What cannot be removed now is sealed, and nobody asks for it any more.
      for (const suffix of ['crt', 'key']) secrets.delete(`${identity}.${suffix}`);
    },
  };
}

function keepChecked(
  secrets: Secrets,
  identity: string,
  certificatePem: string,
  keyPem: Uint8Array,
): Result<void, Fault> {
  const fits = checkKeyFits(certificatePem, keyPem);
  if (!fits.ok) {
    zeroise(keyPem);
    return fail({
      kind: 'InvalidArgument',
      parameter: 'ClientCertificate',
      rule: fits.fault.message,
      remedy: 'Give a certificate in PEM form whose private key is the one that goes with it.',
    });
  }
  const kept = keepIdentity(secrets, identity, certificatePem, keyPem);
  return kept.ok ? kept : fail(secretFault(kept.fault.message));
}

/** The identity of this name, which is made when it is first wanted. */
export function* identityNamed(
  secretsFolder: string,
  secrets: Secrets,
  name: string,
  use: 'server' | 'client',
): Waiting<KeptIdentity> {
  const kept = readIdentity(secrets, name);
  if (!kept.ok) return fail(secretFault(kept.fault.message));
  if (kept.value !== undefined) return ok(kept.value);
  const made = yield* callMaker(secretsFolder, name, use);
  if (!made.ok) return made;
  const now = readIdentity(secrets, name);
  if (!now.ok || now.value === undefined)
    return fail(secretFault(`The identity ${name} was made and is gone again.`));
  return ok(now.value);
}

/** The endorsement keys of a new virtual TPM, certified by the vCenter's authority. The caller zeroises the private keys. */
export function* newEndorsementKeys(
  secretsFolder: string,
  subject: string,
): Waiting<readonly MadeEndorsementKey[]> {
  const maker = startWorker('identity', { secretsFolder });
  const made = yield* waitFor(
    maker.call<Result<readonly MadeEndorsementKey[], IdentityFault>>('endorse', subject),
  );
  maker.terminate();
  return made.ok ? made : fail(secretFault(made.fault.message));
}

/** Identities in the making: operations that want the same one at the same time wait for one maker. */
const inMaking = new Map<string, Pending<Result<MadeIdentity, IdentityFault>>>();

interface MadeIdentity {
  readonly requestPem?: string;
}

function* callMaker(secretsFolder: string, name: string, use: IdentityUse): Waiting<MadeIdentity> {
  const path = join(secretsFolder, name);
  let making = inMaking.get(path);
  if (making === undefined) {
    const maker = startWorker('identity', { secretsFolder });
    making = maker.call<Result<MadeIdentity, IdentityFault>>('make', { name, use });
    inMaking.set(path, making);
    try {
      yield* waitFor(making);
    } finally {
      inMaking.delete(path);
      maker.terminate();
    }
  }
  const made = yield* waitFor(making);
  return made.ok ? made : fail(secretFault(made.fault.message));
}

/** The secrets beside the state file cannot be read or written. */
export function secretFault(detail: string): Fault {
  return { kind: 'StateFault', detail, remedy: 'Look at the folder secrets beside the state file.' };
}
