import { statSync } from 'node:fs';
import { join } from 'node:path';
import { MiB } from '../../src/base/units.ts';
import { createVmFolder } from '../../src/storage/datastore.ts';
import { createDisk } from '../../src/storage/disk-file.ts';
import { must } from './fixtures.ts';

/** Prints the modes of a VM's folder and of a disk's files in it, in octal. */
const [root = ''] = process.argv.slice(2);
const { folder } = must(createVmFolder({ name: 'ds', folder: root }, 'app-01'));
const { files } = must(createDisk({ path: join(folder, 'a.vmdk'), capacityBytes: MiB, isThin: true }));
process.stdout.write([folder, ...files].map((path) => (statSync(path).mode & 0o777).toString(8)).join(' '));
