import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** An OVF package as another product writes it, from a disk that is there already. */
export interface ForeignOvf {
  readonly disk: string;
  readonly href?: string;
  readonly sizeBytes?: number;
  readonly capacity?: number;
  readonly family?: string;
  /** Further Items of the hardware. */
  readonly items?: string;
  readonly before?: string;
  /** Sections of the virtual system. */
  readonly sections?: string;
  readonly fileAttributes?: string;
}

export function foreignOvf(folder: string, ovf: ForeignOvf): string {
  const { disk, capacity = 16 * 1024 ** 2, family = 'vmx-11', items = '' } = ovf;
  const sizeBytes = ovf.sizeBytes ?? statSync(join(folder, disk)).size;
  return `<?xml version="1.0"?>${ovf.before ?? ''}
<!-- as ovftool writes it -->
<ovf:Envelope xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="urn:r" xmlns:vssd="urn:v" xmlns:vmw="urn:w">
<ovf:References><ovf:File ovf:id='f1' ovf:href="${ovf.href ?? disk}" ovf:size="${sizeBytes}" ${ovf.fileAttributes ?? ''}/></ovf:References>
<ovf:DiskSection><ovf:Info/><ovf:Disk ovf:diskId="d1" ovf:fileRef="f1" ovf:capacity="${capacity / 1024 ** 2}" ovf:capacityAllocationUnits="byte * 2^20"/>
<ovf:Disk ovf:diskId="d2" ovf:capacity="8388608"/></ovf:DiskSection>
<ovf:NetworkSection><ovf:Info/><ovf:Network ovf:name="Site LAN"/></ovf:NetworkSection>
<ovf:VirtualSystem ovf:id="appliance"><ovf:Name>appliance &amp; more</ovf:Name>
<ovf:OperatingSystemSection ovf:id="94"><ovf:Info/></ovf:OperatingSystemSection>
${ovf.sections ?? ''}
<ovf:VirtualHardwareSection ovf:transport="com.vmware.guestInfo">
<ovf:System><vssd:VirtualSystemType>${family}</vssd:VirtualSystemType></ovf:System>
${item(1, 3, '<rasd:VirtualQuantity>2</rasd:VirtualQuantity>')}
${item(2, 4, '<rasd:AllocationUnits>MegaBytes</rasd:AllocationUnits><rasd:VirtualQuantity>63</rasd:VirtualQuantity>')}
${item(3, 5, '<rasd:Address>0</rasd:Address>')}${item(4, 6, '')}
${item(5, 17, '<rasd:Parent>4</rasd:Parent><rasd:AddressOnParent>1</rasd:AddressOnParent><rasd:HostResource>ovf:/disk/d2</rasd:HostResource>')}
${item(6, 17, '<rasd:Parent>3</rasd:Parent><rasd:AddressOnParent>0</rasd:AddressOnParent><rasd:HostResource>ovf:/disk/d1</rasd:HostResource>')}
${item(7, 10, '<rasd:Connection>Site LAN</rasd:Connection>')}${item(8, 15, '')}
${items}</ovf:VirtualHardwareSection></ovf:VirtualSystem></ovf:Envelope>`;
}

export function item(id: number, type: number, more: string, attributes = ''): string {
  return `<ovf:Item ${attributes}><rasd:ElementName>device ${id}</rasd:ElementName><rasd:InstanceID>${id}</rasd:InstanceID><rasd:ResourceType>${type}</rasd:ResourceType>${more}</ovf:Item>`;
}

/** Writes a descriptor and, unless told otherwise, the manifest of it and the disk. */
export function writePackage(
  folder: string,
  name: string,
  text: string,
  { disk, manifest }: { readonly disk: string; readonly manifest?: string },
): string {
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${name}.ovf`);
  writeFileSync(path, text);
  const digest = (file: string): string =>
    createHash('sha1')
      .update(readFileSync(join(folder, file)))
      .digest('hex');
  const lines = [`${name}.ovf`, disk].map((file) => `SHA1(${file})= ${digest(file)}\n`).join('');
  writeFileSync(join(folder, `${name}.mf`), manifest ?? lines);
  return path;
}
