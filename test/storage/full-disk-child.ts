import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import { importSecretKey } from '../../src/crypto/secret-key.ts';
import { planConversion, startConversion } from '../../src/storage/conversion.ts';
import { replaceFile } from '../../src/storage/durable-file.ts';
import { faultOf, flatBytes, makePlainDisk, must, pattern } from './fixtures.ts';

/** On a file system of 40 MiB: a disk of 24 MiB cannot be converted, and a file cannot be replaced by a larger one. */
const [folder = '', keyFile = ''] = process.argv.slice(2);
const path = join(folder, 'app-01.vmdk');
const bytes = pattern(24 * MiB, 1);
makePlainDisk(path, bytes.length, [{ offset: 0, bytes }]);
const kek = { id: { providerId: 'kms', keyId: 'kek-1' }, key: importSecretKey(readFileSync(keyFile)) };
const plan = must(planConversion({ kind: 'encrypt', source: path, replacesSource: true }));
const fault = faultOf(startConversion(plan, { target: kek }).wait()).kind;
const files = readdirSync(folder).sort();
const intact = Buffer.compare(flatBytes(path), bytes) === 0;

const note = join(folder, 'note');
writeFileSync(note, 'old content');
const replaced = faultOf(replaceFile(note, new Uint8Array(24 * MiB))).kind;
const kept = readFileSync(note, 'utf8');
rmSync(note);
process.stdout.write(JSON.stringify({ fault, files, intact, replaced, kept }));
