import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import {
  createHeldGuest,
  type GuestNews,
  type HeldGuest,
} from '../../src/datacenter/migration/held-guest.ts';
import type { GuestMemorySpec } from '../../src/vmotion/guest-memory.ts';
import { migrateSettings } from '../../src/vmotion/settings.ts';
import { json, newState, type Started, type State, start, vseal } from '../main-job/vseal.ts';

/** A VM whose disks one process serves is moved by another: the memory goes over the server's own data planes. */
let state: State;
let servers: Started[] = [];

beforeAll(async () => {
  state = newState('memory');
  expect((await start(state, ['lab', 'new', '--hosts', '2', '--vms', '2']).ended).code).toBe(0);
  const ready = await vseal(
    state,
    'Get-VM | Set-VM -MemoryMB 64 -Confirm:$false | Out-Null; $null = Enable-VMEncryption vm-001; $null = Get-VM | Start-VM',
  );
  expect(ready.code).toBe(0);
});

afterEach(async () => {
  for (const { child } of servers) child.kill('SIGKILL');
  await Promise.all(servers.map(({ ended }) => ended));
  servers = [];
});

async function serve(vm: string, faultPoint = ''): Promise<Started> {
  const server = start(state, ['nbd', vm], faultPoint);
  servers.push(server);
  await new Promise<void>((resolve, reject) => {
    server.child.stdout?.once('data', () => resolve());
    void server.ended.then(({ stderr }) => reject(new Error(`the server ended: ${stderr}`)));
  });
  return server;
}

const hostOf = async (vm: string): Promise<string> =>
  (await vseal(state, `"$((Get-VM ${vm}).VMHost) $((Get-VM ${vm}).PowerState)"`)).stdout.trim();

