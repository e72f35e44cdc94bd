import { describe, expect, it } from 'vitest';
import { addServer, clientCertificate, outsideServer } from '../main-job/outside-server.ts';
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

/** Two providers of the lab: the one inside, and a server outside that the rekey goes to. */
describe('Set-VMEncryptionKey -Deep -InPlace to another provider that is killed', () => {
  it('keeps the old provider until Repair-VMDisk has finished: half of the disk needs its key', async () => {
    const state = newState('memory');
    const server = await outsideServer();
    try {
      expect((await vseal(state, `${addServer('kms-1', 'site-kms', server.port)} | Out-Null`)).code).toBe(0);
      server.trust(await clientCertificate(state, 'site-kms'));
      const encrypted = await vseal(state, 'Enable-VMEncryption app-01 -KMSClusterId lab-kms | Out-Null');
      expect(encrypted.code, encrypted.stderr).toBe(0);
      const killed = await vseal(
        state,
        'Set-VMEncryptionKey app-01 -Deep -InPlace -KMSClusterId site-kms -Confirm:$false',
        'in-place.chunk-written:9',
      );
      expect(killed.signal, killed.stderr).toBe('SIGKILL');
      const moveHosts = await vseal(
        state,
        'Get-VMHost | Where-Object CryptoSafe | Set-VMHostCryptoKey -KMSClusterId site-kms | Out-Null',
      );
      expect(moveHosts.code, moveHosts.stderr).toBe(0);
      const refused = await vseal(state, 'Unregister-KeyProvider lab-kms -Confirm:$false');
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('Hard disk 1 of app-01')]);
      const repaired = await vseal(
        state,
        'Repair-VMDisk (Get-VM app-01) | Out-Null; Unregister-KeyProvider lab-kms -Confirm:$false; Start-VM app-01 | Out-Null',
      );
      expect([repaired.code, repaired.stderr]).toEqual([0, expect.not.stringContaining('Why:')]);
    } finally {
      await server.stop();
    }
  });
});
