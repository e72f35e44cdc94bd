import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { GiB, MiB } from '../../src/base/units.ts';
import { needsCommand } from '../requirements.ts';
import { BOOT_COUNT_OFFSET, bootSector } from './boot-sector.ts';
import { fetchLinuxParts, makeLinuxDisk } from './linux-guest.ts';
import { dataOf, newFolder, newState, type State, start, vseal } from './vseal.ts';

const isMissing = [
  needsCommand('qemu-system-x86_64', 'qemu-system-x86'),
  needsCommand('nbdcopy', 'libnbd-bin'),
].some(Boolean);

const LETTER = 'The ledger of 1913 lies in the third drawer.\n';

/** Boots a PC from the disk, in software; gives its exit code and what it printed to its serial port. */
async function boot(uri: string, memoryMiB = 32, bus = 'ide'): Promise<{ code: number; printed: string }> {
  const machine = ['-machine', 'pc', '-accel', 'tcg', '-m', String(memoryMiB), '-nodefaults'];
  const devices = [
    '-no-reboot',
    '-display',
    'none',
    '-serial',
    'stdio',
    '-device',
    'isa-debug-exit,iobase=0xf4,iosize=1',
  ];
  const drive = ['-drive', `file=${uri},format=raw,if=${bus}`];
  try {
    const command = [...machine, ...devices, ...drive];
    const { stdout } = await promisify(execFile)('qemu-system-x86_64', command, { timeout: 110_000 });
    return { code: 0, printed: stdout };
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, printed: stdout };
  }
}

/** Makes an encrypted VM and serves its disk; what it holds is read again once it has been decrypted. */
async function serveVault(diskBytes: number): Promise<{
  state: State;
  uri: string;
  powerOff: () => Promise<{ encrypted: Buffer; decrypted: string }>;
}> {
  const state = newState();
  const ready = await vseal(
    state,
    `$null = New-VM vault -DiskGB ${diskBytes / GiB}; $null = Enable-VMEncryption vault; $null = Start-VM vault`,
  );
  expect(ready.code, ready.stderr).toBe(0);
  expect(ready.stderr).not.toContain('Try:');
  const server = start(state, ['nbd', 'vault']);
  const uri = await new Promise<string>((resolve) => {
    server.child.stdout?.once('data', (text: string) => resolve(text.split('\n')[0] ?? ''));
  });
  const powerOff = async () => {
    await vseal(state, 'Stop-VM vault -Confirm:$false');
    expect((await server.ended).code).toBe(0);
    const extent = join(state.folder, 'datastores', 'datastore1', 'vault', 'vault_1-flat.vmdk');
    const encrypted = Buffer.concat(dataOf(extent));
    const decrypted = join(state.folder, 'decrypted.img');
    const decrypt = `$null = Disable-VMEncryption vault; Get-HardDisk vault | Copy-HardDisk -DestinationPath ${decrypted} -FileFormat Raw`;
    expect((await vseal(state, decrypt)).stdout.trim()).toBe(decrypted);
    return { encrypted, decrypted };
  };
  return { state, uri, powerOff };
}

describe.skipIf(isMissing)('a guest', () => {
  test('boots from its encrypted disk, reads and writes it, and finds it so after the next start', async () => {
    const { state, uri, powerOff } = await serveVault(32 * MiB);
    const image = join(state.folder, 'guest.img');
    const second = Buffer.alloc(512);
    second.write(LETTER);
    writeFileSync(image, Buffer.concat([bootSector(), second]));
    await promisify(execFile)('nbdcopy', ['--flush', image, uri]);

    const well = { code: 33, printed: `${LETTER}written and read back\n` };
    expect(await boot(uri)).toEqual(well);
    expect(await boot(uri)).toEqual(well);

    const { encrypted, decrypted } = await powerOff();
    expect(encrypted.length).toBeGreaterThan(0);
    expect(encrypted.includes(LETTER.slice(0, 16))).toBe(false);
    const disk = readFileSync(decrypted);
    expect(disk.subarray(512, 512 + LETTER.length).toString()).toBe(LETTER);
    expect(disk.readUInt16LE(BOOT_COUNT_OFFSET)).toBe(2);
  });

  // Its packages come from Debian's archive, and it takes seconds to start.
  test.skipIf(process.env['SOAK'] !== '1' || needsCommand('apt-get', 'apt'))(
    'is Linux, with its boot loader, kernel and files on its encrypted disk',
    async () => {
      const parts = fetchLinuxParts(join(newFolder(), 'debian'));
      const { state, uri, powerOff } = await serveVault(40 * MiB);
      const image = join(state.folder, 'guest.img');
      makeLinuxDisk(parts, image, 40 * MiB, LETTER);
      await promisify(execFile)('nbdcopy', ['--flush', image, uri]);
      for (let starts = 1; starts <= 2; starts++) {
        const { code, printed } = await boot(uri, 192, 'virtio');
        expect(code, printed).toBe(0);
        expect(printed).toContain(`Linux: ${LETTER.trim()}`);
        expect(printed).toContain('the disk is written');
      }
      const { encrypted, decrypted } = await powerOff();
      expect(encrypted.includes(LETTER.slice(0, 16))).toBe(false);
      expect(encrypted.includes('SYSLINUX')).toBe(false);
      const read = (name: string) => parts.tool('mtype', '-i', decrypted, `::${name}`);
      expect(read('starts.txt')).toBe('started\nstarted\n');
      const noise = join(state.folder, 'noise');
      parts.tool('mcopy', '-i', decrypted, '::noise', noise);
      const sum = createHash('sha256').update(readFileSync(noise)).digest('hex');
      expect(read('noise.sum')).toBe(`${sum}  noise\n`);
    },
    300_000,
  );
});
