import { fail } from '../base/result.ts';
import { type DiskFill, fillDisk } from '../datacenter/disks/disk-fill.ts';
import { datastoreNameOf } from '../datacenter/indexes.ts';
import { atOnce, type Operation } from '../datacenter/operation.ts';
import type { VCenterRow } from '../datacenter/rows.ts';
import type { Value } from '../values/value.ts';
import { taskMethods } from './invoke.ts';
import { MANAGERS, single } from './service-views.ts';
import { textArgument } from './spec.ts';
import { defineView } from './view.ts';
import type { VimSession } from './vim-session.ts';

defineView<VCenterRow>({ ...single(...MANAGERS.virtualDiskManager), properties: {} });

const fill = (name: string, keeps: DiskFill['keeps']) => ({
  name,
  parameters: ['string name', 'ManagedObjectReference datacenter'],
  descriptionId: `VirtualDiskManager.${name.charAt(0).toLowerCase()}${name.slice(1)}`,
  operation: ({ session }: { session: VimSession }, args: readonly Value[]) =>
    fillNamed(session, textArgument(args, 0) ?? '', keeps),
});

/** What writes a disk out works on the disk of a VM, which may be encrypted: a file alone does not say with which key. */
taskMethods('VirtualDiskManager', [
  fill('InflateVirtualDisk', 'data'),
  fill('EagerZeroVirtualDisk', 'data'),
  fill('ZeroFillVirtualDisk', 'zeros'),
]);

function fillNamed(
  { datacenter, caller }: VimSession,
  fileName: string,
  keeps: DiskFill['keeps'],
): Operation<unknown> {
  const wanted = fileName.trim().toLowerCase();
  for (const vm of datacenter.find('vms', 'datastore', datastoreNameOf(fileName))) {
    const disk = vm.disks.find((each) => each.fileName.toLowerCase() === wanted);
    if (disk !== undefined) return fillDisk(datacenter, caller, { vmId: vm.id, key: disk.key, keeps });
  }
  return atOnce(() => fail({ kind: 'NotFound', type: 'HardDisk', name: fileName }));
}
