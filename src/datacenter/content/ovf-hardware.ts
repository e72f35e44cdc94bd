import { fail, ok, type Result } from '../../base/result.ts';
import type { DiskController } from '../disks/disk-device.ts';
import type { OvfDisk, OvfFile } from './ovf-read.ts';
import { unitsOf } from './ovf-units.ts';
import { childrenNamed, childText, type XmlElement } from './xml.ts';

/** The virtual hardware that an OVF descriptor asks for. */
export interface OvfHardware {
  readonly numCpu: number;
  readonly coresPerSocket: number;
  readonly memoryBytes: number;
  /** `vmx-13`: the newest family of the vendor's that it names; undefined for hardware of others. */
  readonly version: string | undefined;
  readonly disks: readonly OvfDrive[];
  /** The network of each adapter. */
  readonly adapters: readonly string[];
  readonly hasCdDrive: boolean;
  readonly hasFloppyDrive: boolean;
  /** Ways by which the guest is to get its properties. */
  readonly transports: readonly string[];
  /** What it must have and no VM here has. */
  readonly missing: readonly string[];
}

export interface OvfDrive {
  readonly disk: OvfDisk;
  readonly controller: DiskController;
}

interface Choice {
  readonly disks: readonly OvfDisk[];
  readonly files: readonly OvfFile[];
  readonly option: string | undefined;
}

/** CIM_ResourceAllocationSettingData.ResourceType. */
const Resource = {
  cpu: 3,
  memory: 4,
  ide: 5,
  scsi: 6,
  network: 10,
  floppy: 14,
  cd: 15,
  dvd: 16,
  disk: 17,
  sata: 20,
  usb: 23,
  display: 24,
} as const;
const LIMIT_ITEMS = 512;
const LIMIT_DISKS = 60;
/** What a VM here has, or does as well without. */
const KNOWN: readonly number[] = Object.values(Resource);

export function readHardware(section: XmlElement, choice: Choice): Result<OvfHardware, string> {
  const items = ['Item', 'StorageItem', 'EthernetPortItem']
    .flatMap((name) => childrenNamed(section, name))
    .filter((item) => isChosen(item, choice.option));
  if (items.length > LIMIT_ITEMS) return fail(`it has more than ${LIMIT_ITEMS} devices`);
  const ofType = (...types: readonly number[]): XmlElement[] =>
    items.filter((item) => types.includes(typeOf(item)));
  const numCpu = quantityIn(ofType(Resource.cpu)[0]);
  const memoryItem = ofType(Resource.memory)[0];
  const units = unitsOf(memoryItem === undefined ? '' : childText(memoryItem, 'AllocationUnits'));
  const memory = quantityIn(memoryItem);
  if (numCpu === undefined) return fail('its hardware has no number of processors');
  if (memory === undefined || units === undefined) return fail('its hardware has no amount of memory');
  const drives = readDrives(items, choice);
  if (!drives.ok) return drives;
  const [cpuItem] = ofType(Resource.cpu);
  const cores = Number((cpuItem && childText(cpuItem, 'CoresPerSocket')) || '1');
  const version = versionOf(section);
  return ok({
    numCpu,
    coresPerSocket: cores > 0 && numCpu % cores === 0 ? cores : 1,
    memoryBytes: memory * units,
    version,
    disks: drives.value,
    adapters: ofType(Resource.network).map((item) => childText(item, 'Connection').trim()),
    hasCdDrive: ofType(Resource.cd, Resource.dvd).length > 0,
    hasFloppyDrive: ofType(Resource.floppy).length > 0,
    transports: (section.attributes.get('transport') ?? '').split(/\s+/).filter((part) => part !== ''),
    missing: missingOf(items),
  });
}

/** An item may be for some deployment options only; those that bound a range are no device. */
function isChosen({ attributes }: XmlElement, option: string | undefined): boolean {
  const options = (attributes.get('configuration') ?? '').split(/\s+/).filter((part) => part !== '');
  const isForAll = options.length === 0;
  return !attributes.has('bound') && (isForAll || (option !== undefined && options.includes(option)));
}

function typeOf(item: XmlElement): number {
  return Number(childText(item, 'ResourceType'));
}

function quantityIn(item: XmlElement | undefined): number | undefined {
  const text = item === undefined ? '' : childText(item, 'VirtualQuantity').trim();
  return /^\d{1,12}$/.test(text) && Number(text) > 0 ? Number(text) : undefined;
}

/** Of several families the newest. */
function versionOf(section: XmlElement): string | undefined {
  const systems = childrenNamed(section, 'System');
  const families = systems.flatMap((system) => childText(system, 'VirtualSystemType').split(/[\s,]+/));
  const numbers = families.flatMap((family) => /^vmx-(\d{1,2})$/.exec(family)?.[1] ?? []).map(Number);
  return numbers.length === 0 ? undefined : `vmx-${String(Math.max(...numbers)).padStart(2, '0')}`;
}

/** Disks in the order of their places, those of the first controller first. */
function readDrives(items: readonly XmlElement[], choice: Choice): Result<readonly OvfDrive[], string> {
  const controllers = new Map(items.map((item) => [childText(item, 'InstanceID').trim(), typeOf(item)]));
  const drives: (OvfDrive & { readonly place: number })[] = [];
  for (const item of items.filter((each) => typeOf(each) === Resource.disk)) {
    const resource = childText(item, 'HostResource').trim();
    const disk = diskNamed(resource, choice);
    if (disk === undefined)
      return fail(`a drive refers to '${resource.slice(0, 80)}', which is no disk of it`);
    if (drives.some((other) => other.disk === disk)) return fail(`two drives have the disk ${disk.id}`);
    const isIde = controllers.get(childText(item, 'Parent').trim()) === Resource.ide;
    const address = childText(item, 'AddressOnParent').trim();
    const place = /^\d{1,3}$/.test(address) ? Number(address) : drives.length;
    drives.push({ disk, controller: isIde ? 'ide' : 'scsi', place });
  }
  if (drives.length > LIMIT_DISKS) return fail(`it has more than ${LIMIT_DISKS} disks`);
  return ok(drives.toSorted((a, b) => a.place - b.place));
}

/** `ovf:/disk/vmdisk1`, `/disk/vmdisk1`; or by its file: `ovf:/file/file1`. */
function diskNamed(resource: string, { disks, files }: Choice): OvfDisk | undefined {
  const [, kind, id] = /^(?:ovf:)?\/(disk|file)\/(.{1,255})$/.exec(resource) ?? [];
  if (kind === 'disk') return disks.find((disk) => disk.id === id);
  const file = files.find((each) => each.id === id);
  return file && disks.find((disk) => disk.file === file);
}

function missingOf(items: readonly XmlElement[]): readonly string[] {
  return items
    .filter((item) => !KNOWN.includes(typeOf(item)) && item.attributes.get('required') !== 'false')
    .map((item) => childText(item, 'ElementName') || `a device of type ${typeOf(item)}`);
}
