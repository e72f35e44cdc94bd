import { controllerOf } from '../datacenter/disks/disk-device.ts';
import { storageFormatOf } from '../datacenter/disks/storage-format.ts';
import { datastoreNameOf } from '../datacenter/indexes.ts';
import type { DiskRow, PortRow, VirtualTpmRow, VmRow } from '../datacenter/rows.ts';
import { macAddressOf } from '../datacenter/vm/network-adapters.ts';
import { cdDrivesOf, floppyDrivesOf, type RemovableDrive } from '../datacenter/vm/removable-drives.ts';
import { linksOfDisk } from '../datacenter/vm/vm-layout.ts';
import { bytesValue } from '../values/net/bytes.ts';
import type { Value } from '../values/value.ts';
import { enumValue, keyIdOf, listOf, longOf, make, refOf } from './make.ts';
import { diskAllocationInfo, diskShares } from './resource-allocation.ts';
import type { VimObject } from './vim-object.ts';
import type { VimSession } from './vim-session.ts';

/** The devices of a VM, with vSphere's own device keys. */

export const KEYS = { ide: 200, scsi: 1000, firstNetworkCard: 4000, tpm: 11_000 } as const;

const MODES = {
  Persistent: 'persistent',
  IndependentPersistent: 'independent_persistent',
  IndependentNonPersistent: 'independent_nonpersistent',
} as const;

export function devicesOf(vm: VmRow, session: VimSession): Value {
  const disks = vm.disks.map((disk) => diskDevice(disk, session));
  return listOf('VirtualDevice', [
    ...controllers(vm),
    ...disks,
    ...vm.networkIds.map((id, index) => networkCard(id, index, vm, session)),
    ...(vm.ports ?? []).map(portDevice),
    ...[...cdDrivesOf(vm), ...floppyDrivesOf(vm)].map((drive) => driveDevice(drive, vm)),
    ...(vm.vtpm === undefined ? [] : [tpmDevice(vm.vtpm)]),
  ]);
}

function controllers(vm: VmRow): VimObject[] {
  const disksOn = (controller: 'ide' | 'scsi'): Value =>
    vm.disks.filter((disk) => controllerOf(disk) === controller).map(({ key }) => key);
  const ide = [0, 1].map((busNumber) =>
    make('VirtualIDEController', {
      key: KEYS.ide + busNumber,
      busNumber,
      deviceInfo: description(`IDE ${busNumber}`, `IDE ${busNumber}`),
      device: busNumber === 0 ? disksOn('ide') : [],
    }),
  );
  const scsi = make('ParaVirtualSCSIController', {
    key: KEYS.scsi,
    busNumber: 0,
    deviceInfo: description('SCSI controller 0', 'VMware paravirtual SCSI'),
    device: disksOn('scsi'),
    hotAddRemove: true,
    sharedBus: enumValue('VirtualSCSISharing', 'noSharing'),
    scsiCtlrUnitNumber: 7,
  });
  return [...ide, scsi];
}

export function diskDevice(disk: DiskRow, session: VimSession): VimObject {
  const isIde = controllerOf(disk) === 'ide';
  const kilobytes = Math.ceil(disk.capacityBytes / 1024);
  return make('VirtualDisk', {
    key: disk.key,
    deviceInfo: description(disk.label, `${kilobytes.toLocaleString('en-US')} KB`),
    backing: () => diskBacking(disk, session),
    controllerKey: isIde ? KEYS.ide : KEYS.scsi,
    unitNumber: disk.key - (isIde ? 3000 : 2000),
    capacityInKB: longOf(kilobytes),
    capacityInBytes: longOf(disk.capacityBytes),
    diskObjectId: String(disk.key),
    shares: () => diskShares(disk),
    storageIOAllocation: () => diskAllocationInfo(disk),
    ...(disk.keyId !== null && { iofilter: ['vmwarevmcrypt'] }),
  });
}

