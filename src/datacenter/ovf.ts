import type { VmRow } from './rows.ts';
import type { CopiedDisk } from './vm-copy-out.ts';

const MiB = 1024 ** 2;

/** An OVF 1.1 descriptor of a VM whose disks lie beside it, as Export-VApp writes it. `sizes`: bytes of each file. */
export function ovfOf(
  vm: VmRow,
  disks: readonly CopiedDisk[],
  sizes: ReadonlyMap<string, number>,
  description: string,
): string {
  const files = disks.flatMap(({ files: names }, index) =>
    names.map(
      (name, part) =>
        `    <File ovf:href="${xml(name)}" ovf:id="file${index}${part === 0 ? '' : '-extent'}" ovf:size="${sizes.get(name) ?? 0}"/>`,
    ),
  );
  const diskLines = disks.map(
    ({ disk }, index) =>
      `    <Disk ovf:capacity="${disk.capacityBytes}" ovf:capacityAllocationUnits="byte" ovf:diskId="vmdisk${index}" ovf:fileRef="file${index}" ovf:format="http://www.vmware.com/interfaces/specifications/vmdk.html"/>`,
  );
  const hardware = [
    item({ id: 1, type: 3, name: `${vm.numCpu} virtual CPU(s)`, quantity: vm.numCpu }),
    item({
      id: 2,
      type: 4,
      name: `${vm.memoryBytes / MiB}MB of memory`,
      quantity: vm.memoryBytes / MiB,
      units: 'byte * 2^20',
    }),
    item({ id: 3, type: 6, name: 'SCSI Controller 0', subType: 'VirtualSCSI' }),
    ...disks.map(({ disk }, index) =>
      item({
        id: 10 + index,
        type: 17,
        name: disk.label,
        parent: 3,
        address: disk.key - 2000,
        resource: `ovf:/disk/vmdisk${index}`,
      }),
    ),
  ];
  return `<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData" xmlns:vssd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_VirtualSystemSettingData">
  <References>
${files.join('\n')}
  </References>
  <DiskSection>
    <Info>Virtual disk information</Info>
${diskLines.join('\n')}
  </DiskSection>
  <VirtualSystem ovf:id="${xml(vm.name)}">
    <Info>A virtual machine</Info>
    <Name>${xml(vm.name)}</Name>
    <AnnotationSection>
      <Info>A note</Info>
      <Annotation>${xml(description === '' ? vm.notes : description)}</Annotation>
    </AnnotationSection>
    <VirtualHardwareSection>
      <Info>Virtual hardware requirements</Info>
      <System>
        <vssd:ElementName>Virtual Hardware Family</vssd:ElementName>
        <vssd:InstanceID>0</vssd:InstanceID>
        <vssd:VirtualSystemIdentifier>${xml(vm.name)}</vssd:VirtualSystemIdentifier>
        <vssd:VirtualSystemType>${xml(vm.hardwareVersion)}</vssd:VirtualSystemType>
      </System>
${hardware.join('\n')}
    </VirtualHardwareSection>
  </VirtualSystem>
</Envelope>
`;
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
}): string {
  const elements: [string, string | number | undefined][] = [
    ['AddressOnParent', resource.address],
    ['AllocationUnits', resource.units],
    ['ElementName', resource.name],
    ['HostResource', resource.resource],
    ['InstanceID', resource.id],
    ['Parent', resource.parent],
    ['ResourceSubType', resource.subType],
    ['ResourceType', resource.type],
    ['VirtualQuantity', resource.quantity],
  ];
  const lines = elements.flatMap(([name, value]) =>
    value === undefined ? [] : [`        <rasd:${name}>${xml(String(value))}</rasd:${name}>`],
  );
  return `      <Item>\n${lines.join('\n')}\n      </Item>`;
}

function xml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
