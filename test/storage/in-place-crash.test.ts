import { cpSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { KiB, MiB } from '../../src/base/units.ts';
import { withKeyBytes } from '../../src/crypto/secret-key.ts';
import { planConversion } from '../../src/storage/conversion.ts';
import { openDisk } from '../../src/storage/disk.ts';
import { inspectDisk } from '../../src/storage/disk-file.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { prepareInPlace } from '../../src/storage/in-place.ts';
import { journalPath } from '../../src/storage/in-place-journal.ts';
import { IN_PLACE_FAULT_POINTS } from '../../src/storage/in-place-run.ts';
import { bundleChild, runChild } from './child-process.ts';
import { flatBytes, makePlainDisk, must, newKek, pattern } from './fixtures.ts';
import { scratchFolder } from './scratch-folder.ts';

const KILLS = process.env['SOAK'] === '1' ? 1000 : 20;
/** Of the 16 zones of the disk, one is a hole. */
const ZONES = 15;

/** Kills spread over all points and all zones. */
function killPoints(): string[] {
  const zonePoints: string[] = [
    'in-place.slot-written',
    'in-place.slot-synced',
    'in-place.chunk-written',
    'in-place.zone-written',
  ];
  const once = IN_PLACE_FAULT_POINTS.filter((name) => !zonePoints.includes(name));
  const inZones = Array.from({ length: KILLS - once.length }, (_, index) => {
    const name = zonePoints[index % zonePoints.length] ?? '';
    return `${name}:${(index * 7) % ZONES}`;
  });
  return [...once, ...inZones];
}

describe('a conversion in place that is killed', () => {
  const folder = scratchFolder();
  const template = join(folder, 'template');
  const keyFile = join(folder, 'kek');
  const kek = newKek('kek-1');
  let child: string;
  let original: Buffer;

  beforeAll(async () => {
    child = await bundleChild('in-place-child.ts', folder);
    mkdirSync(template);
    const path = join(template, 'app-01.vmdk');
    makePlainDisk(path, MiB, [
      { offset: 0, bytes: pattern(512 * KiB, 3) },
      { offset: 576 * KiB, bytes: pattern(448 * KiB, 4) },
    ]);
    original = flatBytes(path);
    const plan = must(planConversion({ kind: 'encrypt', source: path, inPlace: true, replacesSource: true }));
    must(prepareInPlace(plan, { target: kek }));
    withKeyBytes(kek.key, (bytes) => writeFileSync(keyFile, bytes));
  });

  it.each(killPoints().map((point, index) => [index, point] as const))(
    'goes on and comes to the same end (%i: %s)',
    (index, point) => {
      const vm = join(folder, `vm-${index}`);
      cpSync(template, vm, { recursive: true });
      const path = join(vm, 'app-01.vmdk');
      const end = runChild(child, path, keyFile, point);
      expect(end.signal, end.output).toBe('SIGKILL');
      if (existsSync(journalPath(path))) {
        const again = runChild(child, path, keyFile);
        expect(again, again.output).toMatchObject({ status: 0, signal: null });
      }
      expect(existsSync(journalPath(path))).toBe(false);
      expect(must(inspectDisk(path)).keyId).toEqual(kek.id);
      const disk = must(openDisk(path, { access: 'read', keys: keyRing([kek]) }));
      const bytes = Buffer.alloc(original.length);
      must(disk.read(bytes, 0));
      disk.close();
      expect(bytes.equals(original)).toBe(true);
    },
  );
});
