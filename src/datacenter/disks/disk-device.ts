import type { DiskRow, VmRow } from '../rows.ts';

/** Where a disk hangs: vSphere's device keys say it, 2000 and up on the first SCSI controller, 3000 and up on IDE 0. */
export type DiskController = 'scsi' | 'ide';

const FIRST_KEY = { scsi: 2000, ide: 3000 } as const;

/** Positions: IDE 0 has two. */
const LIMIT_IDE_DISKS = 2;

export function controllerOf({ key }: Pick<DiskRow, 'key'>): DiskController {
  return key >= FIRST_KEY.ide ? 'ide' : 'scsi';
}

/** `scsi0:1`, `ide0:0`: how a VMX names the position. */
export function positionOf(disk: Pick<DiskRow, 'key'>): string {
  const controller = controllerOf(disk);
  return `${controller}0:${disk.key - FIRST_KEY[controller]}`;
}

/** An IDE controller takes no new keys while the VM runs. */
export function hasIdeDisk(vm: VmRow): boolean {
  return vm.disks.some((disk) => controllerOf(disk) === 'ide');
}

/** Key and label of the VM's next disk; undefined when the controller is full. */
export function nextDevice(
  vm: VmRow,
  controller: DiskController,
): { readonly key: number; readonly label: string } | undefined {
  const onController = vm.disks.filter((disk) => controllerOf(disk) === controller);
  if (controller === 'ide' && onController.length >= LIMIT_IDE_DISKS) return undefined;
  const key = Math.max(FIRST_KEY[controller] - 1, ...onController.map((disk) => disk.key)) + 1;
  const numbers = vm.disks.map(({ label }) => Number(/\d+$/.exec(label)?.[0] ?? 0));
  return { key, label: `Hard disk ${Math.max(0, ...numbers) + 1}` };
}
