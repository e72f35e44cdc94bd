import { readFileSync } from 'node:fs';
import { armFaultPoint } from '../../src/base/fault-point.ts';
import { importSecretKey } from '../../src/crypto/secret-key.ts';
import { type KeyEncryptionKey, rewrapDescriptor } from '../../src/storage/disk-key.ts';
import { startMerge } from '../../src/storage/merge.ts';
import { must } from './fixtures.ts';

/** Merges a delta into its parent (`merge`), or wraps a disk's key anew (`rewrap`). */
const [what, path = '', keys = '', point] = process.argv.slice(2);
armFaultPoint(point);
const kek = (keyId: string): KeyEncryptionKey => ({
  id: { providerId: 'kms', keyId },
  key: importSecretKey(readFileSync(`${keys}/${keyId}`)),
});
if (what === 'merge') must(must(startMerge(path, [kek('kek-1')])).wait());
else must(rewrapDescriptor(path, kek('kek-1'), kek('kek-2')));
