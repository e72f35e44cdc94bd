import { basename, dirname } from 'node:path';
import { ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import { hasEmbeddedDescriptor, readDescriptor } from '../../storage/descriptor-file.ts';
import type { DiskFormat } from '../../storage/disk-format.ts';
import { storageFaultText } from '../../storage/storage-fault.ts';
import { capacityBytesOf, NO_PARENT } from '../../storage/vmdk-descriptor.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { checkInDatacenterOf } from '../inventory/datacenter-above.ts';
import { newestHardwareOf } from '../releases.ts';
import type { HostRow } from '../rows.ts';
import { guestIdHere } from '../vm/guest-ids.ts';
import { checkNewVm, type NewVm, rootPoolOf } from '../vm/vm-create.ts';
import {
  checkChoices,
  chosenDeployment,
  chosenProperties,
  networksFor,
  type OvfChoices,
  ovfEnvironment,
} from './ovf-choices.ts';
import type { OvfHardware } from './ovf-hardware.ts';
import { type OvfPackage, openOvfPackage, wrongPackage } from './ovf-package.ts';
import { type OvfDescriptor, type OvfDisk, readOvf } from './ovf-read.ts';

/** An import of an OVF package, looked at before anything is written. */
export interface OvfImport {
  /** The .ovf or .ova, absolute. */
  readonly source: string;
  readonly hostId: string;
  readonly folderId: string;
  readonly datastoreId: string;
  readonly resourcePoolId?: string;
  /** That of the package unless given. */
  readonly name?: string;
  /** How the disks are written; thin unless given. */
  readonly diskFormat?: DiskFormat;
  readonly choices: OvfChoices;
  /** Imports a machine whose hardware no VM here has. */
  readonly overlooksHardware: boolean;
}

export interface OvfImportPlan extends OvfImport {
  readonly ovf: OvfPackage;
  readonly descriptor: OvfDescriptor;
  readonly wanted: NewVm;
  readonly extraConfig: Readonly<Record<string, string>>;
  /** What is not as the package asks. */
  readonly warnings: readonly string[];
}

const PRIVILEGE = 'VApp.Import';
const IMPORT_PLACES = { parameter: 'InventoryLocation', hostParameter: 'VMHost' } as const;
const MEMORY_STEP_BYTES = 4 * MiB;

/** Reads the package and says what would be made of it. Changes nothing. */
export function planOvfImport(
  datacenter: Datacenter,
  caller: Caller,
  request: OvfImport,
): Result<OvfImportPlan, Fault> {
  const { source, choices } = request;
  const allowed = checkImport(datacenter, caller, request);
  if (!allowed.ok) return allowed;
  const host = allowed.value;
  const read = readOvfPackage(source, chosenDeployment(choices));
  if (!read.ok) return read;
  const { ovf, descriptor } = read.value;
  for (const check of [
    () => checkFiles(ovf, descriptor),
    () => checkHardware(host, descriptor, request),
    () => checkChoices(choices, descriptor),
  ]) {
    const fits = check();
    if (!fits.ok) return fits;
  }
  const networks = networksFor(datacenter, host, descriptor, choices);
  if (!networks.ok) return networks;
  const properties = chosenProperties(descriptor, choices);
  if (!properties.ok) return properties;
  const folder = datacenter.get('folders', request.folderId);
  const together =
    folder === undefined ? ok(undefined) : checkInDatacenterOf(datacenter, host, folder, IMPORT_PLACES);
  if (!together.ok) return together;
  const guestId = guestIdHere(datacenter, descriptor.guestId);
  const wanted = wantedOf(
    host,
    { ...descriptor, guestId },
    { ...request, networkIds: networks.value.networkIds },
  );
  const fits = checkNewVm(datacenter, caller, wanted);
  if (!fits.ok) return fits;
  const { hasCdDrive, hasFloppyDrive } = descriptor.hardware;
  const warnings = [...networks.value.warnings, ...warningsOf(ovf, descriptor)];
  const extraConfig = {
    ...(hasFloppyDrive && { 'floppy0.present': 'TRUE', 'floppy0.startConnected': 'FALSE' }),
    ...(hasCdDrive && { 'ide1:0.present': 'TRUE', 'ide1:0.deviceType': 'cdrom-raw' }),
    ...(properties.value.length > 0 && { 'guestinfo.ovfEnv': ovfEnvironment(properties.value) }),
  };
  return ok({ ...request, ovf, descriptor, wanted, extraConfig, warnings });
}

/** The package and what its descriptor says, without a look at its disks. */
export function readOvfPackage(
  source: string,
  deploymentOption?: string,
): Result<{ readonly ovf: OvfPackage; readonly descriptor: OvfDescriptor }, Fault> {
  const ovf = openOvfPackage(source);
  if (!ovf.ok) return ovf;
  const read = readOvf(Buffer.from(ovf.value.ovf).toString('utf8'), deploymentOption);
  return read.ok ? ok({ ovf: ovf.value, descriptor: read.value }) : wrongPackage(source, read.fault);
}

function checkImport(
  datacenter: Datacenter,
  caller: Caller,
  { hostId, resourcePoolId, source }: OvfImport,
): Result<HostRow, Fault> {
  const host = datacenter.get('hosts', hostId);
  if (host === undefined) return { ok: false, fault: { kind: 'NoHost', entity: basename(source) } };
  const pool = datacenter.get('resourcePools', resourcePoolId ?? rootPoolOf(datacenter, host));
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, pool ?? host);
  return allowed.ok ? ok(host) : allowed;
}

