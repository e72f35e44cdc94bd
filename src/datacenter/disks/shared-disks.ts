import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { DiskRow, SnapshotRow, VmRow } from '../rows.ts';

/** Disks that several VMs have (multi-writer): each goes by the same files. */

type Reader = Pick<Datacenter, 'find'>;
type FileOfDisk = Pick<DiskRow, 'fileName'>;

/**
 * Refuses to put other files in the place of disks that further VMs have: those VMs would go on to need files that
 * are gone.
 */
export function refuseSharedDisks(
  datacenter: Reader,
  vm: VmRow,
  disks: readonly DiskRow[],
): Result<void, Fault> {
  return refuse(datacenter, vm, disks, (other) =>
    other.snapshot === undefined
      ? `Take it from the other first: ${removal(other.vm, other.fileName)}`
      : `Remove the snapshot first: Get-Snapshot ${quote(other.vm.name)} -Name ${quote(other.snapshot.name)} | Remove-Snapshot`,
  );
}

/** The same for a removal of the files: taking the disk from this VM alone is what can be had. */
export function refuseSharedRemoval(
  datacenter: Reader,
  vm: VmRow,
  disks: readonly DiskRow[],
): Result<void, Fault> {
  return refuse(
    datacenter,
    vm,
    disks,
    ({ fileName }) => `Take it from this VM alone, the files stay: ${removal(vm, fileName)}`,
  );
}

function removal(vm: VmRow, fileName: string): string {
  return `Get-HardDisk ${quote(vm.name)} | Where-Object Filename -eq '${fileName.replaceAll("'", "''")}' | Remove-HardDisk`;
}

/** How another VM has a disk: among its own, or kept by a snapshot alone. */
interface OtherHolder {
  readonly vm: VmRow;
  readonly snapshot?: SnapshotRow;
  readonly fileName: string;
}

function refuse(
  datacenter: Reader,
  vm: VmRow,
  disks: readonly DiskRow[],
  remedyFor: (other: OtherHolder) => string,
): Result<void, Fault> {
  for (const { label, fileName } of disks) {
    const other = otherHolder(datacenter, vm, fileName);
    if (other === undefined) continue;
    const whose =
      other.snapshot === undefined
        ? `is a disk of ${other.vm.name}, too`
        : `is kept by the snapshot '${other.snapshot.name}' of ${other.vm.name}, too`;
    return fail({
      kind: 'InvalidArgument',
      parameter: 'HardDisk',
      rule: `${label} of ${vm.name} ${whose}, which goes by its file: ${fileName}`,
      remedy: remedyFor(other),
    });
  }
  return ok(undefined);
}

function otherHolder(datacenter: Reader, vm: VmRow, fileName: string): OtherHolder | undefined {
  const isIt = (disk: FileOfDisk): boolean => disk.fileName === fileName;
  const others = othersOn(datacenter, vm, datastoreNameOf(fileName));
  const owner = others.find(({ disks }) => disks.some(isIt));
  if (owner !== undefined) return { vm: owner, fileName };
  for (const other of others) {
    const snapshot = other.snapshots.find(({ disks }) => disks.some(isIt));
    if (snapshot !== undefined) return { vm: other, snapshot, fileName };
  }
  return undefined;
}

/** Disks of other VMs that lie in the folder of this one. */
export function disksOfOthersIn(datacenter: Reader, vm: VmRow, folder: string): FileOfDisk[] {
  return othersOn(datacenter, vm, datastoreNameOf(folder))
    .flatMap(disksOf)
    .filter(({ fileName }) => fileName.startsWith(`${folder}/`));
}

function othersOn(datacenter: Reader, vm: VmRow, datastore: string): VmRow[] {
  return datacenter.find('vms', 'datastore', datastore).filter(({ id }) => id !== vm.id);
}

/** With those that a snapshot keeps. */
function disksOf({ disks, snapshots }: VmRow): FileOfDisk[] {
  return [...disks, ...snapshots.flatMap((snapshot) => snapshot.disks)];
}
