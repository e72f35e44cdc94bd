import { createDecipheriv, createHash } from 'node:crypto';
import { cpSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forgeVmx, judgeVmx } from '../storage/phrase-vmx-judge.ts';
import { type PreparedLab, prepareLab, QUIETLY } from './prepared-lab.ts';

const PHRASE = 'canary of seven feathers';
/** The shell's user types the passphrase in two halves, so that no file has it from what was typed. */
const TYPED = `$p = ConvertTo-SecureString ('canary of ' + 'seven feathers') -AsPlainText -Force`;
const NEW_VM = '-DiskGB 0.001 -MemoryMB 16 -VMHost esx-01.lab.local -Datastore datastore1';
const SECTOR_BYTES = 512;

let lab: PreparedLab;
let folder: string;
let out: string;

beforeAll(() => {
  lab = prepareLab([`New-VM -Name plain ${NEW_VM}`]);
  folder = lab.copy('a');
  out = join(folder, 'out');
  // The guest has written: one pattern, sector by sector.
  const flat = join(folder, 'datastores/datastore1/plain/plain-flat.vmdk');
  const disk = readFileSync(flat);
  for (let at = 0; at < disk.length; at++) disk[at] = (at * 31 + (at >> 9)) & 255;
  writeFileSync(flat, disk);
  lab.run(
    'a',
    `${QUIETLY}; ${TYPED}
    New-VM -Name sealed -VM plain -VMHost esx-01.lab.local | Enable-VMEncryption
    New-Item -ItemType Directory '${out}/clear' | Out-Null
    Get-HardDisk plain | Copy-HardDisk -DestinationPath '${out}/clear/plain.img' -FileFormat Raw
    Export-VM plain, sealed -Destination '${out}' -Encrypted -Passphrase $p`,
  );
}, 300_000);
afterAll(() => {
  lab.remove();
});

/** Opens a disk of an export by itself: VMX, then RFC 3394, then XTS, with OpenSSL's own. */
function openDisk(name: string): Buffer {
  const { dataFileKey } = judgeVmx(readFileSync(join(out, name, `${name}.vmx`), 'utf8'), PHRASE);
  const descriptor = readFileSync(join(out, name, 'disk-0.vmdk'), 'utf8');
  const locked = decodeURIComponent(/RFC%2d3394,([^)]+)\)/.exec(descriptor)?.[1] ?? '');
  const unwrap = createDecipheriv('id-aes256-wrap', dataFileKey, Buffer.alloc(8, 0xa6));
  const dataKey = Buffer.concat([unwrap.update(Buffer.from(locked, 'base64')), unwrap.final()]);
  const sealed = readFileSync(join(out, name, 'disk-0-flat.vmdk'));
  return Buffer.concat(
    Array.from({ length: sealed.length / SECTOR_BYTES }, (_, sector) => {
      const tweak = Buffer.alloc(16);
      tweak.writeUInt32LE(sector);
      const start = sector * SECTOR_BYTES;
      return createDecipheriv('aes-256-xts', dataKey, tweak).update(
        sealed.subarray(start, start + SECTOR_BYTES),
      );
    }),
  );
}

/** The files below a folder that are no disk of the lab's own VM. */
function filesBelow(path: string): Map<string, Buffer> {
  const paths = readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .filter((file) => statSync(file).size < 16 * 1024 * 1024);
  return new Map(paths.map((file) => [file, readFileSync(file)]));
}

function hashesBelow(path: string): string[] {
  return [...filesBelow(path)].map(
    ([file, bytes]) => `${file} ${createHash('sha256').update(bytes).digest('hex')}`,
  );
}

/** Puts a copy of an export on the datastore. */
function upload(name: string, target: string): string {
  const place = join(folder, 'datastores/datastore1', target);
  cpSync(join(out, name), place, { recursive: true });
  return place;
}