describe('a VM that another process holds', () => {
  test('moves through its holder, which goes on serving its disks', async () => {
    const server = await serve('vm-001');
    const there = await json<Record<string, unknown>>(
      state,
      'Move-VM vm-001 esx-02.lab.local | Select-Object MovedEncrypted, Streams, Pages, DowntimeMs, SourceCpuSeconds | ConvertTo-Json',
    );
    expect(there).toMatchObject({ MovedEncrypted: true, Streams: 1 });
    expect([there['Pages'], there['DowntimeMs']].every((figure) => Number(figure) > 0)).toBe(true);
    expect(await hostOf('vm-001')).toBe('esx-02.lab.local PoweredOn');
    const holder = await json<{ ProcessId: number }>(
      state,
      'Get-VMDiskServer vm-001 | Select-Object ProcessId | ConvertTo-Json',
    );
    expect(holder.ProcessId).toBe(server.child.pid);

    const files = await vseal(state, 'Move-VM vm-001 -Datastore datastore2');
    expect(files.stderr).toContain(`Process ${server.child.pid} holds it to serve the disks of vm-001.`);
    expect(files.stderr).toContain('Try: Stop-VMDiskServer vm-001');

    const ended = await vseal(
      state,
      'Stop-VMDiskServer vm-001; Get-VIEvent | Where-Object FullFormattedMessage -match "no longer served" | ForEach-Object FullFormattedMessage',
    );
    expect(ended.stdout.trim()).toBe(
      'The disks of vm-001 are no longer served, and its memory is as at its start: who served them had it.',
    );
    expect((await server.ended).code).toBe(0);
  });

  test('stays where it is when the move is cancelled', async () => {
    await serve('vm-002');
    const before = await hostOf('vm-002');
    const cancelled = await vseal(
      state,
      '$other = Get-VMHost | Where-Object Name -ne (Get-VM vm-002).VMHost.Name; $task = Move-VM vm-002 $other -RunAsync; Stop-Task $task -Confirm:$false; (Wait-Task $task -ErrorAction SilentlyContinue); (Get-Task -Id $task.Id).State',
    );
    expect(cancelled.stdout.trim()).toBe('Error');
    expect(await hostOf('vm-002')).toBe(before);
    expect(await json<number>(state, '@(Get-VMDiskServer vm-002).Count | ConvertTo-Json')).toBe(1);
  });

  test('stays, and moves later, when its holder is killed on the way', async () => {
    const server = await serve('vm-002', 'vmotion.round-sent');
    const before = await hostOf('vm-002');
    const move =
      'Move-VM vm-002 (Get-VMHost | Where-Object Name -ne (Get-VM vm-002).VMHost.Name) | Select-Object Name | ConvertTo-Json';
    const cut = await vseal(state, move);
    expect(cut.stderr).toContain(`Process ${server.child.pid}, which held the guest, ended`);
    expect((await server.ended).signal).toBe('SIGKILL');
    expect(await hostOf('vm-002')).toBe(before);
    await json(state, move);
    expect(await hostOf('vm-002')).not.toBe(before);
  });

  test.each([
    { moves: false, memory: '' },
    { moves: true, memory: ', and its memory is as at its start: who served them had it' },
  ])(
    'is told to be held no more by the next shell when its holder was killed, moved: $moves',
    async ({ moves, memory }) => {
      const server = await serve('vm-002');
      if (moves)
        await json(
          state,
          'Move-VM vm-002 (Get-VMHost | Where-Object Name -ne (Get-VM vm-002).VMHost.Name) | Select-Object Name | ConvertTo-Json',
        );
      const told = async (): Promise<string[]> =>
        json<string[]>(
          state,
          `@(Get-VIEvent -Entity (Get-VM vm-002) | Where-Object FullFormattedMessage -match 'process ${server.child.pid} has ended' | ForEach-Object FullFormattedMessage) | ConvertTo-Json -AsArray`,
        );
      expect(await told()).toEqual([]);
      server.child.kill('SIGKILL');
      await server.ended;
      const once = [
        `The disks of vm-002 are no longer served: process ${server.child.pid} has ended${memory}.`,
      ];
      expect(await told()).toEqual(once);
      expect(await told()).toEqual(once);
    },
  );

  test.each(['move.memory-arrived', 'move.switched'])(
    'runs where the state says when who moves it is killed at %s',
    async (point) => {
      await serve('vm-002');
      const before = await hostOf('vm-002');
      const move =
        'Move-VM vm-002 (Get-VMHost | Where-Object Name -ne (Get-VM vm-002).VMHost.Name) | Select-Object Name | ConvertTo-Json';
      expect((await vseal(state, move, point)).signal).toBe('SIGKILL');
      const after = await hostOf('vm-002');
      expect(after === before).toBe(point === 'move.memory-arrived');
      await json(state, move);
      expect(await hostOf('vm-002')).not.toBe(after);
    },
  );
});

describe('a holder', () => {
  const memory: GuestMemorySpec = { seed: 7, sizeBytes: 8 * MiB, populated: 0.5 };

  async function migrate(guest: HeldGuest, spec: GuestMemorySpec, moves: boolean) {
    const settings = migrateSettings();
    if (!settings.ok) throw new Error(settings.fault.message);
    const started = guest.start({
      memory: spec,
      workload: { kind: 'idle', seed: 1, bytesPerSecond: 0 },
      encryption: { encrypted: true, reason: '' },
      settings: settings.value,
    });
    expect(started).toBe(true);
    let news: GuestNews | undefined;
    do news = await guest.news(news?.news === 'asks' ? { moves } : {});
    while (news !== undefined && news.news !== 'ended');
    if (news === undefined) throw new Error('the migration ended without a result');
    return news.result;
  }

  test('keeps the memory from one migration to the next, whether it moved or not', async () => {
    const guest = createHeldGuest();
    expect(guest.keepsMemory).toBe(false);
    expect((await migrate(guest, memory, true)).outcome).toBe('moved');
    // Made anew from this it would be empty.
    const empty = { ...memory, populated: 0 };
    expect(await migrate(guest, empty, false)).toMatchObject({
      outcome: 'stayed',
      fault: { kind: 'SwitchOverRefused' },
    });
    const third = await migrate(guest, empty, true);
    expect(third.pages).toBeGreaterThan(512);
    expect(guest.keepsMemory).toBe(true);
    expect((await migrate(guest, { ...empty, seed: 8 }, true)).pages).toBe(0);
  });
});
