import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { systemClock } from '../../src/base/clock.ts';
import { createDurableKeyStore } from '../../src/datacenter/keys/durable-key-store.ts';
import { State as KeyState } from '../../src/kmip/enums.ts';
import { openSecrets } from '../../src/state/secrets.ts';
import { openStore } from '../../src/state/store.ts';
import { json, newState, type State } from './vseal.ts';

const STATES = ['Active', 'PreActive', 'Deactivated', 'Compromised', 'Destroyed'] as const;

/**
 * State of a VM's key × operation, by hand from the vendor's rules: only an Active key protects new data, and a Pre-Active
 * one is activated for it; a key that is neither still opens what a host holds it for, and is given to no further host.
 * `not usable` names key and state and advises a new key. `warned`: the VM is registered, and why its key is not to be
 * had is said. `locked`: vCenter has found out already that the key is gone for good.
 */
const TABLE: Readonly<Record<string, readonly (readonly [operation: string, ...ends: string[]])[]>> = {
  // The VM's host holds the key.       Active  PreActive  Deactivated    Compromised    Destroyed
  held: [
    ['encrypt a disk under it', 'done', 'done', 'not usable', 'not usable', 'not usable'],
    ['power on', 'done', 'done', 'done', 'done', 'done'],
    ['run on', 'done', 'done', 'done', 'done', 'done'],
    ['move in the cluster', 'done', 'done', 'done', 'done', 'done'],
    ['move out of the cluster', 'done', 'done', 'not usable', 'not usable', 'not usable'],
    ['clone', 'done', 'done', 'done', 'done', 'done'],
    ['clone under the same key', 'done', 'done', 'not usable', 'not usable', 'not usable'],
    ['register', 'done', 'done', 'done', 'done', 'done'],
    ['rekey', 'done', 'done', 'done', 'done', 'done'],
    ['rekey deep', 'done', 'done', 'done', 'done', 'done'],
  ],
  // Every host was restarted since.
  'not held': [
    ['power on', 'done', 'done', 'not usable', 'not usable', 'not usable'],
    ['clone', 'done', 'done', 'not usable', 'not usable', 'locked'],
    ['register', 'done', 'done', 'warned', 'warned', 'warned'],
    ['rekey', 'done', 'done', 'done', 'done', 'not usable'],
    ['decrypt', 'done', 'done', 'done', 'done', 'not usable'],
  ],
};

/** What is typed for an operation on the VM `$vm`; those in `RUNNING` find it on. */
const COMMANDS: Readonly<Record<string, string>> = {
  'encrypt a disk under it': 'Enable-VMDiskEncryption $vm -HardDisk (Get-HardDisk $vm)',
  'power on': 'Start-VM $vm',
  'run on': 'Get-VM $vm | ForEach-Object { if ($_.PowerState -ne "PoweredOn") { throw "it is off" } }',
  'move in the cluster': 'Move-VM $vm -Destination esx-02.lab.local',
  'move out of the cluster': 'Move-VM $vm -Destination far.lab.local',
  clone: 'New-VM "$vm, copy" -VM $vm -VMHost esx-02.lab.local',
  'clone under the same key': 'New-VM "$vm, copy" -VM $vm -KeepKey',
  register:
    'Remove-VM $vm -Confirm:$false; New-VM -VMFilePath $vmx -VMHost esx-01.lab.local -WarningVariable warned',
  rekey: 'Set-VMEncryptionKey $vm',
  'rekey deep': 'Set-VMEncryptionKey $vm -Deep',
  decrypt: 'Disable-VMEncryption $vm',
};
const RUNNING = ['run on', 'move in the cluster', 'move out of the cluster'];

interface Case {
  readonly where: string;
  readonly operation: string;
  readonly state: (typeof STATES)[number];
  readonly vm: string;
}

const CASES: readonly Case[] = Object.entries(TABLE).flatMap(([where, rows]) =>
  rows.flatMap(([operation]) =>
    STATES.map((state) => ({ where, operation, state, vm: `${state}, ${where}, ${operation}` })),
  ),
);

