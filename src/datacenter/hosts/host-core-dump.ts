import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import { MiB } from '../../base/units.ts';
import { readCoreDump, writeCoreDump } from '../../storage/core-dump.ts';
import { createFolder } from '../../storage/datastore.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { createPrivateFile, removeIfPresent, writeAll } from '../../storage/durable-file.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { createSeededMemory, pagesOf } from '../../vmotion/guest-memory.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import type { Waiting } from '../keys/key-service.ts';
import type { Operation } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import type { CoreDumpRow, HostRow } from '../rows.ts';
import { guestSeed } from '../vm/guest-seed.ts';
import { runningVmsOf } from '../vm/vm-power.ts';
import { keyOnHost } from './host-encryption.ts';

/**
 * Core dumps of hosts: what the host knows of itself and the memory that was paged in of the VMs on it. Those of a
 * crypto-safe host are encrypted under its host key, always; to read one, that very key is needed.
 */

const PRIVILEGE = 'Global.Diagnostics';
const ACCESS = 'Cryptographer.Access';
/** Of each guest's memory, what the dump takes. */
const GUEST_BYTES = MiB / 4;

export type DumpReason = CoreDumpRow['reason'];

/** Writes a dump of a host that is up; the host goes on. */
export function takeCoreDump(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string },
): Result<{ readonly host: HostRow; readonly dump: CoreDumpRow }, Fault> {
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, host);
  if (!allowed.ok) return allowed;
  if (host.powerState !== 'PoweredOn')
    return fail({ kind: 'HostPowerState', host: host.name, existingState: host.powerState });
  const dump = writeDump(datacenter, host, 'live');
  if (!dump.ok) return dump;
  const kept = datacenter.commit(caller, 'take a core dump', (tx) => {
    const current = tx.get('hosts', host.id);
    if (current === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: host.name });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, current);
    if (!held.ok) return held;
    return ok({ host: recordDump(tx, current, dump.value), dump: dump.value });
  });
  if (!kept.ok) removeDumpFile(datacenter, dump.value);
  return kept;
}

/** Writes the file of a dump; `recordDump` makes it the host's. */
export function writeDump(
  datacenter: Datacenter,
  host: HostRow,
  reason: DumpReason,
): Result<CoreDumpRow, Fault> {
  const path = nextDumpPath(datacenter, host);
  if (!path.ok) return path;
  const file = fileOf(datacenter, path.value);
  if (!file.ok) return file;
  const { hostKey } = host;
  // One whose encryption mode was turned off holds its key until it reboots.
  const isSafe = host.cryptoState === 'safe' || host.cryptoState === 'pendingIncapable';
  const key = isSafe && hostKey !== null ? keyOnHost(datacenter, host, hostKey) : undefined;
  // A safe host without its key dumps nothing: a plain dump would give away what encryption protects.
  if (isSafe && key === undefined)
    return fail(missingKey(host, basename(path.value), 'the host itself does not hold it.'));
  const content = contentOf(datacenter, host, reason);
  const written = writeCoreDump(file.value, content, key);
  if (!written.ok) return fail(fromStorage(written.fault));
  return ok({
    name: basename(path.value),
    file: path.value,
    createdMs: datacenter.clock.nowMs(),
    reason,
    sizeBytes: content.length,
    keyId: key?.id ?? null,
  });
}

/** Inside a commit. */
export function recordDump(tx: Transaction, host: HostRow, dump: CoreDumpRow): HostRow {
  const after: HostRow = { ...host, coreDumps: [...(host.coreDumps ?? []), dump] };
  tx.put('hosts', after);
  tx.event({
    eventTypeId:
      dump.keyId === null
        ? 'esx.problem.application.core.dumped'
        : 'esx.problem.application.core.dumped.encrypted',
    severity: 'warning',
    message: `${host.name} wrote the core dump ${dump.file}${dump.keyId === null ? '' : ', encrypted with its host key'}`,
    host: { id: host.id, name: host.name },
    ...(dump.keyId && { arguments: { keyId: dump.keyId.keyId, keyProvider: dump.keyId.providerId } }),
  });
  return after;
}

export function removeDumpFile(datacenter: Datacenter, dump: CoreDumpRow): void {
  const file = fileOf(datacenter, dump.file);
  if (file.ok) removeIfPresent(file.value);
}

/** `[datastore1] .locker-esx-01.lab.local/vmkernel-zdump.1`: the host's scratch place, on its first datastore. */
function nextDumpPath(datacenter: Datacenter, host: HostRow): Result<string, Fault> {
  const store = host.datastoreIds
    .map((id) => datacenter.get('datastores', id))
    .find((row) => row !== undefined);
  if (store === undefined)
    return fail({ kind: 'NotFound', type: 'Datastore', name: `a datastore of ${host.name}` });
  const folderPath = `[${store.name}] .locker-${host.name}`;
  const folder = fileOf(datacenter, folderPath);
  if (!folder.ok) return folder;
  const made = createFolder(folder.value);
  if (!made.ok && made.fault.kind !== 'FileAlreadyExists') return fail(fromStorage(made.fault));
  const names = attempt(folder.value, 'list', () => readdirSync(folder.value));
  if (!names.ok) return fail(fromStorage(names.fault));
  const numbers = names.value.map((name) => Number(/^vmkernel-zdump\.(\d+)$/.exec(name)?.[1] ?? 0));
  return ok(`${folderPath}/vmkernel-zdump.${Math.max(0, ...numbers) + 1}`);
}

