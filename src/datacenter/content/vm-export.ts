import { statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { faultPoint } from '../../base/fault-point.ts';
import { fail, ok, type Result } from '../../base/result.ts';
import { exists } from '../../storage/disk-file.ts';
import { replaceFile } from '../../storage/durable-file.ts';
import { type FilePiece, startPieces } from '../../storage/file-pieces.ts';
import { startImage } from '../../storage/image.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { fitsTarName, tarEnd, tarHeader, tarPadding } from '../../storage/tar.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { partOf } from '../disks/disk-rewrite.ts';
import { checkWithEncryption } from '../encryption/encryption-conflicts.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import type { Waiting } from '../keys/key-service.ts';
import { keysOfVm } from '../keys/vm-keys.ts';
import { type Operation, waitFor } from '../operation.ts';
import { fileOf, fromStorage, fromStorageWork } from '../places.ts';
import type { VmRow } from '../rows.ts';
import { type OvfDiskFile, ovfOf } from './ovf.ts';
import { formatManifest } from './ovf-manifest.ts';
import { makeWorkFolder, type PackagePlace, putInPlace } from './package-place.ts';
import { checkOffForCopy, exportUnderLock } from './vm-copy-out.ts';

const PRIVILEGE = 'VApp.Export';

/** `target` is on this machine, absolute. */
export interface ExportRequest extends PackagePlace {
  readonly vmId: string;
  readonly description: string;
  /** Replaces a package that is there. */
  readonly overwrites: boolean;
}

/**
 * Writes a VM as an OVF package: its disks as plain streamOptimized VMDKs, the OVF descriptor, and a manifest of their
 * hashes; as an OVA all of that in one archive. It is made under a hidden name beside the target and has the target's
 * only when it is whole. Gives the files.
 */
export function* exportVm(
  datacenter: Datacenter,
  caller: Caller,
  request: ExportRequest,
): Operation<readonly string[]> {
  return yield* exportUnderLock(
    datacenter,
    () => checkExport(datacenter, caller, request),
    (vm) => writeAndRecord(datacenter, caller, vm, request),
  );
}

function* writeAndRecord(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: ExportRequest,
): Operation<readonly string[]> {
  const work = makeWorkFolder(request);
  if (!work.ok) return work;
  try {
    const folder = work.value.path;
    const written = yield* writePackage(datacenter, caller, vm, { ...request, folder });
    if (!written.ok) return written;
    faultPoint('export.written');
    const put = putInPlace(written.value, folder, request);
    if (!put.ok) return fail(fromStorage(put.fault));
    return recordExport(datacenter, caller, vm, request, put.value);
  } finally {
    work.value.release();
  }
}

/** The VM, where nothing speaks against the export. */
export function checkExport(
  datacenter: Datacenter,
  caller: Caller,
  { vmId, target, overwrites, format, name }: ExportRequest,
): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const supported = checkWithEncryption(datacenter, vm, 'EncryptedOvfExport');
  if (!supported.ok) return supported;
  const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
  const access = isEncrypted
    ? demandPrivilege(datacenter, caller, 'Cryptographer.Access', vm)
    : ok(undefined);
  if (!access.ok) return access;
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  const off = checkOffForCopy(vm, 'Exporting a VM');
  if (!off.ok) return off;
  if (!overwrites && exists(target)) return fail(fromStorage({ kind: 'FileAlreadyExists', path: target }));
  if (format === 'ovf' || fitsTarName(diskFileName(name, vm.disks.length))) return ok(vm);
  return fail({
    kind: 'InvalidArgument',
    parameter: 'Name',
    rule: `The files in an OVA have names of at most 100 bytes; those of '${name}' are longer.`,
    remedy: 'Give a shorter -Name, or take -Format Ovf.',
  });
}

type Package = ExportRequest & { readonly folder: string };

