import { assert } from '../../base/assert.ts';
import type { Result } from '../../base/result.ts';
import { openSecrets } from '../../state/secrets.ts';
import { serveWorker } from '../../worker/serve.ts';
import {
  type IdentityFault,
  type IdentityUse,
  type MadeEndorsementKey,
  makeEndorsementKeys,
  makeIdentity,
} from './kept-identity.ts';

export interface IdentityCall {
  readonly name: string;
  readonly use: IdentityUse;
}

/** Makes certificates and keys: the library for it is asynchronous. */
serveWorker<{ readonly secretsFolder: string }>(({ secretsFolder }) => {
  const secrets = openSecrets({ folder: secretsFolder });
  assert(secrets.ok, 'the engine has opened these secrets');
  return {
    make: ({ name, use }: IdentityCall): Promise<Result<{ readonly requestPem?: string }, IdentityFault>> =>
      makeIdentity(secretsFolder, secrets.value, name, use),
    endorse: (subject: string): Promise<Result<readonly MadeEndorsementKey[], IdentityFault>> =>
      makeEndorsementKeys(secretsFolder, secrets.value, subject),
  };
});
