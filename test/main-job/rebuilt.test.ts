import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sha256Hex } from '../../src/crypto/digest.ts';
import { addServer, clientCertificate, type OutsideServer, outsideServer } from './outside-server.ts';
import { dataOf, filesUnder, json, newState, type State, start, vseal } from './vseal.ts';

interface Registered {
  readonly Name: string;
  readonly Encrypted: boolean;
  readonly Locked: boolean;
  readonly Snapshots: readonly string[];
}

/** What lies in the extents of all disks, by the path below the datastores. */
function extentsOf(state: State): Record<string, string> {
  const root = join(state.folder, 'datastores');
  const extents = filesUnder(root).filter((file) => /-(?:flat|delta)\.vmdk$/.test(file));
  return Object.fromEntries(
    extents.sort().map((file) => [file.slice(root.length), sha256Hex(Buffer.concat(dataOf(file)))]),
  );
}

/** A new datacenter of nothing but hosts, over a copy of the datastores that are left of another. */
async function rebuiltFrom(lost: State): Promise<State> {
  const state = newState();
  const made = await start(state, ['lab', 'new', '--hosts', '3', '--vms', '1']).ended;
  expect([made.code, made.stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
  expect((await vseal(state, 'Get-VM | Remove-VM -DeletePermanently -Confirm:$false')).code).toBe(0);
  execFileSync('cp', ['-a', `${join(lost.folder, 'datastores')}/.`, join(state.folder, 'datastores')]);
  return state;
}

const REGISTER = `Get-ChildItem DATASTORES -Recurse -Filter *.vmx | Sort-Object Name | ForEach-Object {
    New-VM -VMFilePath ($_.FullName -replace '^.*/datastores/(\\w+)/', '[$1] ') } | ForEach-Object {
    [pscustomobject]@{ Name = $_.Name; Encrypted = $_.Encrypted; Locked = $_.Locked
      Snapshots = @(Get-Snapshot $_ | ForEach-Object Name) } } | ConvertTo-Json -Depth 3`;

function register(state: State): Promise<Registered[]> {
  return json(state, REGISTER.replace('DATASTORES', join(state.folder, 'datastores')));
}

describe('a datacenter of which only the datastores and the key management server are left', () => {
  let server: OutsideServer;
  let lost: State;
  let before: Record<string, string>;

  beforeAll(async () => {
    server = await outsideServer();
    lost = newState();
    expect((await vseal(lost, addServer('kms-1', 'site-kms', server.port))).code).toBe(0);
    server.trust(await clientCertificate(lost, 'site-kms'));
    const encrypted = await vseal(
      lost,
      `$ErrorActionPreference = 'Stop'
       Set-DefaultKMSCluster site-kms | Out-Null
       Set-VICapability EncryptedDiskSnapshot $true | Out-Null
       Get-VM app-01, app-02 | Enable-VMEncryption | Out-Null
       New-VM mixed -DiskMB 1 -KmsCluster site-kms -SkipHardDisks | Out-Null
       New-Snapshot app-02 -Name before-loss | Out-Null
       Get-VM | Where-Object PowerState -eq PoweredOn | Stop-VM -Confirm:$false | Out-Null`,
    );
    expect([encrypted.code, encrypted.stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
    before = extentsOf(lost);
    for (const name of readdirSync(lost.folder)) {
      if (name !== 'datastores') rmSync(join(lost.folder, name), { recursive: true });
    }
    rmSync(lost.runtime, { recursive: true });
  });
  afterAll(() => server.stop());

  test('comes back from the VMX files where the key provider has the same name', async () => {
    const state = await rebuiltFrom(lost);
    expect((await vseal(state, addServer('kms-1', 'site-kms', server.port))).code).toBe(0);
    server.trust(await clientCertificate(state, 'site-kms'));
    const registered = await register(state);
    const encrypted = registered.filter((vm) => vm.Encrypted);
    expect(encrypted.map(({ Name }) => Name)).toEqual(['app-01', 'app-02', 'mixed']);
    expect(registered.filter((vm) => vm.Locked)).toEqual([]);
    expect(encrypted.map(({ Snapshots }) => Snapshots)).toEqual([[], ['before-loss'], []]);
    const power = await json<string[]>(
      state,
      '@(Get-VM | Where-Object Encrypted | Start-VM | ForEach-Object { "$($_.PowerState)" }) | ConvertTo-Json',
    );
    expect(power).toEqual(['PoweredOn', 'PoweredOn', 'PoweredOn']);
    expect(extentsOf(state)).toEqual(before);
  });
});
