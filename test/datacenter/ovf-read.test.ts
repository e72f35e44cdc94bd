import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Result } from '../../src/base/result.ts';
import { parseManifest } from '../../src/datacenter/content/ovf-manifest.ts';
import { readOvf } from '../../src/datacenter/content/ovf-read.ts';
import { readTar, tarEnd, tarHeader, tarPadding } from '../../src/storage/tar.ts';
import { newFolder } from '../main-job/vseal.ts';
import { must } from '../storage/fixtures.ts';
import { foreignOvf, item } from './ovf-package-files.ts';

const FOLDER = newFolder();
const OVF = foreignOvf(FOLDER, { disk: 'a.vmdk', sizeBytes: 1 });

function readOf<T>(result: Result<T, string>): T {
  if (!result.ok) throw new Error(result.fault);
  return result.value;
}

test('hardware is that of the deployment option that is chosen, the default unless one is', () => {
  const options = `<DeploymentOptionSection><Info/><Configuration ovf:id="small"><Label>S</Label></Configuration>
    <Configuration ovf:id="large" ovf:default="true"><Label>L</Label></Configuration></DeploymentOptionSection><ovf:VirtualSystem`;
  const cpus = (option: string, count: number) =>
    item(1, 3, `<rasd:VirtualQuantity>${count}</rasd:VirtualQuantity>`, `ovf:configuration="${option}"`);
  const text = OVF.replace('<ovf:VirtualSystem', options)
    .replace(
      item(1, 3, '<rasd:VirtualQuantity>2</rasd:VirtualQuantity>'),
      cpus('small', 1) + cpus('large', 8),
    )
    .replace(
      '</ovf:VirtualHardwareSection>',
      `${item(20, 3, '<rasd:VirtualQuantity>99</rasd:VirtualQuantity>', 'ovf:bound="max"')}</ovf:VirtualHardwareSection>`,
    );
  expect(readOf(readOvf(text)).hardware.numCpu).toBe(8);
  expect(readOf(readOvf(text, 'small')).hardware.numCpu).toBe(1);
  expect(readOvf(text, 'huge')).toEqual({ ok: false, fault: "it has no deployment option 'huge'" });
});

test('a vApp of several machines is refused', () => {
  const several = OVF.replace(/<ovf:VirtualSystem [\s\S]*<\/ovf:VirtualSystem>/, (one) => one + one);
  expect(readOvf(several)).toEqual({ ok: false, fault: expect.stringContaining('a vApp of several') });
});

test('a descriptor that is changed anywhere is read or refused, and nothing else', () => {
  fc.assert(
    fc.property(fc.nat(OVF.length), fc.nat(40), fc.string({ maxLength: 20 }), (at, length, text) => {
      const read = readOvf(OVF.slice(0, at) + text + OVF.slice(at + length));
      expect(typeof (read.ok ? read.value.name : read.fault)).toBe('string');
    }),
    { numRuns: 300 },
  );
});

test('a manifest is of whole lines', () => {
  const digest = 'aB'.repeat(20);
  expect(readOf(parseManifest(`SHA1(a b.vmdk)= ${digest}\r\nSHA1 (c) = ${digest}\n`))).toEqual([
    { name: 'a b.vmdk', algorithm: 'SHA1', digest: digest.toLowerCase() },
    { name: 'c', algorithm: 'SHA1', digest: digest.toLowerCase() },
  ]);
  for (const text of [`SHA256(a)= ${digest}`, `MD5(a)= ${digest}`, `SHA1(a)= ${digest}\nSHA1(a)= ${digest}`])
    expect(parseManifest(text).ok).toBe(false);
});

test('an archive that is changed anywhere is read within its bounds or refused', () => {
  const path = join(FOLDER, 'a.ova');
  const files = ['a.ovf', 'ä disk.vmdk'].map((name, index) => ({
    name,
    bytes: Buffer.alloc(700 * index + 9, 65),
  }));
  const parts = files.flatMap(({ name, bytes }) => [
    tarHeader(name, bytes.length, 1_480_000_000_000),
    bytes,
    tarPadding(bytes.length),
  ]);
  const archive = Buffer.concat([...parts, tarEnd()]);
  writeFileSync(path, archive);
  expect(must(readTar(path)).map(({ name, lengthBytes }) => [name, lengthBytes])).toEqual([
    ['a.ovf', 9],
    ['ä disk.vmdk', 709],
  ]);
  fc.assert(
    fc.property(fc.nat(archive.length - 1), fc.uint8Array({ minLength: 1, maxLength: 12 }), (at, bytes) => {
      const changed = Buffer.from(archive);
      changed.set(bytes.subarray(0, changed.length - at), at);
      writeFileSync(path, changed);
      const read = readTar(path);
      for (const { name, offset, lengthBytes } of read.ok ? read.value : [])
        expect([offset + lengthBytes <= archive.length, name.includes('/')]).toEqual([true, false]);
    }),
    { numRuns: 300 },
  );
});
