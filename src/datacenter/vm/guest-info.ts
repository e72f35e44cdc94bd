import { isIP } from 'node:net';
import { openDisk } from '../../storage/disk.ts';
import { type KeyEncryptionKey, keyRing } from '../../storage/disk-key.ts';
import { type FileSystem, fileSystemsOn } from '../../storage/file-systems.ts';
import type { Datacenter } from '../datacenter.ts';
import { keyOnHost } from '../hosts/host-encryption.ts';
import { fileOf } from '../places.ts';
import type { DiskRow, VmRow } from '../rows.ts';

/**
 * What a running guest tells of itself. No operating system runs in it: its addresses are what somebody wrote into the
 * advanced setting guestinfo.ip, its file systems those that are found on its disks.
 */
export interface GuestFileSystem extends FileSystem {
  readonly disk: DiskRow;
}

/** VMware Tools of vSphere 6.5: as people write the version, and as the API does. */
export const TOOLS = { name: '10.1.0', number: '10272' } as const;

/** The setting by which open-vm-tools tell a guest's addresses. */
const GUEST_IP = 'guestinfo.ip';

/** Nothing while the VM is off or has no network adapter. */
export function guestAddresses(vm: VmRow): readonly string[] {
  if (vm.powerState !== 'PoweredOn' || vm.networkIds.length === 0) return [];
  const settings = Object.entries(vm.extraConfig ?? {});
  const [, text = ''] = settings.find(([name]) => name.toLowerCase() === GUEST_IP) ?? [];
  return text.split(/[\s,;]+/).filter((address) => isIP(address) !== 0);
}

/** Of disks that cannot be opened, as those whose key the host does not hold, nothing is told. */
export function guestFileSystems(datacenter: Datacenter, vm: VmRow): readonly GuestFileSystem[] {
  if (vm.powerState !== 'PoweredOn' || vm.locked) return [];
  const keys = keysHeldFor(datacenter, vm);
  return vm.disks.flatMap((disk) => {
    const file = disk.rawDevice === undefined ? fileOf(datacenter, disk.fileName) : undefined;
    const opened =
      file?.ok === true ? openDisk(file.value, { access: 'read', keys: keyRing(keys) }) : undefined;
    if (opened?.ok !== true) return [];
    try {
      return fileSystemsOn(opened.value).map((system) => ({ ...system, disk }));
    } finally {
      opened.value.close();
    }
  });
}

function keysHeldFor(datacenter: Datacenter, vm: VmRow): readonly KeyEncryptionKey[] {
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return [];
  return vm.disks.flatMap(({ keyId }) => (keyId === null ? [] : (keyOnHost(datacenter, host, keyId) ?? [])));
}
