import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { GiB } from '../../src/base/units.ts';
import { flatDescriptor } from '../../src/storage/disk-file.ts';
import { diskKeyId, generateDataKey, withDataKey } from '../../src/storage/disk-key.ts';
import {
  capacityBytesOf,
  formatDescriptor,
  NO_PARENT,
  parseDescriptor,
} from '../../src/storage/vmdk-descriptor.ts';
import { faultOf, must, newKek } from './fixtures.ts';

const RUNS = process.env['SOAK'] === '1' ? 1_000_000 : 1_000;

const QEMU = `# Disk DescriptorFile
version=1
CID=ec0a9875
parentCID=ffffffff
createType="twoGbMaxExtentFlat"

# Extent description
RW 4194304 FLAT "c-f001.vmdk" 0
RW 2097152 FLAT "c-f002.vmdk" 128

# The Disk Data Base
#DDB

ddb.virtualHWVersion = "4"
ddb.adapterType = "ide"
`;

const parse = (text: string) => parseDescriptor(Buffer.from(text), 'c.vmdk');

describe('a VMDK descriptor', () => {
  it('is read as qemu-img writes it', () => {
    const descriptor = must(parse(QEMU));
    expect(descriptor).toMatchObject({
      createType: 'twoGbMaxExtentFlat',
      cid: 0xec0a9875,
      parentCid: NO_PARENT,
    });
    expect(descriptor.extents[1]).toEqual({
      access: 'RW',
      sectors: 2097152,
      type: 'FLAT',
      fileName: 'c-f002.vmdk',
      offsetSectors: 128,
    });
    expect(descriptor.ddb.get('adapterType')).toBe('ide');
    expect(capacityBytesOf(descriptor)).toBe(3 * GiB);
  });

  it('ends at its first NUL byte: qemu-img leaves the end of a text with a longer content id behind it', () => {
    const text = QEMU.replace('CID=ec0a9875', 'CID=f30fab');
    const descriptor = must(parse(`${text}\0e"`));
    expect(descriptor).toEqual(must(parse(text)));
    expect(descriptor.cid).toBe(0xf30fab);
  });

  it("reads ESXi's own, with its VMFS extent and CRLF line ends", () => {
    const text = QEMU.replace('twoGbMaxExtentFlat', 'vmfs')
      .replace(/RW 4194304.*\n/, '')
      .replace('FLAT "c-f002.vmdk" 128', 'VMFS "c-flat.vmdk"');
    const descriptor = must(parse(text.replaceAll('\n', '\r\n')));
    expect(descriptor).toMatchObject({
      createType: 'vmfs',
      extents: [{ type: 'VMFS', fileName: 'c-flat.vmdk' }],
    });
  });

  it('carries the wrapped data key of an encrypted disk, and the name of the key that wrapped it', () => {
    const kek = newKek('5f1c-77', 'My KMS/1');
    const plain = flatDescriptor('/ds/app-01.vmdk', GiB, true);
    const encrypted = withDataKey(plain, { kek, dek: generateDataKey() });
    const text = formatDescriptor(encrypted);
    expect(text).toMatch(
      /^encryptionKeys="vmware:key\/list\/\(pair\/\(fqid\/<VMWARE-NULL>\/My%20KMS%2f1\/5f1c%2d77,RFC%2d3394,[A-Za-z0-9%]+\)\)"$/m,
    );
    expect(text).toContain('ddb.iofilters = "vmwarevmcrypt"');
    const read = must(parse(text));
    expect(read).toEqual(encrypted);
    expect(must(diskKeyId(read, 'x'))).toEqual(kek.id);
    expect(withDataKey(read, undefined)).toEqual(plain);
  });

  it.each([
    ['', 'begins with'],
    [QEMU.replace('c-f001.vmdk', '../c-f001.vmdk'), 'without folders'],
    [QEMU.replace('c-f001.vmdk', '/etc/passwd'), 'without folders'],
    [QEMU.replace('c-f001.vmdk', '..'), 'without folders'],
    [QEMU.replace('RW 4194304', 'RW 0'), 'out of range'],
    [QEMU.replace('RW 4194304', 'RW 9999999999999999'), 'out of range'],
    [QEMU.replace('FLAT "c-f001.vmdk" 0', 'VMFSRDM "c-f001.vmdk" 0'), 'type VMFSRDM'],
    [QEMU.replace('CID=ec0a9875', 'CID=xyz'), '8 hexadecimal digits'],
    [QEMU.replace('twoGbMaxExtentFlat', 'vmfsRaw'), 'vmfsRaw'],
    [`${QEMU}CID=1\n`, 'given twice'],
    [QEMU.replace(/RW .*\n/g, ''), 'no extent'],
    [QEMU.replace('version=1', 'version=9'), 'version'],
    [`${QEMU}!\n`, 'no name = value'],
    [`${QEMU}${'RW 1 FLAT "a.vmdk" 0\n'.repeat(4096)}`, 'at most 4096 extents'],
    [QEMU + ' '.repeat(1024 * 1024), 'at most 1048576 bytes'],
  ])('is refused (%#)', (text, reason) => {
    const fault = faultOf(parse(text));
    expect(fault.kind === 'InvalidFileFormat' ? fault.reason : fault.kind).toContain(reason);
  });

  it.each([
    ['blanks', `${QEMU}name =${' '.repeat(900_000)}"x"y`],
    ['quotes', `${QEMU}${'name = "x" '.repeat(80_000)}`],
    ['digits', `${QEMU}RW ${'1 '.repeat(400_000)}`],
  ])('takes no more time for a long run of %s than for any text of its length', (_, text) => {
    expect(faultOf(parse(text)).kind).toBe('InvalidFileFormat');
  });

  it('answers any bytes with a descriptor or a fault, and what it accepts is stable', () => {
    const lines = fc.constantFrom(
      ...QEMU.split('\n'),
      'encryptionKeys="vmware:key/null/a"',
      'keyID=abc',
      'RW 1 ZERO',
      'parentFileNameHint="x"',
    );
    const texts = fc.oneof(
      fc
        .array(fc.oneof(lines, fc.string({ unit: 'binary' })), { maxLength: 20 })
        .map((all) => `# Disk DescriptorFile\n${all.join('\n')}`),
      fc
        .tuple(fc.nat(QEMU.length), fc.nat(20), fc.string({ unit: 'binary', maxLength: 8 }))
        .map(([at, cut, more]) => QEMU.slice(0, at) + more + QEMU.slice(at + cut)),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const parsed = parse(text);
        if (!parsed.ok) return;
        expect(parse(formatDescriptor(parsed.value))).toEqual(parsed);
      }),
      { numRuns: RUNS },
    );
  });
});
