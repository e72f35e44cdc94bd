import { fail, ok, type Result } from '../../base/result.ts';
import type { Datacenter } from '../datacenter.ts';
import { quote } from '../faults/fault-text.ts';
import type { Fault } from '../faults.ts';
import { datastoreNameOf } from '../indexes.ts';
import type { DiskRow, VmRow } from '../rows.ts';

/**
 * Refuses to put other files in the place of disks that further VMs have (multi-writer): those VMs would go on to need
 * files that are gone.
 */
export function refuseSharedDisks(
  datacenter: Pick<Datacenter, 'find'>,
  vm: VmRow,
  disks: readonly DiskRow[],
): Result<void, Fault> {
  for (const { label, fileName } of disks) {
    const [other] = datacenter
      .find('vms', 'datastore', datastoreNameOf(fileName))
      .filter(({ id }) => id !== vm.id)
      .filter((each) => each.disks.some((disk) => disk.fileName === fileName));
    if (other === undefined) continue;
    return fail({
      kind: 'InvalidArgument',
      parameter: 'HardDisk',
      rule: `${label} of ${vm.name} is a disk of ${other.name}, too, which goes by its file: ${fileName}`,
      remedy: `Take it from the other first: Get-HardDisk ${quote(other.name)} | Where-Object Filename -eq '${fileName.replaceAll("'", "''")}' | Remove-HardDisk`,
    });
  }
  return ok(undefined);
}