function diskBacking(disk: DiskRow, session: VimSession): VimObject {
  const common = {
    fileName: disk.fileName,
    datastore: () => datastoreRef(session, disk.fileName),
    diskMode: MODES[disk.persistence],
    sharing: disk.isShared === true ? 'sharingMultiWriter' : 'sharingNone',
  };
  let read: ReturnType<typeof linksOfDisk> | undefined;
  const links = () => {
    read ??= linksOfDisk(session.datacenter, disk.fileName);
    return read;
  };
  if (disk.rawDevice !== undefined)
    return make('VirtualDiskRawDiskMappingVer1BackingInfo', { ...common, deviceName: disk.rawDevice });
  return make('VirtualDiskFlatVer2BackingInfo', {
    ...common,
    thinProvisioned: disk.thin,
    split: false,
    writeThrough: false,
    eagerlyScrub: () => storageFormatOf(session.datacenter, disk) === 'eagerZeroedThick',
    digestEnabled: false,
    uuid: () => links()[0]?.uuid ?? null,
    contentId: () => links()[0]?.contentId ?? null,
    parent: () => parentBacking(disk, session, links().slice(1)),
    keyId: keyIdOf(disk.keyId),
  });
}

/** What a snapshot's delta or a linked clone lies over, down to the first disk of the chain. */
function parentBacking(
  disk: DiskRow,
  session: VimSession,
  links: ReturnType<typeof linksOfDisk>,
): VimObject | null {
  const [link, ...rest] = links;
  if (link === undefined) return null;
  return make('VirtualDiskFlatVer2BackingInfo', {
    fileName: link.fileName,
    datastore: () => datastoreRef(session, link.fileName),
    diskMode: MODES[disk.persistence],
    thinProvisioned: disk.thin,
    uuid: link.uuid,
    contentId: link.contentId,
    parent: parentBacking(disk, session, rest),
    keyId: keyIdOf(disk.keyId),
  });
}

function datastoreRef({ datacenter }: VimSession, path: string): Value {
  const [row] = datacenter.find('datastores', 'name', datastoreNameOf(path).toLowerCase());
  return row === undefined ? null : refOf(row.id);
}

function networkCard(networkId: string, index: number, vm: VmRow, { datacenter }: VimSession): VimObject {
  const name = datacenter.get('networks', networkId)?.name ?? networkId;
  return make('VirtualVmxnet3', {
    key: KEYS.firstNetworkCard + index,
    deviceInfo: description(`Network adapter ${index + 1}`, name),
    backing: make('VirtualEthernetCardNetworkBackingInfo', { deviceName: name, network: refOf(networkId) }),
    connectable: make('VirtualDeviceConnectInfo', {
      startConnected: true,
      allowGuestControl: true,
      connected: vm.powerState === 'PoweredOn',
    }),
    addressType: 'assigned',
    macAddress: macAddressOf(vm, index),
    wakeOnLanEnabled: true,
  });
}

function portDevice(port: PortRow): VimObject {
  return make(port.kind === 'serial' ? 'VirtualSerialPort' : 'VirtualParallelPort', {
    key: port.key,
    deviceInfo: description(port.label, port.backing),
    ...(port.kind === 'serial' && { yieldOnPoll: true }),
  });
}

function driveDevice({ kind, key, label, imagePath, hostDevice, startConnected }: RemovableDrive, vm: VmRow) {
  const image = kind === 'cd' ? 'ISO' : 'Image';
  const summary = imagePath === null ? (hostDevice ?? 'Remote device') : `${image} ${imagePath}`;
  return make(kind === 'cd' ? 'VirtualCdrom' : 'VirtualFloppy', {
    key,
    deviceInfo: description(label, summary),
    connectable: make('VirtualDeviceConnectInfo', {
      startConnected,
      allowGuestControl: true,
      connected: vm.powerState === 'PoweredOn' && startConnected,
    }),
  });
}

function tpmDevice({ endorsementKeys }: VirtualTpmRow): VimObject {
  const bytesOf = (text: string): Value => bytesValue(Buffer.from(text, 'base64'));
  return make('VirtualTPM', {
    key: KEYS.tpm,
    deviceInfo: description('Virtual TPM', 'Trusted Platform Module'),
    endorsementKeyCertificateSigningRequest: () => endorsementKeys.map(({ request }) => bytesOf(request)),
    endorsementKeyCertificate: () => endorsementKeys.map(({ certificate }) => bytesOf(certificate)),
  });
}

function description(label: string, summary: string): VimObject {
  return make('Description', { label, summary });
}
