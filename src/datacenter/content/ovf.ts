import { MiB } from '../../base/units.ts';
import { controllerOf, positionOf } from '../disks/disk-device.ts';
import type { DiskRow, VmRow } from '../rows.ts';
import { xmlText } from './xml.ts';

const STREAM_FORMAT = 'http://www.vmware.com/interfaces/specifications/vmdk.html#streamOptimized';
const CPU_ID = 1;
const MEMORY_ID = 2;
const CONTROLLER_IDS = { scsi: 3, ide: 4 } as const;
const FIRST_ADAPTER_ID = 100;
const FIRST_DISK_ID = 200;

/** A disk of the VM, and the file that it was written into. */
export interface OvfDiskFile {
  readonly disk: DiskRow;
  readonly name: string;
  readonly sizeBytes: number;
}

/** An OVF 1.1 descriptor of a VM whose disks lie beside it, as Export-VApp writes it. */
export function ovfOf(
  vm: VmRow,
  disks: readonly OvfDiskFile[],
  { networkNames, description }: { readonly networkNames: readonly string[]; readonly description: string },
): string {
  const files = disks.map(
    ({ name, sizeBytes }, index) =>
      `    <File ovf:href="${encodeURIComponent(name)}" ovf:id="file${index}" ovf:size="${sizeBytes}"/>`,
  );
  const diskLines = disks.map(
    ({ disk }, index) =>
      `    <Disk ovf:capacity="${disk.capacityBytes}" ovf:capacityAllocationUnits="byte" ovf:diskId="vmdisk${index}" ovf:fileRef="file${index}" ovf:format="${STREAM_FORMAT}"/>`,
  );
  const networks = [...new Set(networkNames)].map(
    (name) =>
      `    <Network ovf:name="${xmlText(name)}">\n      <Description>${xmlText(name)}</Description>\n    </Network>`,
  );
  const hardware = hardwareOf(vm, disks, networkNames);
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:vmw="http://www.vmware.com/schema/ovf" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
  <References>
${files.join('\n')}
  </References>
  <DiskSection>
    <Info>Virtual disk information</Info>
${diskLines.join('\n')}
  </DiskSection>
  <NetworkSection>
    <Info>The list of logical networks</Info>
${networks.join('\n')}
  </NetworkSection>
  <VirtualSystem ovf:id="${xmlText(vm.name)}">
    <Info>A virtual machine</Info>
    <Name>${xmlText(vm.name)}</Name>
    <OperatingSystemSection ovf:id="1" vmw:osType="${xmlText(vm.guestId)}">
      <Info>The kind of installed guest operating system</Info>
    </OperatingSystemSection>
    <AnnotationSection>
      <Info>A note</Info>
      <Annotation>${xmlText(description === '' ? vm.notes : description)}</Annotation>
    </AnnotationSection>
    <VirtualHardwareSection>
      <Info>Virtual hardware requirements</Info>
      <System>
        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
        <vssd:InstanceID>0</vssd:InstanceID>
        <vssd:VirtualSystemIdentifier>${xmlText(vm.name)}</vssd:VirtualSystemIdentifier>
        <vssd:VirtualSystemType>${xmlText(vm.hardwareVersion)}</vssd:VirtualSystemType>
      </System>
${hardware.join('\n')}
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>
`;
}

/** Processors, memory, the controllers that have disks, network adapters, disks. */
function hardwareOf(
  vm: VmRow,
  disks: readonly OvfDiskFile[],
  networkNames: readonly string[],
): readonly string[] {
  const cpu = item({
    id: CPU_ID,
    type: 3,
    name: `${vm.numCpu} virtual CPU(s)`,
    quantity: vm.numCpu,
    units: 'hertz * 10^6',
    coresPerSocket: vm.coresPerSocket,
  });
  const memory = item({
    id: MEMORY_ID,
    type: 4,
    name: `${vm.memoryBytes / MiB}MB of memory`,
    quantity: vm.memoryBytes / MiB,
    units: 'byte * 2^20',
  });
  const scsi = item({
    id: CONTROLLER_IDS.scsi,
    type: 6,
    name: 'SCSI Controller 0',
    subType: 'VirtualSCSI',
    address: 0,
  });
  const ide = item({ id: CONTROLLER_IDS.ide, type: 5, name: 'IDE 0', address: 0 });
  const adapters = networkNames.map((network, index) =>
    item({
      id: FIRST_ADAPTER_ID + index,
      type: 10,
      name: `Network adapter ${index + 1}`,
      subType: 'VmxNet3',
      connection: network,
      isAutomatic: true,
    }),
  );
  const drives = disks.map(({ disk }, index) =>
    item({
      id: FIRST_DISK_ID + index,
      type: 17,
      name: disk.label,
      parent: CONTROLLER_IDS[controllerOf(disk)],
      address: Number(positionOf(disk).split(':')[1]),
      resource: `ovf:/disk/vmdisk${index}`,
    }),
  );
  const hasIde = disks.some(({ disk }) => controllerOf(disk) === 'ide');
  return [cpu, memory, scsi, ...(hasIde ? [ide] : []), ...adapters, ...drives];
}

/** A CIM resource; its elements stand in the order that the schema wants. */
function item(resource: {
  readonly id: number;
  readonly type: number;
  readonly name: string;
  readonly quantity?: number;
  readonly units?: string;
  readonly parent?: number;
  readonly address?: number;
  readonly resource?: string;
  readonly subType?: string;
  readonly connection?: string;
  readonly isAutomatic?: boolean;
  readonly coresPerSocket?: number;
}): string {
  const elements: [string, string | number | undefined][] = [
    ['AddressOnParent', resource.address],
    ['AllocationUnits', resource.units],
    ['AutomaticAllocation', resource.isAutomatic === undefined ? undefined : String(resource.isAutomatic)],
    ['Connection', resource.connection],
    ['ElementName', resource.name],
    ['HostResource', resource.resource],
    ['InstanceID', resource.id],
    ['Parent', resource.parent],
    ['ResourceSubType', resource.subType],
    ['ResourceType', resource.type],
    ['VirtualQuantity', resource.quantity],
  ];
  const lines = elements.flatMap(([name, value]) =>
    value === undefined ? [] : [`        <rasd:${name}>${xmlText(String(value))}</rasd:${name}>`],
  );
  const { coresPerSocket } = resource;
  if (coresPerSocket !== undefined)
    lines.push(`        <vmw:CoresPerSocket ovf:required="false">${coresPerSocket}</vmw:CoresPerSocket>`);
  return `      <Item>\n${lines.join('\n')}\n      </Item>`;
}
