import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { needsCommand } from '../requirements.ts';
import { pattern, run } from '../storage/fixtures.ts';
import { dataOf, json, newState, type Started, type State, start, vseal } from './vseal.ts';

/** A running, encrypted VM; its disks are served by one process and asked for by others. */
const noLibnbd = needsCommand('nbdcopy', 'libnbd-bin');

let state: State;
beforeAll(async () => {
  state = newState();
  const ready = await vseal(
    state,
    '$null = New-VM vault -DiskGB 0.03125; $null = Enable-VMEncryption vault; $null = Start-VM vault; $null = New-VM small -DiskGB 0.03125; $null = Start-VM small',
  );
  expect(ready.code).toBe(0);
});

/** Serves a VM's disks in a process of its own; resolves when clients can connect. */
async function serve(vm: string, ...options: string[]): Promise<{ server: Started; uri: string }> {
  const server = start(state, ['nbd', vm, ...options]);
  let printed = '';
  const uri = await new Promise<string>((resolve, reject) => {
    server.child.stdout?.on('data', (text: string) => {
      printed += text;
      const [line = '', ...more] = printed.split('\n');
      if (more.length > 0) resolve(line);
    });
    server.child.on('close', (code) => reject(new Error(`the server ended with ${code}`)));
  });
  return { server, uri };
}

const extentOf = (vm: string, disk: string): string =>
  join(state.folder, 'datastores', 'datastore1', vm, `${disk}-flat.vmdk`);

describe.skipIf(noLibnbd)('a disk server', () => {
  test('lets a client write what lies encrypted on the disk, until another process powers the VM off', async () => {
    const { server, uri } = await serve('vault');
    const image = join(state.folder, 'guest.img');
    writeFileSync(image, Buffer.concat([Buffer.alloc(MiB, 'plaintext of the guest '), pattern(3 * MiB, 7)]));
    run('nbdcopy', '--destination-is-zero', '--flush', image, uri);
    const shown = await json<{ ProcessId: number; WriteBytes: number }>(
      state,
      'Get-VMDiskServer vault | Select-Object ProcessId, WriteBytes | ConvertTo-Json',
    );
    expect(shown.ProcessId).toBe(server.child.pid);
    expect(shown.WriteBytes).toBeGreaterThanOrEqual(3 * MiB);

    const refused = await vseal(state, 'Start-VMDiskServer vault');
    expect(refused.stderr).toContain("The resource 'vault' is in use.");
    expect(refused.stderr).toContain(`Process ${server.child.pid} holds it to serve the disks of vault.`);

    const stopped = await vseal(state, '(Stop-VM vault -Confirm:$false).PowerState');
    expect(stopped.stdout.trim()).toBe('PoweredOff');
    expect((await server.ended).code).toBe(0);

    for (const data of dataOf(extentOf('vault', 'vault_1')))
      expect(data.includes('plaintext of')).toBe(false);
    await vseal(state, '$null = Start-VM vault');
    const again = await serve('vault', '--read-only');
    const back = join(state.folder, 'back.img');
    run('nbdcopy', again.uri, back);
    const length = readFileSync(image).length;
    expect(readFileSync(back).subarray(0, length).equals(readFileSync(image))).toBe(true);
    expect(() => run('nbdcopy', image, again.uri)).toThrow(/read-only|cannot be written|does not support/i);
    again.server.child.kill('SIGINT');
    expect((await again.server.ended).signal).toBeNull();
    expect((await vseal(state, '@(Get-VMDiskServer).Count')).stdout.trim()).toBe('0');
  });

  test('is served over TLS on a port, to those who trust its certificate', async () => {
    const { server, uri } = await serve('small', '--port', '0');
    expect(uri).toMatch(/^nbds:\/\/127\.0\.0\.1:\d+\/disk1$/);
    const file = await vseal(state, '(Get-VMDiskServer small).CertificateFile');
    const folder = join(state.folder, 'trust');
    run('mkdir', folder);
    run('cp', file.stdout.trim(), join(folder, 'ca-cert.pem'));
    expect(run('nbdinfo', '--size', `${uri}?tls-certificates=${folder}`).trim()).toBe(String(32 * MiB));
    expect(() => run('nbdinfo', uri.replace('nbds:', 'nbd:'))).toThrow();
    await vseal(state, 'Stop-VMDiskServer small');
    expect((await server.ended).code).toBe(0);
  });

  test('is an event, and is refused to who may not see plaintext and for a VM that is off', async () => {
    const { server } = await serve('small');
    server.child.kill('SIGKILL');
    await server.ended;
    const { stdout } = await vseal(
      state,
      'Get-VIEvent | Where-Object FullFormattedMessage -match "served over NBD" | Select-Object -First 1 -ExpandProperty FullFormattedMessage',
    );
    expect(stdout.trim()).toBe('Disks of small are served over NBD: Hard disk 1.');
    // A killed server's lock is free at once.
    expect((await vseal(state, 'Stop-VM small -Confirm:$false')).code).toBe(0);
    const off = await vseal(state, 'Start-VMDiskServer small');
    expect(off.stderr).toContain('Serving its disks needs small to be PoweredOn; it is PoweredOff.');
  });
});
