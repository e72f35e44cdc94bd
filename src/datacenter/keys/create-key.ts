import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { KeyProviderRow } from '../rows.ts';
import { reportKeyNotMade } from './key-failure-events.ts';
import type { KeyPurpose, Waiting } from './key-service.ts';

/** A new key of the provider for `purpose`; that it made none is an event, since it concerns whoever looks after it. */
export function* createKey(
  datacenter: Datacenter,
  caller: Caller,
  provider: KeyProviderRow,
  purpose: KeyPurpose,
): Waiting<KeyEncryptionKey> {
  const made = yield* datacenter.keys.create(provider, purpose);
  if (!made.ok)
    reportKeyNotMade(datacenter, caller, provider.name, { entity: purpose.name, fault: made.fault });
  return made;
}