/** Sets the state of each key in the key server's own store. */
function setStates(state: State, states: ReadonlyMap<string, number>): void {
  const folder = join(state.folder, 'secrets');
  const secrets = openSecrets({ folder });
  const store = openStore({ path: join(folder, 'kms', 'keystore.json'), clock: systemClock });
  if (!secrets.ok || !store.ok) throw new Error('the key server’s store cannot be opened');
  createDurableKeyStore(store.value, secrets.value).transact((objects) => {
    for (const [id, keyState] of states) {
      const object = objects.get(id);
      if (object === undefined) throw new Error(`the server has no key ${id}`);
      objects.put({ ...object, state: keyState });
      if (keyState === KeyState.Destroyed) objects.forgetMaterial(id);
    }
  });
  store.value.close();
}

function attempts(where: string): string {
  const lines = CASES.filter((each) => each.where === where).map(
    ({ operation, vm }) => `$vm = '${vm}'; $vmx = $paths[$vm]; $warned = @()
      try { ${COMMANDS[operation]} | Out-Null; $end = if ($warned) { "warned: $warned" } else { 'done' } }
      catch { $end = "$($_.FullyQualifiedErrorId): $($_ | Out-String -Width 1000)" }
      [pscustomobject]@{ Case = $vm; End = "$end" }`,
  );
  return `$ErrorActionPreference = 'Stop'; $paths = @{}
    Get-VM | ForEach-Object { $paths[$_.Name] = "[datastore1] $($_.Name)/$($_.Name).vmx" }
    $(${lines.join('\n')}) | ConvertTo-Json`;
}

const found = new Map<string, string>();
const keys = new Map<string, string>();

beforeAll(async () => {
  const state = newState('memory');
  const made = CASES.map(({ vm, operation }) => {
    const isPlainDisk = operation === 'encrypt a disk under it';
    return `New-VM '${vm}' -DiskMB 1 -MemoryMB 4 -VMHost esx-01.lab.local -Datastore datastore1 -KmsCluster lab-kms ${isPlainDisk ? '-SkipHardDisks' : ''} ${RUNNING.includes(operation) ? '| Start-VM' : ''} | Out-Null`;
  });
  const ids = await json<{ Name: string; Key: string }[]>(
    state,
    `$ErrorActionPreference = 'Stop'
     Add-VMHost far.lab.local | Out-Null
     Get-VMHost | Set-VMHost -KmsCluster lab-kms | Out-Null
     ${made.join('\n')}
     @(Get-VM | Where-Object Encrypted | ForEach-Object { [pscustomobject]@{ Name = $_.Name; Key = $_.EncryptionKeyId.KeyId } }) | ConvertTo-Json`,
  );
  for (const { Name, Key } of ids) keys.set(Name, Key);
  const states = CASES.map(({ vm, state: name }) => [keys.get(vm) ?? '', KeyState[name]] as const);
  setStates(state, new Map(states));
  const restart = '$null = Get-VMHost | Restart-VMHost -Force -Confirm:$false';
  for (const text of [attempts('held'), `${restart}; ${attempts('not held')}`]) {
    const ends = await json<{ Case: string; End: string }[]>(state, text);
    for (const { Case, End } of ends) found.set(Case, End);
  }
}, 300_000);

test.each(Object.entries(TABLE))('operations while the key is %s', (where, rows) => {
  const seen = rows.map(([operation]) => [
    operation,
    ...STATES.map((state) => shortOf(found.get(`${state}, ${where}, ${operation}`) ?? 'not tried')),
  ]);
  expect(seen).toEqual(rows);
});

function shortOf(end: string): string {
  if (end.startsWith('KeyNotUsable')) return 'not usable';
  if (end.startsWith('InvalidState.Locked')) return 'locked';
  return end.startsWith('warned: ') ? 'warned' : end;
}

test('each refusal names the key and its state, and advises a new key, or a backup where nobody has the key', () => {
  for (const { vm, state } of CASES) {
    const end = found.get(vm) ?? '';
    if (['done', 'locked'].includes(shortOf(end))) continue;
    expect(end).toContain(keys.get(vm));
    expect(end).toContain(state);
    const isGone = state === 'Destroyed' && vm.includes('not held');
    expect(end).toContain(isGone ? 'from its backup' : 'Set-VMEncryptionKey');
  }
});
