import { fail, ok, type Result } from '../../base/result.ts';
import { SECTOR_BYTES } from '../../base/units.ts';
import { LIMIT_DISK_SECTORS } from '../../storage/vmdk-descriptor.ts';
import { type OvfHardware, readHardware } from './ovf-hardware.ts';
import { unitsOf } from './ovf-units.ts';
import { childrenNamed, childText, parseXml, type XmlElement } from './xml.ts';

/** What an OVF descriptor (DSP0243 1.x and 2.0) says of its one virtual machine. Read from untrusted text. */
export interface OvfDescriptor {
  readonly name: string;
  readonly notes: string;
  readonly guestId: string;
  readonly files: readonly OvfFile[];
  /** Of the disks that the machine's hardware has. */
  readonly hardware: OvfHardware;
  /** The names of the logical networks that adapters connect to. */
  readonly networks: readonly string[];
  /** What the descriptor lets choose: the first is the default. */
  readonly deploymentOptions: readonly OvfDeploymentOption[];
  readonly properties: readonly OvfProperty[];
}

export interface OvfFile {
  readonly id: string;
  readonly name: string;
  readonly sizeBytes: number | undefined;
}

export interface OvfDisk {
  readonly id: string;
  readonly capacityBytes: number;
  /** Undefined for a disk that begins empty. */
  readonly file: OvfFile | undefined;
}

export interface OvfDeploymentOption {
  readonly id: string;
  readonly label: string;
  readonly description: string;
}

/** A setting that the guest gets; `key` with its class and instance, such as `net.address.1`. */
export interface OvfProperty {
  readonly key: string;
  readonly type: string;
  readonly isUserConfigurable: boolean;
  readonly label: string;
  readonly description: string;
  readonly value: string;
}

export const LIMIT_OVF_BYTES = 2 * 1024 ** 2;
const LIMIT_FILES = 256;
const LIMIT_PROPERTIES = 1024;

/** `deploymentOption` picks the hardware; the descriptor's default unless given. A failure says what is wrong. */
export function readOvf(text: string, deploymentOption?: string): Result<OvfDescriptor, string> {
  const root = parseXml(text);
  if (!root.ok) return root;
  if (root.value.name !== 'Envelope') return fail('its element is not Envelope');
  const system = theSystem(root.value);
  if (!system.ok) return system;
  const files = readFiles(root.value);
  if (!files.ok) return files;
  const disks = readDisks(root.value, files.value);
  if (!disks.ok) return disks;
  const deploymentOptions = readOptions(root.value);
  const option = deploymentOption ?? deploymentOptions[0]?.id;
  if (deploymentOption !== undefined && !deploymentOptions.some(({ id }) => id === deploymentOption))
    return fail(`it has no deployment option '${deploymentOption}'`);
  const [section] = childrenNamed(system.value, 'VirtualHardwareSection');
  if (section === undefined) return fail('its virtual machine has no VirtualHardwareSection');
  const hardware = readHardware(section, { disks: disks.value, files: files.value, option });
  if (!hardware.ok) return hardware;
  const properties = readProperties(system.value);
  if (properties.length > LIMIT_PROPERTIES) return fail(`it has more than ${LIMIT_PROPERTIES} properties`);
  const [annotation] = childrenNamed(system.value, 'AnnotationSection');
  return ok({
    name: childText(system.value, 'Name').trim() || (system.value.attributes.get('id') ?? ''),
    notes: annotation === undefined ? '' : childText(annotation, 'Annotation'),
    guestId: guestIdOf(system.value),
    files: files.value,
    hardware: hardware.value,
    networks: [...new Set(hardware.value.adapters)],
    deploymentOptions,
    properties,
  });
}

function theSystem(envelope: XmlElement): Result<XmlElement, string> {
  const [system, ...others] = childrenNamed(envelope, 'VirtualSystem');
  if (childrenNamed(envelope, 'VirtualSystemCollection').length > 0 || others.length > 0)
    return fail('it is a vApp of several virtual machines, and one is imported at a time');
  return system === undefined ? fail('it has no VirtualSystem') : ok(system);
}