describe('Export-VM -Encrypted -Passphrase', () => {
  it.each(['plain', 'sealed'])(
    'gives the disk of the %s VM to who has the passphrase, and to nobody else',
    (name) => {
      const clear = readFileSync(join(out, 'clear/plain.img'));
      expect(clear.subarray(0, 4)).toEqual(Buffer.from([0, 31, 62, 93]));
      expect(openDisk(name).equals(clear)).toBe(true);
      const piece = clear.subarray(SECTOR_BYTES, SECTOR_BYTES + 32);
      for (const [path, bytes] of filesBelow(join(out, name)))
        expect(bytes.includes(piece), path).toBe(false);
    },
  );

  it('comes back through New-VM with its data, under a key of the key provider', () => {
    upload('sealed', 'back');
    const shown = lab.run(
      'a',
      `${QUIETLY}; ${TYPED}
      $vm = New-VM back -VMFilePath '[datastore1] back/sealed.vmx' -Passphrase $p
      "$($vm.Encrypted) $((Test-VMDisk $vm).Sound) $((Get-VIEvent | Where-Object FullFormattedMessage -like '*passphrase*').Count)"
      Disable-VMEncryption $vm | Out-Null
      Get-HardDisk $vm | Copy-HardDisk -DestinationPath '${out}/clear/back.img' -FileFormat Raw | Out-Null`,
    );
    expect(shown).toBe('True True 3\n');
    const clear = readFileSync(join(out, 'clear/plain.img'));
    expect(readFileSync(join(out, 'clear/back.img')).equals(clear)).toBe(true);
  });

  it.each([
    [
      'a wrong passphrase',
      "$p = ConvertTo-SecureString 'something else' -AsPlainText -Force",
      '',
      'IncorrectPassphrase',
    ],
    ['a name that is taken', TYPED, 'plain', 'DuplicateName'],
    ['a disk that is not its own', TYPED, 'foreign', 'DiskFault'],
  ])('is refused with %s, and no file and no VM is there that was not', (title, typed, name, id) => {
    const place = upload('sealed', title.replaceAll(' ', '-'));
    if (name === 'foreign')
      cpSync(join(out, 'plain/disk-0.vmdk'), join(place, 'disk-0.vmdk'), { force: true });
    const before = hashesBelow(place);
    const shown = lab.run(
      'a',
      `${QUIETLY}; ${typed}
      $count = @(Get-VM).Count
      try { New-VM ${name} -VMFilePath '[datastore1] ${title.replaceAll(' ', '-')}/sealed.vmx' -Passphrase $p }
      catch { "$($_.FullyQualifiedErrorId)" -replace ',.*' }
      @(Get-VM).Count - $count`,
    );
    expect(shown).toBe(`${id}\n0\n`);
    expect(hashesBelow(place)).toEqual(before);
  });

  it('is not the only source: a VMX of a desktop product comes in, with its plain disk and a new NVRAM', () => {
    const place = join(folder, 'datastores/datastore1/desk');
    for (const file of ['plain.vmdk', 'plain-flat.vmdk'])
      cpSync(join(folder, 'datastores/datastore1/plain', file), join(place, file), { recursive: true });
    const hidden = [
      'displayName = "desk"',
      'uuid.bios = "56 4d 11 22 33 44 55 66-77 88 99 aa bb cc dd ee"',
      'memSize = "16"',
      'ide0:0.present = "TRUE"',
      'ide0:0.fileName = "plain.vmdk"',
      '',
    ];
    writeFileSync(join(place, 'desk.vmx'), forgeVmx(hidden.join('\n'), PHRASE));
    const shown = lab.run(
      'a',
      `${QUIETLY}; ${TYPED}
      $vm = New-VM -VMFilePath '[datastore1] desk/desk.vmx' -Passphrase $p
      "$($vm.Name) $($vm.Encrypted) $((Get-HardDisk $vm).Encrypted) $((Start-VM $vm).PowerState)"`,
    );
    expect(shown).toBe('desk True False PoweredOn\n');
  });

  it('keeps its passphrase nowhere', () => {
    for (const [path, bytes] of filesBelow(folder)) expect(bytes.includes(PHRASE), path).toBe(false);
  });
});
