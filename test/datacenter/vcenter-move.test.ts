import { cpSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { ok } from '../../src/base/result.ts';
import { createKmipServer, type KmipServer } from '../../src/kmip/server/kmip-server.ts';
import { createMemoryKeyStore } from '../../src/kmip/server/memory-key-store.ts';
import { makeIdentities, unwrap } from '../kmip/fixtures.ts';
import {
  copyState,
  filesUnder,
  json,
  newState,
  type Ran,
  type State,
  start,
  vseal,
} from '../main-job/vseal.ts';
import { lookFor, withState } from './opened-state.ts';
import { must } from './small-lab.ts';

/** Two vCenters, each with its state file and its datastores: a VM goes from one to the other with all it has. */
interface Pair {
  readonly here: State;
  readonly there: State;
}

/** Two labs, one with two VMs that are off, one with none. */
let labs: Pair;
beforeAll(async () => {
  labs = await newPair();
});

const copyPair = ({ here, there }: Pair): Pair => ({
  here: copyState(here, 'memory'),
  there: copyState(there, 'memory'),
});

async function newPair(): Promise<Pair> {
  const [here, there] = [newState('memory'), newState('memory')];
  const made = await Promise.all([
    start(here, ['lab', 'new', '--hosts', '2', '--vms', '2']).ended,
    start(there, ['lab', 'new', '--hosts', '2', '--vms', '1']).ended,
  ]);
  expect(made.map(({ code }) => code)).toEqual([0, 0]);
  const sized = await vseal(here, 'Get-VM | Set-VM -MemoryMB 32 -Confirm:$false | Out-Null');
  expect(sized.code).toBe(0);
  const emptied = await vseal(there, 'Get-VM | Remove-VM -DeletePermanently -Confirm:$false');
  expect(emptied.code).toBe(0);
  return { here, there };
}

/** Connects to the other vCenter as a user would, and moves. */
const move = ({ there }: Pair, vm: string, more = ''): string => `
  $p = ConvertTo-SecureString 'VMware1!' -AsPlainText -Force
  $admin = [pscredential]::new('administrator@vsphere.local', $p)
  $other = Connect-VIServer ${there.file} -Credential $admin -NotDefault
  Move-VM ${vm} (Get-VMHost esx-02* -Server $other) -Datastore (Get-Datastore datastore2 -Server $other) ${more}`;

const filesOf = ({ folder }: State, vm: string): string[] =>
  filesUnder(join(folder, 'datastores'))
    .filter((file) => file.includes(`/${vm}/`))
    .map((file) => file.slice(join(folder, 'datastores').length + 1))
    .sort();

const succeed = (ran: Ran): void => expect([ran.code, ran.stderr]).toEqual([0, '']);

describe('a VM that moves to another vCenter', () => {
  let pair: Pair;
  beforeAll(() => {
    pair = copyPair(labs);
  });

  test('runs there, with its snapshots, and nothing of it is left here', async () => {
    succeed(await vseal(pair.here, 'Start-VM vm-001 | New-Snapshot -Name before | Out-Null'));
    const moved = await json<Record<string, unknown>>(
      pair.here,
      `${move(pair, 'vm-001')} | Select-Object MovedEncrypted, SourceHost, DestinationHost | ConvertTo-Json`,
    );
    expect(moved).toEqual({
      MovedEncrypted: true,
      SourceHost: 'esx-01.lab.local',
      DestinationHost: 'esx-02.lab.local',
    });
    expect(lookFor(pair.here, 'vm-001')).toEqual([]);
    expect(filesOf(pair.here, 'vm-001')).toEqual([]);
    expect(lookFor(pair.there, 'vm-001')).toEqual([
      {
        host: 'esx-02.lab.local',
        power: 'PoweredOn',
        disks: ['[datastore2] vm-001/vm-001-000001.vmdk'],
      },
    ]);
    succeed(
      await vseal(
        pair.there,
        'Get-Snapshot vm-001 | Remove-Snapshot -Confirm:$false; Get-VM vm-001 | Stop-VM -Confirm:$false | Start-VM | Out-Null',
      ),
    );
  });

  test('does not when its name is taken, a datastore is missing, or it is encrypted in 6.5', async () => {
    const refused = async (text: string): Promise<string> => (await vseal(pair.here, text)).stderr;
    const toHost = move(pair, 'vm-002').replace(/ -Datastore .*/, '');
    expect(await refused(toHost)).toContain('no datastore of that vCenter was named');
    expect(
      await refused(`Get-VM vm-002 | Set-VM -Name vm-001 -Confirm:$false; ${move(pair, 'vm-001')}`),
    ).toMatch(
      /The name 'vm-001' already exists\.[\s\S]*Try: Give it another name first: Set-VM vm-001 -Name/,
    );
    expect(
      await refused(
        `Set-VM vm-001 -Name vm-002 -Confirm:$false; Enable-VMEncryption vm-002 | Out-Null; ${move(pair, 'vm-002')}`,
      ),
    ).toContain('it cannot move to another vCenter');
    expect(lookFor(pair.here, 'vm-002')).toHaveLength(1);
    expect(filesOf(pair.there, 'vm-002')).toEqual([]);
  });
});

describe('a VM that is off', () => {
  test('connects to the network of the same name or to one that is named, and gets its disks as asked', async () => {
    const pair = copyPair(labs);
    const rename = (name: string) =>
      withState(pair.there, (datacenter) => {
        const [network] = [...datacenter.rows('networks')];
        if (network === undefined) throw new Error('the lab has a network');
        must(
          datacenter.commit({ user: 'administrator@vsphere.local' }, 'arrange', (tx) =>
            ok(tx.put('networks', { ...network, name })),
          ),
        );
      });
    rename('Site B');
    const thick = move(pair, 'vm-002', '-DiskStorageFormat Thick -VMotionPriority High -MaxMBps 500');
    const { stderr } = await vseal(pair.here, thick);
    expect(stderr).toContain('It is connected to the network VM Network, which does not exist there.');
    expect(stderr).toContain(
      "Try: Move-VM … -PortGroup (Get-VirtualPortGroup -Name 'Site B' -Server $other)",
    );
    const wrong = await vseal(pair.here, "Move-VM vm-002 esx-01.lab.local -PortGroup 'VM Network' -WhatIf");
    expect(wrong.stderr).toContain('A move within a vCenter leaves the networks of a VM as they are.');
    const mapped = `${thick} -PortGroup (Get-VirtualPortGroup -Name 'Site B' -Server $other)`;
    succeed(await vseal(pair.here, `${mapped} | Out-Null`));
    const found = await json(
      pair.there,
      'Get-VM vm-002 | ForEach-Object { [pscustomobject]@{ Network = (Get-NetworkAdapter $_).NetworkName; Format = "$((Get-HardDisk $_).StorageFormat)" } } | ConvertTo-Json',
    );
    expect(found).toEqual({ Network: 'Site B', Format: 'Thick' });
  });
});

/** Where the process that moves is killed, and whether the source had decided by then. */
const POINTS: readonly (readonly [point: string, isDecided: boolean])[] = [
  ['file-operation.begun', false],
  ['file-operation.begun:1', false],
  ['move.begun', false],
  ['vmotion.round-sent', false],
  ['move.memory-arrived', false],
  ['vcenter-move.decided', true],
  ['vcenter-move.arrived', true],
  ['file-operation.removed', true],
  ['file-operation.settled', true],
  ['file-operation.settled:1', true],
];

describe('a move to another vCenter that was killed', () => {
  let prepared: Pair;
  beforeAll(async () => {
    prepared = copyPair(labs);
    succeed(await vseal(prepared.here, 'Start-VM vm-001 | Out-Null'));
  });

  const cases = POINTS.flatMap(([point, isDecided], index) =>
    (['here', 'there'] as const)
      .map((first) => ({ point, isDecided, first }))
      .filter((_, which) => process.env['SOAK'] === '1' || which === index % 2),
  );

  test.each(cases)(
    'at $point, opened $first first, leaves it in one of them',
    async ({ point, isDecided, first }) => {
      const pair = copyPair(prepared);
      expect((await vseal(pair.here, move(pair, 'vm-001'), point)).signal).toBe('SIGKILL');
      lookFor(pair[first], 'vm-001');
      const [there, here] = [lookFor(pair.there, 'vm-001'), lookFor(pair.here, 'vm-001')];
      expect([here.length, there.length]).toEqual(isDecided ? [0, 1] : [1, 0]);
      expect((isDecided ? there : here)[0]?.power).toBe('PoweredOn');
      expect(filesOf(isDecided ? pair.here : pair.there, 'vm-001')).toEqual([]);
      for (const state of [pair.here, pair.there])
        expect(readFileSync(state.file, 'utf8')).not.toContain('"migrationId"');
    },
  );

  test('waits while the other vCenter’s state cannot be read', async () => {
    const pair = copyPair(prepared);
    await vseal(pair.here, move(pair, 'vm-001'), 'vcenter-move.decided');
    const aside = `${pair.here.file}.aside`;
    cpSync(pair.here.file, aside);
    const journal = readFileSync(`${pair.here.file}.journal`);
    rmSync(pair.here.file);
    expect(lookFor(pair.there, 'vm-001')).toEqual([]);
    cpSync(aside, pair.here.file);
    expect(journal.length).toBeGreaterThan(0);
    expect(lookFor(pair.there, 'vm-001')).toHaveLength(1);
    const back = { here: pair.there, there: pair.here };
    succeed(await vseal(back.here, `${move(back, 'vm-001')} | Out-Null`));
    expect(lookFor(pair.here, 'vm-001')).toHaveLength(1);
  });
});

describe('an encrypted VM, from 7.0 on', () => {
  let kms: KmipServer;
  let pair: Pair;
  const requests: string[] = [];
  const addKms = (port: number): string => `
    Set-VIServerVersion 7.0 -Confirm:$false | Out-Null
    Add-KeyManagementServer kms-1 -KeyProvider site-kms -Address 127.0.0.1 -Port ${port} -TimeoutSeconds 30 -TrustKeyManagementServer $true | Out-Null`;
  let port: number;

  beforeAll(async () => {
    const identities = await makeIdentities();
    kms = createKmipServer({
      tls: identities.server,
      clients: { identify: () => ({ ok: true, value: 'vcenter' }) },
      store: createMemoryKeyStore(),
      clock: systemClock,
      onEvent: (event) => {
        if (event.kind === 'request') requests.push(...event.outcomes.map(({ operation }) => operation));
      },
    });
    ({ port } = unwrap(await kms.listen('127.0.0.1', 0)));
    pair = copyPair(labs);
    succeed(await vseal(pair.here, addKms(port)));
    succeed(await vseal(pair.there, 'Set-VIServerVersion 7.0 -Confirm:$false | Out-Null'));
    const started = await vseal(
      pair.here,
      'Enable-VMEncryption vm-001 -KeyProvider site-kms | Start-VM | Out-Null',
    );
    expect(started.code).toBe(0);
  });
  afterAll(() => kms.close());

  test('stays where the key provider is not known there', async () => {
    const { stderr } = await vseal(pair.here, move(pair, 'vm-001'));
    expect(stderr).toContain('Its keys come from the key provider site-kms, which does not exist there.');
    expect(lookFor(pair.here, 'vm-001')).toHaveLength(1);
  });

  test('moves encrypted, as the ciphertext that it is, once it is', async () => {
    succeed(await vseal(pair.there, addKms(port)));
    const extent = (state: State, name: string): Buffer =>
      readFileSync(join(state.folder, 'datastores', name));
    const before = extent(pair.here, 'datastore1/vm-001/vm-001_1-flat.vmdk');
    requests.length = 0;
    const { code, stdout } = await vseal(
      pair.here,
      `${move(pair, 'vm-001')} | ForEach-Object { "$($_.MovedEncrypted) $($_.PowerState)" }`,
    );
    expect([code, stdout]).toEqual([0, 'True PoweredOn\n']);
    // The other vCenter fetched the key; nobody made one for the VM.
    expect(requests).toContain('Get');
    const [file = ''] = filesOf(pair.there, 'vm-001').filter((name) => name.endsWith('-flat.vmdk'));
    expect(extent(pair.there, file).equals(before)).toBe(true);
    succeed(await vseal(pair.there, 'Stop-VM vm-001 -Confirm:$false | Start-VM | Out-Null'));
  });
});
