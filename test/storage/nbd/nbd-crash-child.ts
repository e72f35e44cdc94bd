import { readFileSync } from 'node:fs';
import { importSecretKey } from '../../../src/crypto/secret-key.ts';
import { startDiskServer } from '../../../src/storage/nbd/disk-server.ts';
import { must } from '../fixtures.ts';

/** Serves a disk until it is killed. */
const [path = '', socket = '', keyFile = ''] = process.argv.slice(2);
const key = importSecretKey(readFileSync(keyFile));
must(
  startDiskServer({
    address: { kind: 'unix', path: socket },
    exports: [{ name: 'disk', description: '', path, isReadOnly: false }],
    keys: [{ id: { providerId: 'kms', keyId: 'kek-1' }, key }],
  }),
);
process.stdout.write('ready\n');
setInterval(() => undefined, 1000);