function contentOf(datacenter: Datacenter, host: HostRow, reason: DumpReason): Uint8Array {
  const vms = runningVmsOf(datacenter, host.id);
  const report = [
    `VMware ESXi ${host.version} [build ${host.build}] core dump`,
    `host ${host.name}: ${reason}, ${new Date(datacenter.clock.nowMs()).toISOString()}`,
    `${host.manufacturer} ${host.model}, ${host.processorType}, ${host.numCpu} CPUs`,
    ...vms.map((vm) => `world ${vm.id} ${vm.name}: ${vm.memoryBytes / MiB} MB`),
    '',
  ];
  const memory = vms.map((vm) => {
    const sizeBytes = Math.min(GUEST_BYTES, vm.memoryBytes);
    // What the host cannot tell of a VM any more, its dump has not.
    const seed = guestSeed(datacenter, vm);
    if (!seed.ok) return new Uint8Array();
    const guest = createSeededMemory({ seed: seed.value, sizeBytes, populated: 1 });
    return Uint8Array.from(pagesOf(guest, 0, guest.pages));
  });
  return Buffer.concat([Buffer.from(report.join('\n')), ...memory]);
}

/**
 * Copies a dump to a file of this machine in clear: an encrypted one needs Cryptographer.Access on the host, and the
 * host key it was made under, from the host or its key provider. Each leaves an event.
 */
export function* extractCoreDump(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly name: string; readonly target: string },
): Operation<CoreDumpRow> {
  const found = findDump(datacenter, caller, request);
  if (!found.ok) return found;
  const { host, dump } = found.value;
  const { keyId } = dump;
  const allowed = keyId === null ? ok(undefined) : demandPrivilege(datacenter, caller, ACCESS, host);
  if (!allowed.ok) return allowed;
  const key = keyId === null ? undefined : yield* keyOfDump(datacenter, host, dump, keyId);
  if (key?.ok === false) return key;
  const file = fileOf(datacenter, dump.file);
  if (!file.ok) return file;
  const content = readCoreDump(file.value, key?.value.key);
  if (!content.ok) return fail(fromStorage(content.fault));
  const written = attempt(request.target, 'write', () => {
    const fd = createPrivateFile(request.target);
    writeAll(fd, content.value);
  });
  if (!written.ok) return fail(fromStorage(written.fault));
  return datacenter.commit<CoreDumpRow>(caller, 'extract a core dump', (tx) => {
    if (keyId !== null) {
      tx.event({
        eventTypeId: 'com.vmware.vc.crypto.Operation',
        message: `The encrypted core dump ${dump.name} of host ${host.name} was read.`,
        host: { id: host.id, name: host.name },
        arguments: { operation: 'ExtractCoreDump', keyId: keyId.keyId, keyProvider: keyId.providerId },
      });
    }
    return ok(dump);
  });
}

/** Removes a dump and its file. */
export function removeCoreDump(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly name: string },
): Result<void, Fault> {
  const found = findDump(datacenter, caller, request);
  if (!found.ok) return found;
  const removed = datacenter.commit(caller, 'remove a core dump', (tx) => {
    const host = tx.get('hosts', request.hostId);
    if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
    const held = requirePrivilege(datacenter, caller, PRIVILEGE, host);
    if (!held.ok) return held;
    const coreDumps = (host.coreDumps ?? []).filter(({ name }) => name !== request.name);
    tx.put('hosts', { ...host, coreDumps });
    return ok(undefined);
  });
  if (removed.ok) removeDumpFile(datacenter, found.value.dump);
  return removed;
}

function findDump(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly hostId: string; readonly name: string },
): Result<{ readonly host: HostRow; readonly dump: CoreDumpRow }, Fault> {
  const host = datacenter.get('hosts', request.hostId);
  if (host === undefined) return fail({ kind: 'NotFound', type: 'VMHost', name: request.hostId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGE, host);
  if (!allowed.ok) return allowed;
  const dump = host.coreDumps?.find(({ name }) => name === request.name);
  return dump === undefined
    ? fail({ kind: 'NotFound', type: 'VMHostCoreDump', name: request.name })
    : ok({ host, dump });
}

/** The host may have another key by now: the dump's own is asked for, and one that is retired will do. */
function* keyOfDump(
  datacenter: Datacenter,
  host: HostRow,
  dump: CoreDumpRow,
  keyId: NonNullable<CoreDumpRow['keyId']>,
): Waiting<KeyEncryptionKey> {
  const held = keyOnHost(datacenter, host, keyId);
  if (held !== undefined) return ok(held);
  const fetched = yield* datacenter.keys.fetch(keyId, host.name, { acceptsInactive: true });
  if (fetched.ok) return fetched;
  const { fault } = fetched;
  switch (fault.kind) {
    case 'KeyProviderUnreachable':
      return fail(
        missingKey({ ...host, hostKey: keyId }, dump.name, `its provider cannot be reached: ${fault.detail}`),
      );
    case 'NotFound':
      return fail(
        missingKey(
          { ...host, hostKey: keyId },
          dump.name,
          `there is no key provider of the name ${keyId.providerId} here.`,
        ),
      );
    default:
      return fail(fault);
  }
}

function missingKey({ name, hostKey }: HostRow, dump: string, detail: string): Fault {
  return {
    kind: 'CoreDumpKeyRequired',
    host: name,
    dump,
    key: hostKey ?? { keyId: '', providerId: '' },
    detail,
  };
}
