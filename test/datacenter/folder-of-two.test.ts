import { existsSync } from 'node:fs';
import { afterEach, expect, it } from 'vitest';
import { watchFaultPoints } from '../../src/base/fault-point.ts';
import { MiB } from '../../src/base/units.ts';
import { addDisk } from '../../src/datacenter/disks/disks.ts';
import { encryptVm } from '../../src/datacenter/encryption/vm-encryption.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import { powerOffVm, powerOnVm } from '../../src/datacenter/vm/vm-power.ts';
import { must, type SmallLab, smallLab } from './small-lab.ts';

afterEach(() => watchFaultPoints(undefined));

/** Two VMs that are off; the second disk of the first lies in the folder of the other, as one that was given to it does. */
function labWithSharedFolder(): { readonly lab: SmallLab; readonly guest: string; readonly owner: string } {
  const lab = smallLab(1);
  const [guest, owner] = ['guest', 'owner'].map((name) => lab.addVm(name).id) as [string, string];
  for (const id of [guest, owner]) {
    must(powerOffVm(lab.datacenter, lab.admin, id));
    must(
      lab.run(
        addDisk(lab.datacenter, lab.admin, { vmId: id, capacityBytes: MiB, diskFormat: 'thin' } as never),
      ),
    );
  }
  const [, given] = lab.vm(owner).disks;
  if (given === undefined) throw new Error('the owner has a second disk');
  lab.changeVm(lab.vm(owner), { disks: lab.vm(owner).disks.slice(0, 1) });
  lab.changeVm(lab.vm(guest), { disks: [...lab.vm(guest).disks.slice(0, 1), given] });
  return { lab, guest, owner };
}

it.each([
  ['convert.descriptor-written', 'before it is decided'],
  ['file-operation.decided', 'after it is decided'],
])('disks of two VMs in one folder that are encrypted at the same time, at %s, %s', (point) => {
  const { lab, guest, owner } = labWithSharedFolder();
  let passes = 0;
  watchFaultPoints((name) => {
    if (name !== point) return;
    passes++;
    watchFaultPoints(undefined);
    must(lab.run(encryptVm(lab.datacenter, lab.admin, { vmId: guest })));
  });
  must(lab.run(encryptVm(lab.datacenter, lab.admin, { vmId: owner })));
  expect(passes).toBe(1);
  for (const id of [owner, guest]) {
    for (const { fileName } of lab.vm(id).disks)
      expect(existsSync(must(fileOf(lab.datacenter, fileName))), fileName).toBe(true);
    must(lab.run(powerOnVm(lab.datacenter, lab.admin, id)));
  }
});