function readFiles(envelope: XmlElement): Result<readonly OvfFile[], string> {
  const elements = childrenNamed(envelope, 'References').flatMap((each) => childrenNamed(each, 'File'));
  if (elements.length > LIMIT_FILES) return fail(`it refers to more than ${LIMIT_FILES} files`);
  const files: OvfFile[] = [];
  for (const { attributes } of elements) {
    const name = attributes.get('href') ?? '';
    const compression = attributes.get('compression') ?? 'identity';
    if (attributes.has('chunkSize')) return fail(`the file ${name} comes in chunks, which are not read here`);
    if (!['', 'identity'].includes(compression))
      return fail(`the file ${name} is compressed (${compression}), which is not read here`);
    const size = attributes.get('size');
    if (size !== undefined && !/^\d{1,15}$/.test(size)) return fail(`the size of ${name} is no number`);
    const sizeBytes = size === undefined ? undefined : Number(size);
    files.push({ id: attributes.get('id') ?? '', name: uriDecoded(name), sizeBytes });
  }
  return ok(files);
}

/** A reference is a URI: `my%20vm-disk1.vmdk`. One that is malformed is a name as it stands. */
function uriDecoded(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}

function readDisks(envelope: XmlElement, files: readonly OvfFile[]): Result<readonly OvfDisk[], string> {
  const disks: OvfDisk[] = [];
  for (const { attributes } of childrenNamed(envelope, 'DiskSection').flatMap((each) =>
    childrenNamed(each, 'Disk'),
  )) {
    const id = attributes.get('diskId') ?? '';
    const fileRef = attributes.get('fileRef');
    const file = files.find((each) => each.id === fileRef);
    if (fileRef !== undefined && file === undefined) return fail(`the disk ${id} refers to no file of it`);
    if (attributes.has('parentRef')) return fail(`the disk ${id} is a delta over another disk`);
    const units = unitsOf(attributes.get('capacityAllocationUnits') ?? 'byte');
    const capacity = attributes.get('capacity') ?? '';
    const capacityBytes = /^\d{1,16}$/.test(capacity) && units !== undefined ? Number(capacity) * units : 0;
    if (capacityBytes === 0) return fail(`the capacity of the disk ${id} is no number of known units`);
    const sectors = capacityBytes / SECTOR_BYTES;
    if (!Number.isSafeInteger(sectors) || sectors > LIMIT_DISK_SECTORS)
      return fail(`the disk ${id} has no whole number of sectors, or more than 62 TB`);
    disks.push({ id, capacityBytes, file });
  }
  return ok(disks);
}

/** The default first. */
function readOptions(envelope: XmlElement): readonly OvfDeploymentOption[] {
  const elements = childrenNamed(envelope, 'DeploymentOptionSection').flatMap((each) =>
    childrenNamed(each, 'Configuration'),
  );
  const isDefault = ({ attributes }: XmlElement): boolean => attributes.get('default') === 'true';
  return [...elements.filter(isDefault), ...elements.filter((each) => !isDefault(each))].map((element) => ({
    id: element.attributes.get('id') ?? '',
    label: childText(element, 'Label'),
    description: childText(element, 'Description'),
  }));
}

function readProperties(system: XmlElement): readonly OvfProperty[] {
  return childrenNamed(system, 'ProductSection').flatMap((product) => {
    const group = product.attributes.get('class') ?? '';
    const instance = product.attributes.get('instance') ?? '';
    return childrenNamed(product, 'Property').map((property): OvfProperty => {
      const { attributes } = property;
      const parts = [group, attributes.get('key') ?? '', instance];
      return {
        key: parts.filter((part) => part !== '').join('.'),
        type: attributes.get('type') ?? 'string',
        isUserConfigurable: attributes.get('userConfigurable') === 'true',
        label: childText(property, 'Label'),
        description: childText(property, 'Description'),
        value: attributes.get('value') ?? '',
      };
    });
  });
}

/** By the vendor's own name for it, else by the CIM number (CIM_OperatingSystem.OSType) where that says enough. */
function guestIdOf(system: XmlElement): string {
  const [section] = childrenNamed(system, 'OperatingSystemSection');
  const named = section?.attributes.get('osType') ?? '';
  if (/^[A-Za-z0-9_]{1,64}$/.test(named)) return named.replace(/^\*/, '');
  return GUEST_IDS[section?.attributes.get('id') ?? ''] ?? 'otherGuest';
}

const GUEST_IDS: Readonly<Record<string, string>> = {
  '36': 'otherLinuxGuest',
  '80': 'rhel6_64Guest',
  '93': 'ubuntuGuest',
  '94': 'ubuntu64Guest',
  '96': 'debian8_64Guest',
  '101': 'otherLinux64Guest',
  '102': 'otherGuest64',
  '105': 'windows7_64Guest',
  '107': 'centos64Guest',
};
