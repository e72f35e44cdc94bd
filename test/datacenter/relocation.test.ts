import { readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MiB } from '../../src/base/units.ts';
import { writeDiskData } from '../../src/datacenter/disks/disk-data.ts';
import { createSnapshot } from '../../src/datacenter/disks/snapshots.ts';
import { encryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { moveVm } from '../../src/datacenter/migration/vm-move.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import { powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { must, type SmallLab, smallLab } from './small-lab.ts';

function labWithData(): { lab: SmallLab; vm: VmRow; other: string } {
  const lab = smallLab();
  const vm = lab.addVm('app-01');
  lab.changeVm(vm, { powerState: 'PoweredOff' });
  const [disk] = vm.disks;
  if (disk === undefined) throw new Error('no disk');
  const data = Buffer.alloc(MiB / 2, 'what the guest keeps ');
  must(writeDiskData(lab.datacenter, disk, [{ offset: 0, data }]));
  const [, other] = lab.hosts[0]?.datastoreIds ?? [];
  return { lab, vm: lab.vm(vm.id), other: other ?? '' };
}

const pathOf = (lab: SmallLab, fileName: string): string => must(fileOf(lab.datacenter, fileName));
const extentOf = (lab: SmallLab, vm: VmRow): Buffer =>
  readFileSync(pathOf(lab, vm.disks[0]?.fileName ?? '').replace('.vmdk', '-flat.vmdk'));

const move = (lab: SmallLab, vm: VmRow, datastoreId: string, hostId?: string) =>
  lab.run(
    moveVm(lab.datacenter, lab.admin, { vmId: vm.id, datastoreId, ...(hostId !== undefined && { hostId }) }),
  );

describe('a VM whose files move to another datastore', () => {
  it('leaves nothing behind and has the same bytes there', () => {
    const { lab, vm, other } = labWithData();
    const before = extentOf(lab, vm);
    const oldHome = dirname(pathOf(lab, vm.vmxPath));
    const moved = must(move(lab, vm, other));
    expect(moved.transfer).toBeUndefined();
    expect(moved.encryption.reason).toContain('the encrypted vMotion setting does not cover');
    expect(moved.vm.vmxPath).toBe('[datastore2] app-01/app-01.vmx');
    expect(extentOf(lab, moved.vm).equals(before)).toBe(true);
    expect(() => readdirSync(oldHome)).toThrow('ENOENT');
    expect(readdirSync(dirname(pathOf(lab, moved.vm.vmxPath))).sort()).toEqual([
      'app-01-flat.vmdk',
      'app-01.nvram',
      'app-01.vmdk',
      'app-01.vmx',
    ]);
    expect(lab.events()[0]?.eventTypeId).toBe('VmRelocatedEvent');
    must(lab.run(powerOnVm(lab.datacenter, lab.admin, vm.id)));
  });

  it('travels as the ciphertext that it is, and opens there with the same key', () => {
    const { lab, vm, other } = labWithData();
    const encrypted = must(lab.run(encryptVm(lab.datacenter, lab.admin, { vmId: vm.id })));
    const before = extentOf(lab, encrypted);
    expect(before.includes('what the guest keeps')).toBe(false);
    const moved = must(move(lab, vm, other));
    expect(moved.encryption.reason).toContain('encrypted disks travel as ciphertext');
    expect(extentOf(lab, moved.vm).equals(before)).toBe(true);
    expect(moved.vm.disks[0]?.keyId).toEqual(encrypted.keyId);
    must(lab.run(powerOnVm(lab.datacenter, lab.admin, vm.id)));
  });

  it('takes its snapshots along', () => {
    const { lab, vm, other } = labWithData();
    must(
      lab.run(createSnapshot(lab.datacenter, lab.admin, { vmId: vm.id, name: 'before', description: '' })),
    );
    const moved = must(move(lab, vm, other));
    expect(moved.vm.disks[0]?.fileName).toBe('[datastore2] app-01/app-01-000001.vmdk');
    expect(moved.vm.snapshots[0]?.disks[0]?.fileName).toBe('[datastore2] app-01/app-01.vmdk');
    must(lab.run(powerOnVm(lab.datacenter, lab.admin, vm.id)));
  });

  it('moves with its memory when it is on and gets a host too', () => {
    const { lab, vm, other } = labWithData();
    must(lab.run(powerOnVm(lab.datacenter, lab.admin, vm.id)));
    const moved = must(move(lab, vm, other, lab.hosts[1]?.id));
    expect(moved.vm).toMatchObject({ hostId: lab.hosts[1]?.id, powerState: 'PoweredOn' });
    expect(moved.transfer?.encrypted).toBe(true);
    expect(moved.copiedBytes).toBeGreaterThan(0);
  });

  it('stays whole when there is no room, and nothing of the attempt is left', () => {
    const { lab, vm, other } = labWithData();
    const row = lab.datacenter.get('datastores', other);
    must(
      lab.datacenter.commit(lab.admin, 'arrange', (tx) => {
        if (row !== undefined) tx.put('datastores', { ...row, capacityBytes: MiB });
        return { ok: true, value: undefined };
      }),
    );
    expect(move(lab, vm, other)).toMatchObject({ ok: false, fault: { kind: 'InsufficientStorageSpace' } });
    expect(lab.vm(vm.id).vmxPath).toBe(vm.vmxPath);
    expect(readdirSync(dirname(dirname(pathOf(lab, '[datastore2] x/x'))))).toEqual([]);
  });
});
