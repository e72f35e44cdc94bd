import { ok, type Result } from '../base/result.ts';
import { GiB, MiB } from '../base/units.ts';
import type { Caller, Datacenter } from '../datacenter/datacenter.ts';
import { writeDiskData } from '../datacenter/disks/disk-data.ts';
import { createSnapshot } from '../datacenter/disks/snapshots.ts';
import type { Fault } from '../datacenter/faults.ts';
import { runAtOnce } from '../datacenter/operation.ts';
import type { VmRow, WorkloadName } from '../datacenter/rows.ts';
import { createVm } from '../datacenter/vm/vm-create.ts';
import { powerOnVm } from '../datacenter/vm/vm-power.ts';
import { guestData } from './guest-data.ts';

export interface LabVm {
  readonly name: string;
  readonly diskBytes: number;
  /** Bytes of the disk that hold something, as a guest in use would have. */
  readonly dataBytes: number;
  readonly memoryBytes: number;
  readonly numCpu: number;
  readonly guestId: string;
  readonly notes: string;
  readonly workload: WorkloadName;
  readonly role: VmRow['role'];
  readonly isOn: boolean;
  readonly snapshot: string | undefined;
}

const SERVER = {
  diskBytes: 4 * GiB,
  dataBytes: 8 * MiB,
  memoryBytes: 2 * GiB,
  numCpu: 2,
  guestId: 'ubuntu64Guest',
  notes: '',
  workload: 'idle',
  role: null,
  isOn: false,
  snapshot: undefined,
} as const;

export const LAB_VMS: readonly LabVm[] = [
  { ...SERVER, name: 'app-01', notes: 'Application server 1' },
  { ...SERVER, name: 'app-02', notes: 'Application server 2' },
  { ...SERVER, name: 'app-03', notes: 'Application server 3' },
  {
    ...SERVER,
    name: 'db-01',
    notes: 'Redis',
    memoryBytes: 4 * GiB,
    numCpu: 4,
    workload: 'redis',
    isOn: true,
  },
  { ...SERVER, name: 'web-01', notes: 'Web server, with a snapshot', snapshot: 'before-update' },
  {
    ...SERVER,
    name: 'vcsa-01',
    notes: 'The vCenter Server of this datacenter',
    guestId: 'other3xLinux64Guest',
    memoryBytes: 10 * GiB,
    role: 'vcenter',
    isOn: true,
  },
];

/** Makes one VM of the lab: files, data on its disk, snapshot, power. */
export function makeLabVm(
  datacenter: Datacenter,
  caller: Caller,
  vm: LabVm,
  place: {
    readonly folderId: string;
    readonly networkId: string;
    readonly hostId: string;
    readonly datastoreId: string;
  },
): Result<void, Fault> {
  const making = createVm(datacenter, caller, {
    name: vm.name,
    folderId: place.folderId,
    hostId: place.hostId,
    datastoreId: place.datastoreId,
    diskBytes: [vm.diskBytes],
    diskFormat: 'thin',
    memoryBytes: vm.memoryBytes,
    numCpu: vm.numCpu,
    coresPerSocket: 1,
    guestId: vm.guestId,
    notes: vm.notes,
    networkIds: [place.networkId],
    lab: { role: vm.role, workload: vm.workload },
  });
  const created = runAtOnce(making);
  if (!created.ok) return created;
  const { id, disks } = created.value;
  const [disk] = disks;
  if (disk !== undefined && vm.dataBytes > 0) {
    const written = writeDiskData(datacenter, disk, guestData(vm.name, vm.dataBytes));
    if (!written.ok) return written;
  }
  if (vm.snapshot !== undefined) {
    const snapshot = datacenter.tasks.start(
      caller,
      {
        descriptionId: 'VirtualMachine.createSnapshot',
        name: 'CreateSnapshot_Task',
        entity: { id, name: vm.name },
      },
      createSnapshot(datacenter, caller, {
        vmId: id,
        name: vm.snapshot,
        description: 'Made with the lab',
      }),
    );
    const taken = datacenter.tasks.wait(snapshot);
    if (!taken.ok) return taken;
  }
  if (!vm.isOn) return ok(undefined);
  const task = datacenter.tasks.start(
    caller,
    { descriptionId: 'VirtualMachine.powerOn', name: 'PowerOnVM_Task', entity: { id, name: vm.name } },
    powerOnVm(datacenter, caller, id),
  );
  const on = datacenter.tasks.wait(task);
  return on.ok ? ok(undefined) : on;
}
