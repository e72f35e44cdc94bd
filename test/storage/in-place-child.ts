import { readFileSync } from 'node:fs';
import { armFaultPoint } from '../../src/base/fault-point.ts';
import { importSecretKey } from '../../src/crypto/secret-key.ts';
import { startInPlace } from '../../src/storage/in-place.ts';
import { must } from './fixtures.ts';

/** Goes on with the conversion in place of a disk. */
const [path = '', keyFile = '', point] = process.argv.slice(2);
armFaultPoint(point);
const kek = { id: { providerId: 'kms', keyId: 'kek-1' }, key: importSecretKey(readFileSync(keyFile)) };
must(startInPlace(path, [kek]).wait());
