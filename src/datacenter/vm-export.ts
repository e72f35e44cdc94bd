import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../base/result.ts';
import { createSha256 } from '../crypto/digest.ts';
import { replaceFile } from '../storage/durable-file.ts';
import { attempt } from '../storage/storage-fault.ts';
import { demandPrivilege } from './authorization.ts';
import type { Caller, Datacenter } from './datacenter.ts';
import { checkWithEncryption } from './encryption-conflicts.ts';
import type { Fault } from './faults.ts';
import type { Operation } from './operation.ts';
import { ovfOf } from './ovf.ts';
import { fromStorage } from './places.ts';
import type { VmRow } from './rows.ts';
import { type CopiedDisk, checkOffForCopy, copyDisksOut } from './vm-copy-out.ts';

const PRIVILEGE = 'VApp.Export';
const BUFFER_BYTES = 1024 * 1024;

export interface ExportRequest {
  readonly vmId: string;
  /** A folder of this machine that does not exist yet. */
  readonly folder: string;
  readonly name: string;
  readonly description: string;
}

/** Writes a VM as an OVF package: its disks in plain, the OVF descriptor, and a manifest of their hashes. */
export function* exportVm(
  datacenter: Datacenter,
  caller: Caller,
  request: ExportRequest,
): Operation<readonly string[]> {
  const { folder, name } = request;
  const vm = datacenter.get('vms', request.vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: request.vmId });
  const checked = checkExport(datacenter, caller, vm);
  if (!checked.ok) return checked;
  const copied = yield* copyDisksOut(datacenter, caller, { vm, folder, sealing: 'plain' });
  if (!copied.ok) return copied;
  const written = writePackage(vm, copied.value, request);
  if (!written.ok) return written;
  return datacenter.commit<readonly string[]>(caller, 'export a VM', (tx) => {
    tx.event({
      eventTypeId: 'TaskEvent',
      message: `${vm.name} was exported as ${name}.ovf; its disks there are plain`,
      vm: { id: vm.id, name: vm.name },
    });
    return ok(written.value);
  });
}

function checkExport(datacenter: Datacenter, caller: Caller, vm: VmRow): Result<void, Fault> {
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, vm);
  if (!allowed.ok) return allowed;
  const supported = checkWithEncryption(datacenter, vm, 'EncryptedOvfExport');
  if (!supported.ok) return supported;
  const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
  const access = isEncrypted
    ? demandPrivilege(datacenter, caller, 'Cryptographer.Access', vm)
    : ok(undefined);
  return access.ok ? checkOffForCopy(vm, 'Exporting a VM') : access;
}

function writePackage(
  vm: VmRow,
  disks: readonly CopiedDisk[],
  { folder, name, description }: ExportRequest,
): Result<readonly string[], Fault> {
  const diskFiles = disks.flatMap(({ files }) => files);
  const ovfName = `${name}.ovf`;
  const prepared = attempt(folder, 'read', () => {
    const sizes = new Map(diskFiles.map((file) => [file, statSync(join(folder, file)).size]));
    return ovfOf(vm, disks, sizes, description);
  });
  if (!prepared.ok) return fail(fromStorage(prepared.fault));
  const ovf = replaceFile(join(folder, ovfName), Buffer.from(prepared.value));
  if (!ovf.ok) return fail(fromStorage(ovf.fault));
  const hashed = attempt(folder, 'read', () =>
    [ovfName, ...diskFiles].map((file) => `SHA256(${file})= ${hashOfFile(join(folder, file))}\n`),
  );
  if (!hashed.ok) return fail(fromStorage(hashed.fault));
  const manifest = replaceFile(join(folder, `${name}.mf`), Buffer.from(hashed.value.join('')));
  if (!manifest.ok) return fail(fromStorage(manifest.fault));
  return ok([ovfName, `${name}.mf`, ...diskFiles].map((file) => join(folder, file)));
}

function hashOfFile(path: string): string {
  const hash = createSha256();
  const buffer = Buffer.alloc(BUFFER_BYTES);
  const fd = openSync(path, 'r');
  try {
    for (let got = readSync(fd, buffer); got > 0; got = readSync(fd, buffer))
      hash.update(buffer.subarray(0, got));
  } finally {
    closeSync(fd);
  }
  return hash.digest().toString('hex');
}
