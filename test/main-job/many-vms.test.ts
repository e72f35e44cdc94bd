import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { needsCommand } from '../requirements.ts';
import { openTerminal } from '../ui/terminal.ts';
import { addServer, clientCertificate, type OutsideServer, outsideServer } from './outside-server.ts';
import {
  copyState,
  environment,
  filesUnder,
  folderOfVm,
  json,
  newState,
  type State,
  start,
  vseal,
} from './vseal.ts';

const VMS = 60;

interface Seen {
  readonly Name: string;
  readonly Encrypted: boolean;
  readonly Disks: readonly boolean[];
}

/** Every VM as the model has it. What a cut run has left is settled by this command's start. */
function vmsOf(state: State): Promise<Seen[]> {
  return json(
    state,
    'Get-VM | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Encrypted = $_.Encrypted; Disks = @(Get-HardDisk $_ | ForEach-Object Encrypted) } } | ConvertTo-Json -Depth 3',
  );
}

/** Each VM is wholly encrypted or wholly plain, in the model and in its files, and nothing else lies beside them. */
async function expectWholeVms(state: State): Promise<Seen[]> {
  const vms = await vmsOf(state);
  expect(vms).toHaveLength(VMS);
  const vmxs = new Map(
    filesUnder(join(state.folder, 'datastores'))
      .filter((file) => file.endsWith('.vmx'))
      .map((file) => [basename(file, '.vmx'), file]),
  );
  for (const { Name, Encrypted, Disks } of vms) {
    expect([Name, Disks]).toEqual([Name, [Encrypted]]);
    const vmx = vmxs.get(Name) ?? '';
    const { named, present } = folderOfVm(vmx);
    expect(present).toEqual(named);
    const descriptor = named.find((file) => /^[^.]+\.vmdk$/.test(file) && !file.includes('-flat')) ?? '';
    expect(readFileSync(vmx, 'utf8').includes('encryption.keySafe')).toBe(Encrypted);
    expect(readFileSync(join(vmx, '..', descriptor), 'utf8').includes('encryptionKeys')).toBe(Encrypted);
  }
  return vms;
}

describe(`${VMS} VMs encrypted in one pipeline`, () => {
  let plain: State;

  beforeAll(async () => {
    plain = newState('memory');
    const { code, stderr } = await start(plain, ['lab', 'new', '--vms', String(VMS)]).ended;
    expect([code, stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
  });

  describe('with a key management server outside', () => {
    let server: OutsideServer;
    beforeAll(async () => {
      server = await outsideServer();
    });
    afterAll(() => server.stop());

    test('take one connection to it', async () => {
      const state = copyState(plain);
      expect((await vseal(state, addServer('kms-1', 'site-kms', server.port))).code).toBe(0);
      server.trust(await clientCertificate(state, 'site-kms'));
      const before = server.connectionCount();
      const { code, stdout, stderr } = await vseal(
        state,
        'Get-VM | Enable-VMEncryption -KMSClusterId site-kms -ErrorAction Stop | ForEach-Object Name',
      );
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
      expect(stdout.trim().split('\n')).toHaveLength(VMS);
      expect(server.connectionCount() - before).toBe(1);
      // One for each VM, and the hosts' own.
      expect(server.keyIds()).toHaveLength(VMS + 3);
      expect((await expectWholeVms(state)).every((vm) => vm.Encrypted)).toBe(true);
    });

    test('make no key too many of it when all are started at once', async () => {
      const state = copyState(plain);
      expect((await vseal(state, addServer('kms-1', 'site-kms', server.port))).code).toBe(0);
      server.trust(await clientCertificate(state, 'site-kms'));
      // Those that were destroyed again are among them.
      const before = server.keyIds().length;
      const { code, stderr } = await vseal(
        state,
        '$tasks = Get-VM | Enable-VMEncryption -KMSClusterId site-kms -RunAsync; $tasks | Wait-Task | Out-Null',
      );
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
      expect(server.keyIds().length - before).toBe(VMS + 3);
      expect((await expectWholeVms(state)).every((vm) => vm.Encrypted)).toBe(true);
    });
  });

  test('are whole, each of them, when Ctrl-C ends a script in the middle', async () => {
    const state = copyState(plain);
    const script = join(state.folder, '..', 'encrypt.ps1');
    writeFileSync(script, 'Get-VM | Enable-VMEncryption | ForEach-Object { Write-Host "done $($_.Name)" }\n');
    const { child, ended } = start(state, ['run', script]);
    child.stdout?.on('data', (text: string) => {
      if (text.includes('done vm-010')) child.kill('SIGINT');
    });
    const { code, stdout } = await ended;
    expect(code).toBe(130);
    const told = [...stdout.matchAll(/^done (\S+)$/gm)].map(([, name]) => name);
    const encrypted = (await expectWholeVms(state)).filter((vm) => vm.Encrypted).map(({ Name }) => Name);
    expect(encrypted).toEqual(expect.arrayContaining(told));
    expect(encrypted.length).toBeGreaterThanOrEqual(10);
    expect(encrypted.length).toBeLessThan(VMS);
    const rest = await vseal(
      state,
      'Get-VM | Where-Object { -not $_.Encrypted } | Enable-VMEncryption | Out-Null',
    );
    expect([rest.code, rest.stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
    expect((await expectWholeVms(state)).every((vm) => vm.Encrypted)).toBe(true);
  });

  test.skipIf(needsCommand('tmux', 'tmux'))(
    'show on a terminal which VM is worked on, and stop there',
    async () => {
      const state = copyState(plain);
      const terminal = openTerminal(`${process.execPath} bin/vseal.js --state ${state.file}`, {
        columns: 120,
        rows: 40,
        environment: { XDG_RUNTIME_DIR: environment(state)['XDG_RUNTIME_DIR'] ?? '' },
      });
      try {
        await terminal.until('administrator@vsphere.local');
        terminal.type('Get-VM | Enable-VMEncryption | Out-Null');
        terminal.press('Enter');
        await terminal.until(/Encrypting vm-\d{3}/);
        terminal.press('C-c');
        await terminal.until((screen) => !/Encrypting vm-\d{3}/.test(screen));
        terminal.type('"still $(1 + 1) here"');
        terminal.press('Enter');
        await terminal.until('still 2 here');
      } finally {
        terminal.close();
      }
      const encrypted = (await expectWholeVms(state)).filter((vm) => vm.Encrypted);
      expect(encrypted.length).toBeLessThan(VMS);
    },
  );
});
