import { execFileSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { filesUnder, json, newFolder, newState, type State, start, vseal } from '../main-job/vseal.ts';
import { needsCommand } from '../requirements.ts';
import { pattern } from '../storage/fixtures.ts';
import { type ForeignOvf, foreignOvf, item, writePackage } from './ovf-package-files.ts';

const MiB = 1024 ** 2;
const GUEST = pattern(3 * MiB, 41);
const DISK = 'system.vmdk';
const NEW_VM = '-MemoryMB 64 -VMHost esx-01.lab.local -Datastore datastore1';

/** A raw disk of 16 MiB: the guest's data, then nothing. */
function rawDisk(folder: string): string {
  const raw = join(folder, 'raw.img');
  writeFileSync(raw, GUEST);
  truncateSync(raw, 16 * MiB);
  return raw;
}

async function newLab(): Promise<State> {
  const state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  return state;
}

describe.skipIf(needsCommand('qemu-img', 'qemu-utils'))('Import-VApp of packages of others', () => {
  let state: State;
  let folder: string;
  beforeAll(async () => {
    state = await newLab();
    folder = newFolder();
    const options = ['-f', 'raw', '-O', 'vmdk', '-o', 'subformat=streamOptimized'];
    execFileSync('qemu-img', ['convert', ...options, rawDisk(folder), join(folder, DISK)]);
  });

  const write = (name: string, change: Partial<ForeignOvf> = {}, manifest?: string): string => {
    const text = foreignOvf(folder, { disk: DISK, ...change });
    return writePackage(folder, name, text, { disk: DISK, ...(manifest !== undefined && { manifest }) });
  };

  it('takes processors, memory, disks and their places, drives and properties as they are said', async () => {
    const sections = `<ovf:ProductSection ovf:class="net"><ovf:Info/>
      <ovf:Property ovf:key="host name" ovf:type="string" ovf:userConfigurable="true" ovf:value="none"/>
      <ovf:Property ovf:key="kept" ovf:type="string" ovf:value="a&quot;b"/></ovf:ProductSection>`;
    // The package's disk is smaller than it is to be.
    const source = write('good', { sections, capacity: 20 * MiB });
    await json(
      state,
      `Import-VApp '${source}' -Name eager -DiskStorageFormat EagerZeroedThick -Datastore datastore1 -WarningAction Ignore | Select-Object Name | ConvertTo-Json`,
    );
    const eager = statSync(join(state.folder, 'datastores/datastore1/eager/eager-flat.vmdk'));
    expect([eager.size, eager.blocks * 512 >= eager.size]).toEqual([20 * MiB, true]);
    const made = await json<Record<string, unknown>>(
      state,
      `$vm = Import-VApp '${source}' -Datastore datastore1 -WarningVariable said -WarningAction SilentlyContinue -OvfConfiguration @{ 'net.host_name' = 'web <1>'; 'NetworkMapping.Site LAN' = 'VM Network' }
      $disks = Get-HardDisk $vm
      [pscustomobject]@{
        Name = $vm.Name; Cpus = $vm.NumCpu; MemoryMB = [int]$vm.MemoryMB; GuestId = $vm.GuestId
        Hardware = $vm.HardwareVersion; Network = (Get-NetworkAdapter $vm).NetworkName
        Disks = @($disks | ForEach-Object { "$($_.Filename) $([int]($_.CapacityGB * 1024)) $($_.StorageFormat)" })
        Environment = (Get-AdvancedSetting $vm -Name guestinfo.ovfEnv).Value; Said = @($said | ForEach-Object { "$_" })
      } | ConvertTo-Json`,
    );
    expect(made).toEqual({
      Name: 'appliance & more',
      Cpus: 2,
      MemoryMB: 64,
      GuestId: 'ubuntu64Guest',
      Hardware: 'vmx-11',
      Network: 'VM Network',
      Disks: [
        '[datastore1] appliance & more/appliance & more.vmdk 20 Thin',
        '[datastore1] appliance & more/appliance & more_1.vmdk 8 Thin',
      ],
      Environment: expect.stringContaining(
        '<Property oe:key="net.host name" oe:value="web &#60;1&#62;"/><Property oe:key="net.kept" oe:value="a&#34;b"/>',
      ),
      Said: [],
    });
    const home = join(state.folder, 'datastores/datastore1/appliance & more');
    const vmx = readFileSync(join(home, 'appliance & more.vmx'), 'utf8');
    expect(vmx).toContain('ide0:0.fileName = "appliance & more.vmdk"');
    expect(vmx).toContain('scsi0:0.fileName = "appliance & more_1.vmdk"');
    expect(vmx).toContain('ide1:0.deviceType = "cdrom-raw"');
    const back = join(folder, 'back.img');
    execFileSync('qemu-img', ['convert', '-O', 'raw', join(home, 'appliance & more.vmdk'), back]);
    const data = readFileSync(back);
    expect(data.length).toBe(20 * MiB);
    expect(data.subarray(0, GUEST.length).equals(Buffer.from(GUEST))).toBe(true);
    expect(data.subarray(GUEST.length).every((byte) => byte === 0)).toBe(true);
  });

  it('refuses what is not whole or leads out of the package, and makes nothing of it', async () => {
    writeFileSync(join(folder, 'outside.vmdk'), '');
    symlinkSync(join(folder, DISK), join(folder, 'link.vmdk'));
    const sneaky = readFileSync(join(folder, DISK))
      .toString('latin1')
      .replace(/parentCID=ffffffff/, 'parentCID=12345678');
    writeFileSync(join(folder, 'delta.vmdk'), Buffer.from(sneaky, 'latin1'));
    const flat = `# Disk DescriptorFile\nversion=1\nCID=12345678\nparentCID=ffffffff\ncreateType="monolithicFlat"\nRW 32768 FLAT "raw.img" 0\n`;
    writeFileSync(join(folder, 'reaches.vmdk'), flat);
    const cases: readonly [string, string, RegExp][] = [
      [
        'digest',
        write('digest', {}, `SHA1(digest.ovf)= ${'0'.repeat(40)}\nSHA1(${DISK})= ${'0'.repeat(40)}\n`),
        /the SHA1 digest of digest\.ovf is not the one in its manifest/,
      ],
      [
        'unlisted',
        write('unlisted', {}, `SHA1(unlisted.ovf)= ${'0'.repeat(40)}\n`),
        /its manifest has no line for system\.vmdk/,
      ],
      [
        'manifest',
        write('manifest', {}, 'SHA1(x)= 12\n'),
        /of its manifest manifest\.mf, "SHA1\(x\)= 12" is no line/,
      ],
      [
        'up',
        write('up', { href: '../outside.vmdk' }),
        /refers to '\.\.\/outside\.vmdk', which is no file beside it/,
      ],
      ['coded', write('coded', { href: '..%2Foutside.vmdk' }), /refers to '\.\.\/outside\.vmdk'/],
      ['web', write('web', { href: 'https://example.com/a.vmdk' }), /which is no file beside it/],
      ['link', write('link', { href: 'link.vmdk' }), /link\.vmdk is no regular file/],
      ['gone', write('gone', { href: 'gone.vmdk' }), /its file gone\.vmdk is not there/],
      ['size', write('size', { sizeBytes: 7 }), /has \d+ bytes where it promises 7/],
      ['gzip', write('gzip', { fileAttributes: 'ovf:compression="gzip"' }), /is compressed \(gzip\)/],
      ['chunks', write('chunks', { fileAttributes: 'ovf:chunkSize="10"' }), /comes in chunks/],
      ['small', write('small', { capacity: 8 * MiB }), /has 16777216 bytes where it promises 8388608/],
      ['delta', named('delta.vmdk'), /delta\.vmdk is a delta over another disk/],
      ['reaches', named('reaches.vmdk'), /has its data in raw\.img, which is no file of it/],
      ['image', named('raw.img'), /raw\.img is no VMDK/],
      ['dtd', write('dtd', { before: '<!DOCTYPE x [<!ENTITY a "b">]>' }), /no well-formed XML/],
      ['family', write('family', { family: 'virtualbox-2.2' }), /its hardware is of no family of vSphere/],
      [
        'new',
        write('new', { family: 'vmx-19' }),
        /its hardware is vmx-19, and esx-01\.lab\.local runs up to vmx-13/,
      ],
      ['device', write('device', { items: item(9, 35, '') }), /needs what no VM here has: device 9/],
      [
        'archive',
        archive('archive', [['../evil.ovf', 'x']]),
        /the name "\.\.\/evil\.ovf" is none of a file beside the others/,
      ],
      ['absolute', archive('absolute', [['/etc/evil.ovf', 'x']]), /the name "\/etc\/evil\.ovf" is none/],
      ['no-ovf', archive('no-ovf', [['a.txt', 'x']]), /there is not exactly one \.ovf in the archive/],
      ['other', join(folder, 'raw.img'), /ends in neither \.ovf nor \.ova/],
    ];
    const list = cases.map(([, path]) => `'${path}'`).join(', ');
    const { stdout, stderr } = await vseal(
      state,
      `foreach ($path in ${list}) { Import-VApp $path -Name bad -Datastore datastore1 -WarningAction Ignore }
      @(Get-VM bad -ErrorAction Ignore).Count`,
    );
    const why = stderr.split('Import-VApp: ').slice(1);
    for (const [index, [name, , reason]] of cases.entries()) expect(why[index], name).toMatch(reason);
    expect([why.length, stdout]).toEqual([cases.length, '0\n']);
    expect(existsSync(join(state.folder, 'datastores/datastore1/bad'))).toBe(false);
  });

  /** A package of another disk, without a manifest. */
  function named(disk: string): string {
    const name = disk.replace(/\.\w+$/, '-package');
    const path = join(folder, `${name}.ovf`);
    writeFileSync(path, foreignOvf(folder, { disk }));
    return path;
  }

  function archive(name: string, files: readonly (readonly [string, string])[]): string {
    const path = join(folder, `${name}.ova`);
    const content = files.map(([file, text]) => [file.replaceAll('/', '_'), file, text] as const);
    for (const [onDisk, , text] of content) writeFileSync(join(folder, onDisk), text);
    const rename = content.map(([onDisk, file]) => `--transform=s|^${onDisk}$|${file}|`);
    const names = content.map(([onDisk]) => onDisk);
    execFileSync('tar', ['-cf', path, '-P', '--format=ustar', ...rename, '-C', folder, ...names]);
    return path;
  }

  it('imports with -Force what has hardware of others, and says what is left out', async () => {
    const source = write('forced', { family: 'virtualbox-2.2', items: item(9, 35, '') });
    const forced = await json<{ Hardware: string; Said: string[] }>(
      state,
      `$vm = Import-VApp '${source}' -Name forced -Force -WarningVariable said -WarningAction SilentlyContinue
      [pscustomobject]@{ Hardware = $vm.HardwareVersion; Said = @($said | ForEach-Object { "$_" }) } | ConvertTo-Json`,
    );
    expect(forced.Hardware).toBe('vmx-13');
    expect(forced.Said).toEqual([
      expect.stringContaining("No network here is called 'Site LAN'; its adapters connect to"),
      "No VM here has 'device 9': it is left out.",
    ]);
  });
});

describe('Import-VApp that is killed', () => {
  it.each([
    ['file-operation.begun', 0],
    ['convert.extent-created', 0],
    ['ovf-import.disk-written', 0],
    ['ovf-import.written', 0],
    ['file-operation.decided', 1],
  ] as const)('at %s leaves nothing, or the whole VM', async (point, vms) => {
    const state = await newLab();
    const out = newFolder();
    const made = await vseal(
      state,
      `New-VM first -DiskMB 16, 8 ${NEW_VM} | Export-VApp -Destination '${out}' -Format Ova | Out-Null`,
    );
    expect([made.code, made.stderr]).toEqual([0, '']);
    const killed = await vseal(
      state,
      `Import-VApp '${out}/first.ova' -Name second -Datastore datastore1`,
      point,
    );
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    const sound = await json<number>(
      state,
      '@(Get-VM second -ErrorAction Ignore | Test-VMDisk).Count | ConvertTo-Json',
    );
    const files = filesUnder(join(state.folder, 'datastores')).filter((file) => file.includes('/second'));
    expect([sound, files.length]).toEqual(vms === 0 ? [0, 0] : [2, 6]);
  });
});

describe('Export-VApp that is killed', () => {
  it.each(['Ovf', 'Ova'])(
    'leaves nothing by the name of the package as %s, and can be run again',
    async (format) => {
      const state = await newLab();
      const out = newFolder();
      const exporting = `Export-VApp first -Destination '${out}' -Format ${format} | Split-Path -Leaf`;
      const made = await vseal(state, `New-VM first -DiskMB 16 ${NEW_VM} | Out-Null`);
      expect([made.code, made.stderr]).toEqual([0, '']);
      expect((await vseal(state, exporting, 'export.written')).signal).toBe('SIGKILL');
      expect(readdirSync(out).filter((name) => !name.startsWith('.'))).toEqual([]);
      const again = await vseal(state, exporting);
      expect(again.stderr).toBe('');
      expect(again.stdout.trim().split('\n')).toEqual(
        format === 'Ova' ? ['first.ova'] : ['first.ovf', 'first.mf', 'first-disk1.vmdk'],
      );
      expect(readdirSync(out)).toEqual([format === 'Ova' ? 'first.ova' : 'first']);
    },
  );

  it.each(['export.written', 'export.exchanged'])(
    'over an older package, at %s, leaves one that is whole, and the other files beside it',
    async (point) => {
      const state = await newLab();
      const out = newFolder();
      const exporting = `Export-VApp first -Destination '${out}' -Force | Split-Path -Leaf`;
      const made = await vseal(state, `New-VM first -DiskMB 16, 16 ${NEW_VM} | Out-Null; ${exporting}`);
      expect([made.code, made.stderr]).toEqual([0, '']);
      writeFileSync(join(out, 'first', 'notes.txt'), 'of the user');
      await vseal(state, '(Get-HardDisk first)[1] | Remove-HardDisk -DeletePermanently -Confirm:$false');
      expect((await vseal(state, exporting, point)).signal).toBe('SIGKILL');
      expect(readdirSync(out)).toHaveLength(3);
      const imported = await json<number>(
        state,
        `$vm = Import-VApp '${out}/first/first.ovf' -Name second -VMHost esx-01.lab.local; @(Get-HardDisk $vm).Count | ConvertTo-Json`,
      );
      expect(imported).toBe(point === 'export.written' ? 2 : 1);
      expect((await vseal(state, exporting)).stderr).toBe('');
      expect(readdirSync(out)).toEqual(['first']);
      expect(readdirSync(join(out, 'first')).sort()).toEqual([
        'first-disk1.vmdk',
        'first.mf',
        'first.ovf',
        'notes.txt',
      ]);
    },
  );
});
