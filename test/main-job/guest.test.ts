import { execFile } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { BOOT_COUNT_OFFSET, bootSector } from './boot-sector.ts';
import { dataOf, newState, start, vseal } from './vseal.ts';

const isMissing = [
  needsCommand('qemu-system-x86_64', 'qemu-system-x86'),
  needsCommand('nbdcopy', 'libnbd-bin'),
].some(Boolean);

const LETTER = 'The ledger of 1913 lies in the third drawer.\n';

/** Boots a PC from the disk, in software; gives its exit code and what it printed to its serial port. */
async function boot(uri: string): Promise<{ code: number; printed: string }> {
  const machine = ['-machine', 'pc', '-accel', 'tcg', '-m', '32', '-nodefaults', '-display', 'none'];
  const devices = ['-serial', 'stdio', '-device', 'isa-debug-exit,iobase=0xf4,iosize=1'];
  const drive = ['-drive', `file=${uri},format=raw,if=ide`];
  try {
    await promisify(execFile)('qemu-system-x86_64', [...machine, ...devices, ...drive], { timeout: 60_000 });
  } catch (error) {
    const { code, stdout } = error as { code: number; stdout: string };
    return { code, printed: stdout };
  }
  throw new Error('the guest has not left by its own exit code');
}

describe.skipIf(isMissing)('a guest', () => {
  test('boots from its encrypted disk, reads and writes it, and finds it so after the next start', async () => {
    const state = newState();
    const ready = await vseal(
      state,
      '$null = New-VM vault -DiskGB 0.03125; $null = Enable-VMEncryption vault; $null = Start-VM vault',
    );
    expect(ready.stderr).not.toContain('Try:');
    const server = start(state, ['nbd', 'vault']);
    const uri = await new Promise<string>((resolve) => {
      server.child.stdout?.once('data', (text: string) => resolve(text.split('\n')[0] ?? ''));
    });
    const image = join(state.folder, 'guest.img');
    const second = Buffer.alloc(512);
    second.write(LETTER);
    writeFileSync(image, Buffer.concat([bootSector(), second]));
    await promisify(execFile)('nbdcopy', ['--flush', image, uri]);

    const well = { code: 33, printed: `${LETTER}written and read back\n` };
    expect(await boot(uri)).toEqual(well);
    expect(await boot(uri)).toEqual(well);

    await vseal(state, 'Stop-VM vault -Confirm:$false');
    expect((await server.ended).code).toBe(0);
    const extent = join(state.folder, 'datastores', 'datastore1', 'vault', 'vault_1-flat.vmdk');
    const encrypted = Buffer.concat(dataOf(extent));
    expect(encrypted.length).toBeGreaterThan(0);
    expect(encrypted.includes(LETTER.slice(0, 16))).toBe(false);
    const raw = join(state.folder, 'decrypted.img');
    const decrypt = `$null = Disable-VMEncryption vault; Get-HardDisk vault | Copy-HardDisk -DestinationPath ${raw} -FileFormat Raw`;
    expect((await vseal(state, decrypt)).stdout.trim()).toBe(raw);
    const disk = readFileSync(raw);
    expect(disk.subarray(512, 512 + LETTER.length).toString()).toBe(LETTER);
    expect(disk.readUInt16LE(BOOT_COUNT_OFFSET)).toBe(2);
  });
});
