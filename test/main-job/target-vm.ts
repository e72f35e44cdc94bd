import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect } from 'vitest';
import { openDisk } from '../../src/storage/disk.ts';
import { keyRing } from '../../src/storage/disk-key.ts';
import { must } from '../storage/fixtures.ts';
import { keysOf } from './keys.ts';
import { copyState, folderOfVm, json, newState, type State, start } from './vseal.ts';

/** A VM that operations are killed on, and what must hold of it afterwards. */

/** A lab with one more VM, `target`, whose disk is full of `guest`; its host is in encryption mode already. */
export async function labWithTarget(guest: Uint8Array): Promise<State> {
  const state = newState();
  const made = await start(state, ['lab', 'new', '--hosts', '2', '--vms', '1']).ended;
  expect(made.code).toBe(0);
  await json(
    state,
    `$other = Get-VM | Enable-VMEncryption
     Disable-VMEncryption $other | Out-Null
     New-VM target -VMHost $other.VMHost -Datastore datastore1 -DiskGB ${guest.length / 1024 ** 3} | Select-Object Name | ConvertTo-Json`,
  );
  const fd = openSync(vmxOf(state).replace('.vmx', '-flat.vmdk'), 'r+');
  writeSync(fd, guest);
  closeSync(fd);
  return state;
}

export function vmxOf(state: State): string {
  return join(state.folder, 'datastores', 'datastore1', 'target', 'target.vmx');
}

/** The descriptor of the VM's disk, by what its VMX says. */
export function diskOf(state: State): string {
  const vmx = vmxOf(state);
  const [, name = ''] = /^scsi0:0\.fileName = "(.+)"$/m.exec(readFileSync(vmx, 'utf8')) ?? [];
  return join(dirname(vmx), name);
}

/** What the guest finds on its disk, read with the keys of the key server where the disk is encrypted. */
export function guestData(state: State): Buffer {
  const disk = must(openDisk(diskOf(state), { access: 'read', keys: keyRing(keysOf(state)) }));
  const bytes = Buffer.alloc(disk.capacityBytes);
  must(disk.read(bytes, 0));
  disk.close();
  return bytes;
}

export interface Found {
  readonly Encrypted: boolean;
  readonly EncryptedDisks: number;
  /** The ids of VM Home's key and the disk's, as the model has them. */
  readonly Keys: readonly (string | null)[];
  readonly Power: string;
  readonly Files: readonly string[];
}

/** What a new shell says of the VM and its folder; it starts it and stops it again. One line of JSON. */
export function lookAndStart(state: State): string {
  return `$vm = Get-VM target
     $files = @(Get-ChildItem '${dirname(vmxOf(state))}' | ForEach-Object Name)
     $info = Get-VMEncryptionInfo target
     $power = "$((Start-VM target).PowerState)"
     Stop-VM target -Confirm:$false | Out-Null
     [pscustomobject]@{
       Encrypted = $vm.Encrypted; EncryptedDisks = $info.EncryptedDisks; Files = $files; Power = $power
       Keys = @($info.KeyId.KeyId, $info.Disks[0].KeyId.KeyId)
     } | ConvertTo-Json -Compress`;
}

/** Wholly plain or wholly encrypted, it starts, its data is there, and nothing else lies in its folder. */
export async function expectWhole(state: State, guest: Uint8Array): Promise<Found> {
  return expectFoundWhole(state, guest, await json<Found>(state, lookAndStart(state)));
}

/** The same of what a shell has found already. */
export function expectFoundWhole(state: State, guest: Uint8Array, found: Found): Found {
  expect(found.Power).toBe('PoweredOn');
  expect(found.EncryptedDisks).toBe(found.Encrypted ? 1 : 0);
  const vmx = readFileSync(vmxOf(state), 'utf8');
  expect(vmx.includes('encryption.keySafe')).toBe(found.Encrypted);
  const { named, present } = folderOfVm(vmxOf(state));
  expect(present).toEqual(named);
  expect(guestData(state).equals(guest)).toBe(true);
  return found;
}

/** Runs on a copy that is gone afterwards: each has the whole disk. */
export async function onCopy(base: State, body: (state: State) => Promise<void>): Promise<void> {
  const state = copyState(base);
  await body(state);
  for (const made of [dirname(state.folder), state.runtime]) rmSync(made, { recursive: true });
}
