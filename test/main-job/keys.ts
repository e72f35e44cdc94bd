import { join } from 'node:path';
import { systemClock } from '../../src/base/clock.ts';
import { importSecretKey, type SecretKey } from '../../src/crypto/secret-key.ts';
import { createDurableKeyStore } from '../../src/datacenter/keys/durable-key-store.ts';
import { openSecrets } from '../../src/state/secrets.ts';
import { openStore } from '../../src/state/store.ts';
import { readDescriptor } from '../../src/storage/descriptor-file.ts';
import { diskKeyId, type KeyEncryptionKey, openDataKey } from '../../src/storage/disk-key.ts';
import { must } from '../storage/fixtures.ts';
import type { State } from './vseal.ts';

/** The keys that the embedded server of a state holds, taken from its sealed store. */
export function keysOf(state: State): KeyEncryptionKey[] {
  return keysIn(state.folder);
}

/** The same, by the folder that the state lies in. */
export function keysIn(stateFolder: string): KeyEncryptionKey[] {
  const folder = join(stateFolder, 'secrets');
  return keysAt(join(folder, 'kms', 'keystore.json'), folder);
}

/** Keys of the store at `path`, which is sealed by the root key in `secretsFolder`. */
export function keysAt(path: string, secretsFolder: string): KeyEncryptionKey[] {
  const secrets = openSecrets({ folder: secretsFolder });
  if (!secrets.ok) throw new Error(secrets.fault.message);
  const store = openStore({ path, clock: systemClock });
  if (!store.ok) throw new Error(store.fault.message);
  try {
    return createDurableKeyStore(store.value, secrets.value).transact((objects) =>
      [...objects.list()].flatMap(({ id }) => {
        const material = objects.material(id);
        if (material === undefined) return [];
        return [{ id: { providerId: 'lab-kms', keyId: id }, key: importSecretKey(material) }];
      }),
    );
  } finally {
    store.value.close();
  }
}

/** The data key of an encrypted disk, unwrapped by the one of `keys` that its descriptor names. */
export function dataKeyOf(descriptorPath: string, keys: readonly KeyEncryptionKey[]): SecretKey {
  const descriptor = must(readDescriptor(descriptorPath));
  const id = must(diskKeyId(descriptor, descriptorPath));
  const kek = keys.find((key) => key.id.keyId === id?.keyId);
  if (kek === undefined) throw new Error(`the server has no key ${id?.keyId}`);
  return must(openDataKey(descriptor, kek.key, descriptorPath));
}
