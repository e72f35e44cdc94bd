import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { watchFaultPoints } from '../../src/base/fault-point.ts';
import type { Datacenter } from '../../src/datacenter/datacenter.ts';
import { encryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { lockPathOf } from '../../src/datacenter/lock-path.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import { ADMINISTRATOR } from '../../src/datacenter/vcenter.ts';
import { powerOffVm } from '../../src/datacenter/vm/vm-power.ts';
import { reconfigureVm } from '../../src/datacenter/vm/vm-settings.ts';
import { readVmx } from '../../src/storage/vm-home.ts';
import { vmxOf } from '../main-job/target-vm.ts';
import { newState, start, vseal } from '../main-job/vseal.ts';
import { must as ofStorage } from '../storage/fixtures.ts';
import { withState } from './opened-state.ts';
import { must, smallLab } from './small-lab.ts';

/** The VMX says what the state says of the VM, whoever else is at work on it. */

afterEach(() => watchFaultPoints(undefined));

function vmxLines(datacenter: Datacenter, vm: VmRow) {
  const { settings, encryption } = ofStorage(readVmx(must(fileOf(datacenter, vm.vmxPath))));
  return { settings, isSealed: encryption !== undefined };
}

/** Does `what` once, when the point is passed for the first time. */
function atFirst(point: string, what: () => void): void {
  watchFaultPoints((name) => {
    if (name !== point) return;
    watchFaultPoints(undefined);
    what();
  });
}

test.each(['encrypt.home-written', 'file-operation.decided'])(
  'notes that are set while the VM is encrypted, at %s',
  (point) => {
    const lab = smallLab(1);
    const { id } = lab.addVm('app');
    must(powerOffVm(lab.datacenter, lab.admin, id));
    atFirst(point, () => must(reconfigureVm(lab.datacenter, lab.admin, id, { notes: 'said meanwhile' })));
    must(lab.run(encryptVm(lab.datacenter, lab.admin, { vmId: id })));
    const { settings, isSealed } = vmxLines(lab.datacenter, lab.vm(id));
    expect(isSealed).toBe(true);
    expect(settings.get('annotation')).toBe('said meanwhile');
  },
);

/** How long the other shell gets to come in between; where it is kept out, that is waited for in vain. */
const MEANWHILE_MS = 1500;

test('a home that another shell seals while the VMX is written for new notes stays sealed', async () => {
  const state = newState('memory');
  const place = '-VMHost esx-01.lab.local -Datastore datastore1';
  const made = `$null = New-VM target -DiskMB 1 -MemoryMB 16 ${place}; $null = Get-VM target | Enable-VMEncryption; $null = Disable-VMEncryption target`;
  expect((await start(state, ['lab', 'new', '--hosts', '1', '--vms', '1']).ended).code).toBe(0);
  expect((await vseal(state, made)).code).toBe(0);
  const [ready, go, done] = ['ready', 'go', 'done'].map((name) => join(dirname(state.folder), name));
  const other = start(state, [
    '-c',
    `$null = Get-VM target; Set-Content '${ready}' 1
     while (-not (Test-Path '${go}')) { Start-Sleep -Milliseconds 2 }
     $null = Enable-VMEncryption target; Set-Content '${done}' 1`,
  ]);
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  while (!existsSync(ready ?? '')) await new Promise((resolve) => setTimeout(resolve, 5));
  withState(state, (datacenter) => {
    const [vm] = datacenter.find('vms', 'name', 'target');
    atFirst('replace.temporary-synced', () => {
      writeFileSync(go ?? '', '');
      for (let ms = 0; ms < MEANWHILE_MS && !existsSync(done ?? ''); ms += 5) Atomics.wait(sleeper, 0, 0, 5);
    });
    must(reconfigureVm(datacenter, { user: ADMINISTRATOR }, vm?.id ?? '', { notes: 'kept' }));
  });
  expect((await other.ended).code).toBe(0);
  const vmx = readFileSync(vmxOf(state), 'utf8');
  expect(vmx).toContain('encryption.keySafe');
  expect(vmx).toContain('annotation = "kept"');
  expect((await vseal(state, '$null = Start-VM target')).code).toBe(0);
});

test('an operation that is refused leaves no lock file', () => {
  const lab = smallLab(1);
  const { id } = lab.addVm('app');
  expect(lab.run(encryptVm(lab.datacenter, lab.admin, { vmId: id })).ok).toBe(false);
  must(powerOffVm(lab.datacenter, lab.admin, id));
  const lock = must(fileOf(lab.datacenter, lockPathOf(lab.vm(id))));
  expect(existsSync(lock)).toBe(false);
});
