import { systemClock } from '../../base/clock.ts';
import type { Result } from '../../base/result.ts';
import { destroyObject, listObjects, revokeObject } from '../../kmip/server/administration.ts';
import { writeFully } from '../plain-host.ts';
import type { KmsFault, KmsFolder } from './kms-folder.ts';
import { onFolder } from './on-folder.ts';
import { printTable, refuse } from './report.ts';

type Opened = Result<KmsFolder, KmsFault>;

/** `vseal kms key list`: what every client keeps here; never the keys themselves. */
export function listKeys(opened: Opened, asJson: boolean): Promise<number> {
  return onFolder(opened, ({ keys }) => {
    const objects = listObjects(keys, systemClock);
    if (asJson) {
      writeFully(1, `${JSON.stringify(objects, null, 2)}\n`);
      return 0;
    }
    printTable(
      ['Id', 'Owner', 'Type', 'State', 'Created', 'For'],
      objects.map(({ id, owner, objectType, state, createdAtMs, names, tags }) => [
        id,
        owner,
        objectType,
        state ?? '',
        new Date(createdAtMs).toISOString().slice(0, 19),
        tags['x-Name'] ?? names.join(', '),
      ]),
    );
    return 0;
  });
}

/** `vseal kms key revoke|compromise|destroy`. */
export function changeKey(
  opened: Opened,
  id: string,
  change: 'revoke' | 'compromise' | 'destroy',
): Promise<number> {
  return onFolder(opened, ({ keys }) => {
    const done =
      change === 'destroy'
        ? destroyObject(keys, systemClock, id)
        : revokeObject(keys, systemClock, id, change === 'revoke' ? 'CessationOfOperation' : 'KeyCompromise');
    if (done.ok) return 0;
    const isActive = listObjects(keys, systemClock).some((key) => key.id === id && key.state === 'Active');
    const hint =
      change === 'destroy' && isActive
        ? `An active key is revoked first: vseal kms key revoke ${id}`
        : 'vseal kms key list';
    return refuse({ message: done.fault.message, hint });
  });
}
