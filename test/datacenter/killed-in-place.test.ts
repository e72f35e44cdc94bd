import { describe, expect, it } from 'vitest';
import { dataOf, filesUnder, json, newState, type State, vseal } from '../main-job/vseal.ts';

/** Before the commit the VM is plain; after it, its disk is half converted until it is repaired. */
const POINTS = [
  { point: 'encrypt.home-written', isEncrypted: false, isHalf: false },
  { point: 'in-place.started', isEncrypted: true, isHalf: true },
  { point: 'in-place.chunk-written:9', isEncrypted: true, isHalf: true },
  { point: 'in-place.journal-removed', isEncrypted: true, isHalf: false },
] as const;

/** A new shell looks, repairs, and starts the VM. */
const LOOK = `
$sound = (Get-VM app-01 | Test-VMDisk).Sound
$repaired = (Get-VM app-01 | Repair-VMDisk).Repaired
[pscustomobject]@{
  Sound = $sound
  Repaired = $repaired
  Encrypted = (Get-VM app-01 | Get-HardDisk).Encrypted
  Power = "$((Get-VM app-01 | Start-VM).PowerState)"
} | ConvertTo-Json`;

const DECRYPT = `
Get-VM app-01 | Stop-VM -Confirm:$false | Out-Null
if ((Get-VM app-01).Encrypted) { Get-VM app-01 | Disable-VMEncryption -InPlace | Out-Null }`;

function diskData({ folder }: State): Buffer {
  const flat = filesUnder(folder).find((file) => file.endsWith('/app-01-flat.vmdk')) ?? '';
  return Buffer.concat(dataOf(flat));
}

describe('Enable-VMEncryption -InPlace that is killed', () => {
  it.each(POINTS)('at $point leaves a VM that Repair-VMDisk makes whole', async (where) => {
    const state = newState();
    await json(state, 'Get-VM app-01 | Select-Object Name | ConvertTo-Json');
    const before = diskData(state);
    const killed = await vseal(state, 'Get-VM app-01 | Enable-VMEncryption -InPlace', where.point);
    expect(killed.signal, killed.stderr).toBe('SIGKILL');
    expect(await json(state, LOOK)).toEqual({
      Sound: !where.isHalf,
      Repaired: where.isHalf,
      Encrypted: where.isEncrypted,
      Power: 'PoweredOn',
    });
    expect(diskData(state).equals(before)).toBe(!where.isEncrypted);
    const decrypted = await vseal(state, DECRYPT);
    expect(decrypted.code, decrypted.stderr).toBe(0);
    expect(diskData(state).equals(before)).toBe(true);
  });
});
