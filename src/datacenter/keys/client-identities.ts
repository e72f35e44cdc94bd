import { fail, ok, type Result } from '../../base/result.ts';
import { checkKeyFits } from '../../certificates/read.ts';
import { randomUuid } from '../../crypto/random.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import type { Secrets } from '../../state/secrets.ts';
import { startWorker } from '../../worker/worker.ts';
import type { Fault } from '../faults.ts';
import { waitFor } from '../operation.ts';
import { inTurn } from '../turns.ts';
import {
  type IdentityFault,
  type IdentityUse,
  type KeptIdentity,
  keepIdentity,
  type MadeEndorsementKey,
  readIdentity,
} from './kept-identity.ts';
import type { ClientIdentities, Waiting } from './key-service.ts';

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
  const kept = identityKept(secrets, name);
  if (!kept.ok) return kept;
  if (kept.value !== undefined) return ok(kept.value);
  return yield* inTurn(secrets, `make ${name}`, function* () {
    const meanwhile = identityKept(secrets, name);
    if (!meanwhile.ok) return meanwhile;
    if (meanwhile.value !== undefined) return ok(meanwhile.value);
    const made = yield* callMaker(secretsFolder, name, use);
    if (!made.ok) return made;
    const now = identityKept(secrets, name);
    if (!now.ok) return now;
    return now.value === undefined
      ? fail(secretFault(`The identity ${name} was made and is gone again.`))
      : ok(now.value);
  });
}

function identityKept(secrets: Secrets, name: string): Result<KeptIdentity | undefined, Fault> {
  const kept = readIdentity(secrets, name);
  return kept.ok ? kept : fail(secretFault(kept.fault.message));
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

function* callMaker(
  secretsFolder: string,
  name: string,
  use: IdentityUse,
): Waiting<{ readonly requestPem?: string }> {
  const maker = startWorker('identity', { secretsFolder });
  const made = yield* waitFor(
    maker.call<Result<{ readonly requestPem?: string }, IdentityFault>>('make', { name, use }),
  );
  maker.terminate();
  return made.ok ? made : fail(secretFault(made.fault.message));
}

/** The secrets beside the state file cannot be read or written. */
export function secretFault(detail: string): Fault {
  return { kind: 'StateFault', detail, remedy: 'Look at the folder secrets beside the state file.' };
}
