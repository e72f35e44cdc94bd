import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { DiskRow, VmRow } from '../rows.ts';

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
  return refuse(datacenter, vm, disks, 'Take it from the other first', (other) => other);
}

/** The same for a removal of the files: taking the disk from this VM alone is what can be had. */
export function refuseSharedRemoval(
  datacenter: Reader,
  vm: VmRow,
  disks: readonly DiskRow[],
): Result<void, Fault> {
  return refuse(datacenter, vm, disks, 'Take it from this VM alone, the files stay', () => vm);
}

function refuse(
  datacenter: Reader,
  vm: VmRow,
  disks: readonly DiskRow[],
  remedy: string,
  takenFrom: (other: VmRow) => VmRow,
): Result<void, Fault> {
  for (const { label, fileName } of disks) {
    const other = othersOn(datacenter, vm, datastoreNameOf(fileName)).find((each) =>
      disksOf(each).some((disk) => disk.fileName === fileName),
    );
    if (other === undefined) continue;
    return fail({
      kind: 'InvalidArgument',
      parameter: 'HardDisk',
      rule: `${label} of ${vm.name} is a disk of ${other.name}, too, which goes by its file: ${fileName}`,
      remedy: `${remedy}: Get-HardDisk ${quote(takenFrom(other).name)} | Where-Object Filename -eq '${fileName.replaceAll("'", "''")}' | Remove-HardDisk`,
    });
  }
  return ok(undefined);
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