/** Every file that it refers to is there, as long as it says, and in the manifest if there is one. */
function checkFiles(ovf: OvfPackage, { files, hardware }: OvfDescriptor): Result<void, Fault> {
  const { source, manifest } = ovf;
  for (const { name, sizeBytes } of files) {
    const part = ovf.find(name);
    if (!part.ok) return wrongPackage(source, part.fault);
    const { lengthBytes } = part.value;
    if (sizeBytes !== undefined && sizeBytes !== lengthBytes)
      return wrongPackage(source, `its file ${name} has ${lengthBytes} bytes where it promises ${sizeBytes}`);
  }
  const missing = [ovf.ovfName, ...files.map(({ name }) => name)].find(
    (name) => manifest?.some((line) => line.name === name) === false,
  );
  if (missing !== undefined) return wrongPackage(source, `its manifest has no line for ${missing}`);
  if (ovf.isArchive) return ok(undefined);
  for (const { disk } of hardware.disks) {
    const part = disk.file === undefined ? undefined : ovf.find(disk.file.name);
    const fits = part?.ok === true ? checkDisk(part.value.path, disk, ovf, files) : ok(undefined);
    if (!fits.ok) return fits;
  }
  return ok(undefined);
}

/** A VMDK that stands alone: nothing of it lies in files that the package does not name. */
export function checkDisk(
  path: string,
  { id, capacityBytes, file }: OvfDisk,
  { source, isArchive }: Pick<OvfPackage, 'source' | 'isArchive'>,
  files: OvfDescriptor['files'],
): Result<void, Fault> {
  const descriptor = readDescriptor(path);
  const name = file?.name ?? id;
  if (!descriptor.ok) {
    const { fault } = descriptor;
    const reason = fault.kind === 'InvalidFileFormat' ? fault.reason : storageFaultText(fault).message;
    return wrongPackage(source, `its file ${name} is no VMDK: ${reason}`, CONVERT);
  }
  const { encryptionKeys, parentCid, extents } = descriptor.value;
  if (encryptionKeys !== undefined)
    return wrongPackage(source, `its disk ${name} is encrypted, and an OVF package is plain text`);
  if (parentCid !== NO_PARENT) return wrongPackage(source, `its disk ${name} is a delta over another disk`);
  const isOneFile = hasEmbeddedDescriptor(descriptor.value);
  const others = isOneFile ? [] : extents.filter(({ type }) => type !== 'ZERO');
  const strange = others.find((extent) => isArchive || !files.some((each) => each.name === extent.fileName));
  if (strange !== undefined)
    return wrongPackage(
      source,
      `its disk ${name} has its data in ${strange.fileName}, which is no file of it`,
    );
  const ownBytes = capacityBytesOf(descriptor.value);
  return ownBytes <= capacityBytes
    ? ok(undefined)
    : wrongPackage(source, `its disk ${name} has ${ownBytes} bytes where it promises ${capacityBytes}`);
}

const CONVERT = 'Convert it first: qemu-img convert -O vmdk -o subformat=streamOptimized SOURCE TARGET';

function checkHardware(
  host: HostRow,
  { hardware }: OvfDescriptor,
  { source, overlooksHardware }: OvfImport,
): Result<void, Fault> {
  const reason = overlooksHardware ? undefined : wrongHardware(host, hardware);
  if (reason === undefined) return ok(undefined);
  return wrongPackage(source, reason, 'Leave out what cannot be had here: Import-VApp -Force');
}

function wrongHardware(host: HostRow, { version, missing }: OvfHardware): string | undefined {
  const newest = newestHardwareOf(host);
  if (version === undefined) return 'its hardware is of no family of vSphere (vmx-13 and the like)';
  if (Number(version.slice('vmx-'.length)) > newest)
    return `its hardware is ${version}, and ${host.name} runs up to vmx-${newest}`;
  return missing.length === 0 ? undefined : `it needs what no VM here has: ${missing.join(', ')}`;
}

function wantedOf(
  host: HostRow,
  { name, notes, guestId, hardware }: OvfDescriptor,
  request: OvfImport & { readonly networkIds: readonly string[] },
): NewVm {
  const { hostId, folderId, datastoreId, resourcePoolId, networkIds, diskFormat = 'thin' } = request;
  const { numCpu, coresPerSocket, memoryBytes, version } = hardware;
  const number = Number(version?.slice('vmx-'.length) ?? Number.NaN);
  const isKnown = number >= 4 && number <= newestHardwareOf(host);
  return {
    name: request.name ?? name,
    folderId,
    hostId,
    datastoreId,
    // Its disks come with their own sizes, which were looked at when they were read.
    diskBytes: [],
    diskFormat,
    memoryBytes: Math.ceil(memoryBytes / MEMORY_STEP_BYTES) * MEMORY_STEP_BYTES,
    numCpu,
    coresPerSocket,
    guestId,
    notes,
    networkIds,
    ...(isKnown && version !== undefined && { hardwareVersion: version }),
    ...(resourcePoolId !== undefined && { resourcePoolId }),
  };
}

function warningsOf(ovf: OvfPackage, { files, hardware }: OvfDescriptor): readonly string[] {
  const ofDisks = new Set(hardware.disks.map(({ disk }) => disk.file));
  // The data of a disk of two files is a file of its own.
  const left = files.filter((file) => !ofDisks.has(file) && !/\.vmdk$/i.test(file.name));
  return [
    ...(ovf.isSigned ? [`The signature of ${basename(ovf.source)} is not checked.`] : []),
    ...(ovf.manifest === undefined
      ? [
          `${basename(ovf.source)} has no manifest in ${dirname(ovf.source)}: its files are taken as they are.`,
        ]
      : []),
    ...hardware.missing.map((name) => `No VM here has '${name}': it is left out.`),
    ...left.map(({ name }) => `${name} is no disk of the VM: it is left out.`),
  ];
}
