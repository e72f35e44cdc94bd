import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../base/clock.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { createDurableKeyStore } from '../../datacenter/keys/durable-key-store.ts';
import { readIdentity } from '../../datacenter/keys/kept-identity.ts';
import type { KeyStore } from '../../kmip/server/key-store.ts';
import { openSecrets, type Secrets } from '../../state/secrets.ts';
import { openStore, type Store } from '../../state/store.ts';

/** Names among the secrets of a key management server. */
export const SERVER_IDENTITY = 'kms-server';
export const AUTHORITY = 'kms-authority';

/** Where a key management server keeps its objects and clients, sealed by the secrets beside them. */
export interface KmsFolder {
  readonly keys: KeyStore;
  readonly store: Store;
  readonly secrets: Secrets;
  readonly secretsFolder: string;
  close(): void;
}

export interface KmsFault {
  readonly message: string;
  /** What to do. */
  readonly hint: string;
}

/**
 * The folder of a server of its own (`vseal kms init`); one that is no such folder is refused unless it is to be made.
 * The server's identity is kept last: without it a folder is what a try that failed has left, and is made anew.
 */
export function openKmsFolder(
  folder: string,
  options: { readonly isNew?: boolean } = {},
): Result<KmsFolder, KmsFault> {
  const path = join(folder, 'keystore.json');
  const secretsFolder = join(folder, 'secrets');
  const none = fail<KmsFault>({
    message: `${folder} holds no key management server.`,
    hint: `Make one: vseal kms init --data ${folder}`,
  });
  if (options.isNew !== true && !existsSync(secretsFolder)) return none;
  const opened = openParts(path, secretsFolder);
  if (!opened.ok) return opened;
  const isWhole = hasIdentity(opened.value, SERVER_IDENTITY);
  if (isWhole !== (options.isNew === true)) return opened;
  opened.value.close();
  if (!isWhole) return none;
  return fail({
    message: `${folder} holds a key management server already.`,
    hint: 'Name another folder with --data.',
  });
}

/** Whether the identity is there, or something that stands in its way is. */
function hasIdentity({ secrets }: KmsFolder, name: string): boolean {
  const certificate = secrets.get(`${name}.crt`);
  return !certificate.ok || certificate.value !== undefined;
}

/** The certificate of one of the server's two identities, PEM. */
export function certificateOf(
  { secrets }: KmsFolder,
  name: typeof AUTHORITY | typeof SERVER_IDENTITY,
): Result<string, KmsFault> {
  const identity = readIdentity(secrets, name);
  if (!identity.ok || identity.value === undefined)
    return fail({ message: `The identity ${name} cannot be read.`, hint: 'Restore it from a backup.' });
  zeroise(identity.value.keyPem);
  return ok(identity.value.certificatePem);
}

/** The key store of the server inside the datacenter whose state file this folder holds. */
export function openEmbeddedKms(stateFolder: string): Result<KmsFolder, KmsFault> {
  const secretsFolder = join(stateFolder, 'secrets');
  const path = join(secretsFolder, 'kms', 'keystore.json');
  if (!existsSync(path)) {
    return fail({
      message: `The datacenter in ${stateFolder} has no keys yet.`,
      hint: 'Its key store is made with its first key: Enable-VMEncryption',
    });
  }
  return openParts(path, secretsFolder);
}

function openParts(path: string, secretsFolder: string): Result<KmsFolder, KmsFault> {
  const secrets = openSecrets({ folder: secretsFolder });
  if (!secrets.ok) return secrets;
  const store = openStore({ path, clock: systemClock });
  if (!store.ok) return store;
  return ok({
    keys: createDurableKeyStore(store.value, secrets.value),
    store: store.value,
    secrets: secrets.value,
    secretsFolder,
    close: () => store.value.close(),
  });
}
