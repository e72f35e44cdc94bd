import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { armFaultPoint } from '../../src/base/fault-point.ts';
import { importSecretKey } from '../../src/crypto/secret-key.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { finishConversion } from '../../src/storage/conversion-marker.ts';
import { must } from './fixtures.ts';

/** Encrypts a disk as the model does it: convert, commit (here: a file that names the disk), finish. */
const [path = '', keyFile = '', point] = process.argv.slice(2);
armFaultPoint(point);
const kek = { id: { providerId: 'kms', keyId: 'kek-1' }, key: importSecretKey(readFileSync(keyFile)) };
const plan = must(planConversion({ kind: 'encrypt', source: path, replacesSource: true }));
const { disk } = must(startConversion(plan, { target: kek }).wait());
writeFileSync(join(dirname(path), 'committed'), disk.path);
must(finishConversion(disk.path));
