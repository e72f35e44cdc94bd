import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { watchFaultPoints } from '../../src/base/fault-point.ts';
import type { Result } from '../../src/base/result.ts';
import { MiB } from '../../src/base/units.ts';
import { enableReplication } from '../../src/datacenter/content/vm-replication.ts';
import { addDisk } from '../../src/datacenter/disks/disks.ts';
import { attachDisk } from '../../src/datacenter/disks/existing-disk.ts';
import { addRawDevice } from '../../src/datacenter/disks/raw-device.ts';
import { createSnapshot } from '../../src/datacenter/disks/snapshots.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import { recoverFileOperations } from '../../src/datacenter/file-operations.ts';
import { fileOf } from '../../src/datacenter/places.ts';
import type { VmRow } from '../../src/datacenter/rows.ts';
import { replicaFolder } from '../../src/datacenter/vm/vmx-places.ts';
import { must, type SmallLab, smallLab } from './small-lab.ts';

const BY_HAND = 'somebody made this by hand';

afterEach(() => watchFaultPoints(undefined));

/** Somebody makes a file of this name as soon as an operation has said what it is about to write. */
function whenBegun(makeFile: () => void): void {
  watchFaultPoints((name) => {
    if (name !== 'file-operation.begun') return;
    watchFaultPoints(undefined);
    makeFile();
  });
}

interface Scene {
  readonly lab: SmallLab;
  readonly vm: VmRow;
  /** A file beside the VMX. */
  readonly beside: (name: string) => string;
}

function scene(): Scene {
  const lab = smallLab(1);
  const vm = lab.addVm('app-01');
  const folder = dirname(must(fileOf(lab.datacenter, vm.vmxPath)));
  return { lab, vm, beside: (name) => join(folder, name) };
}

const operations: Record<string, (scene: Scene) => Result<unknown, Fault>> = {
  'a new disk': ({ lab, vm }) =>
    lab.run(addDisk(lab.datacenter, lab.admin, { vmId: vm.id, capacityBytes: MiB, format: 'thin' })),
  'the descriptor of a raw image': ({ lab, vm, beside }) => {
    const image = beside('app-01_1.img');
    writeFileSync(image, '');
    truncateSync(image, MiB);
    return attachDisk(lab.datacenter, lab.admin, {
      vmId: vm.id,
      diskPath: vm.vmxPath.replace('app-01.vmx', 'app-01_1.img'),
    });
  },
  'a raw device mapping': ({ lab, vm, beside }) => {
    const device = beside('lun.bin');
    writeFileSync(device, '');
    truncateSync(device, MiB);
    return addRawDevice(lab.datacenter, lab.admin, { vmId: vm.id, device, isPhysical: false });
  },
};

describe('a file that somebody makes under a name that an operation is about to write', () => {
  for (const [what, operation] of Object.entries(operations)) {
    for (const name of ['app-01_1.vmdk', 'app-01_1-flat.vmdk', 'app-01_1-rdm.vmdk']) {
      const isWritten = {
        'a new disk': name !== 'app-01_1-rdm.vmdk',
        'the descriptor of a raw image': name === 'app-01_1.vmdk',
        'a raw device mapping': name !== 'app-01_1-flat.vmdk',
      }[what];
      if (isWritten !== true) continue;
      it(`stays as it is: ${name} for ${what}`, () => {
        const made = scene();
        whenBegun(() => writeFileSync(made.beside(name), BY_HAND));
        expect(operation(made)).toMatchObject({
          ok: false,
          fault: { kind: 'DiskFault', detail: expect.stringContaining(`${name} exists already`) },
        });
        expect(readFileSync(made.beside(name), 'utf8')).toBe(BY_HAND);
        // Nor does a start that has to settle the operation once more take it for its own.
        must(recoverFileOperations(made.lab.datacenter, made.lab.admin, () => undefined));
        expect(readFileSync(made.beside(name), 'utf8')).toBe(BY_HAND);
        rmSync(made.beside(name));
      });
    }
  }

  it('stays as it is where a snapshot’s delta goes', () => {
    const { lab, vm, beside } = scene();
    const taken = beside('app-01-000001-delta.vmdk');
    whenBegun(() => writeFileSync(taken, BY_HAND));
    const request = { vmId: vm.id, name: 'before', description: '' };
    expect(lab.run(createSnapshot(lab.datacenter, lab.admin, request)).ok).toBe(false);
    expect(readFileSync(taken, 'utf8')).toBe(BY_HAND);
    expect(lab.vm(vm.id).snapshots).toEqual([]);
  });

  it('stays as it is in the folder of a replica that is there before the replica', () => {
    const { lab, vm } = scene();
    const [, store] = [...lab.datacenter.rows('datastores')];
    const replicate = () =>
      lab.run(
        enableReplication(lab.datacenter, lab.admin, {
          vmId: vm.id,
          datastoreId: store?.id ?? '',
          rpoMinutes: 60,
        }),
      );
    const folder = must(fileOf(lab.datacenter, replicaFolder(store?.name ?? '', vm.uuid)));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'disk-0.vmdk'), BY_HAND);
    expect(replicate()).toMatchObject({ ok: false, fault: { kind: 'DiskFault' } });
    expect(readFileSync(join(folder, 'disk-0.vmdk'), 'utf8')).toBe(BY_HAND);
  });
});