/** Writes the package's files into the folder; gives their names, in the order that an OVA has them. */
function* writePackage(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: Package,
): Waiting<readonly string[]> {
  const { folder, name } = request;
  const disks = yield* writeDisks(datacenter, caller, vm, request);
  if (!disks.ok) return disks;
  const networkNames = vm.networkIds.flatMap((id) => datacenter.get('networks', id)?.name ?? []);
  const ovfName = `${name}.ovf`;
  const ovf = Buffer.from(ovfOf(vm, disks.value, { ...request, networkNames }));
  const saved = replaceFile(join(folder, ovfName), ovf);
  if (!saved.ok) return fail(fromStorage(saved.fault));
  const listed = [ovfName, ...disks.value.map((disk) => disk.name)];
  const pieces = attempt(folder, 'stat', () => listed.map((file) => wholeFile(join(folder, file))));
  if (!pieces.ok) return fail(fromStorage(pieces.fault));
  const hashed = yield* waitFor(startPieces({ pieces: pieces.value, algorithm: 'SHA256' }));
  if (!hashed.ok) return fail(fromStorage(hashed.fault, vm.name));
  const lines = listed.map((file, index) => ({
    name: file,
    algorithm: 'SHA256' as const,
    digest: hashed.value[index] ?? '',
  }));
  const manifest = replaceFile(join(folder, `${name}.mf`), Buffer.from(formatManifest(lines)));
  if (!manifest.ok) return fail(fromStorage(manifest.fault));
  const files = [ovfName, `${name}.mf`, ...disks.value.map((disk) => disk.name)];
  return request.format === 'ovf' ? ok(files) : yield* pack(datacenter, vm, request, files);
}

function* writeDisks(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  { folder, name }: Package,
): Waiting<readonly OvfDiskFile[]> {
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host);
  if (!keys.ok) return keys;
  const files: OvfDiskFile[] = [];
  for (const [index, disk] of vm.disks.entries()) {
    const source = fileOf(datacenter, disk.fileName);
    if (!source.ok) return source;
    const fileName = diskFileName(name, index + 1);
    const target = join(folder, fileName);
    const format = 'streamOptimized';
    const started = startImage({ source: source.value, target, format, overwrites: false }, keys.value);
    if (!started.ok) return fail(fromStorage(started.fault));
    const share = (progress: unknown): number => (index + partOf(progress)) / vm.disks.length;
    const written = yield* waitFor(started.value, share);
    if (!written.ok) return fail(fromStorageWork(written.fault, vm.name));
    const size = attempt(target, 'stat', () => statSync(target).size);
    if (!size.ok) return fail(fromStorage(size.fault));
    files.push({ disk, name: fileName, sizeBytes: size.value });
  }
  return ok(files);
}

/** As the vendor names them: `app-01-disk1.vmdk`. */
function diskFileName(name: string, number: number): string {
  return `${name}-disk${number}.vmdk`;
}

/** Packs the files into an archive beside them. */
function* pack(
  datacenter: Datacenter,
  vm: VmRow,
  { folder, name }: Package,
  files: readonly string[],
): Waiting<readonly string[]> {
  const nowMs = datacenter.clock.nowMs();
  const archive = `${name}.ova`;
  const pieces = attempt(folder, 'stat', () =>
    files.flatMap((file): FilePiece[] => {
      const whole = wholeFile(join(folder, file));
      const bytes = tarHeader(file, whole.lengthBytes, nowMs);
      return [{ bytes }, whole, { bytes: tarPadding(whole.lengthBytes) }];
    }),
  );
  if (!pieces.ok) return fail(fromStorage(pieces.fault));
  const packed = yield* waitFor(
    startPieces({
      pieces: [...pieces.value, { bytes: tarEnd() }],
      algorithm: 'SHA256',
      target: join(folder, archive),
    }),
  );
  return packed.ok ? ok([archive]) : fail(fromStorage(packed.fault, vm.name));
}

function wholeFile(path: string) {
  return { path, offset: 0, lengthBytes: statSync(path).size };
}

function recordExport(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  { target, format, name }: ExportRequest,
  files: readonly string[],
): Result<readonly string[], Fault> {
  const exported = format === 'ova' ? basename(target) : `${name}.ovf`;
  return datacenter.commit<readonly string[]>(caller, 'export a VM', (tx) => {
    tx.event({
      eventTypeId: 'TaskEvent',
      message: `${vm.name} was exported as ${exported}; its disks there are plain`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(files);
  });
}
