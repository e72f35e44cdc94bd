import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { fail, ok, type Result } from '../../base/result.ts';
import type { SecretKey } from '../../crypto/secret-key.ts';
import { removeFolderIfEmpty } from '../../storage/datastore.ts';
import { exists, unlinkDisk } from '../../storage/disk-file.ts';
import type { KeyEncryptionKey } from '../../storage/disk-key.ts';
import { writeHomeFile } from '../../storage/home-file.ts';
import { formatKeyEntry, writePhraseVmx } from '../../storage/phrase-vmx.ts';
import { attempt } from '../../storage/storage-fault.ts';
import { generateHomeKey, vmUuidOf } from '../../storage/vm-home.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { keyNamed, keysOfVm } from '../keys/vm-keys.ts';
import type { Operation } from '../operation.ts';
import { fromStorage } from '../places.ts';
import type { VmRow } from '../rows.ts';
import { readHome, vmxSettings } from '../vm/vm-files.ts';
import { type CopiedDisk, checkOffForCopy, copyDisksUnderLock, exportUnderLock } from './vm-copy-out.ts';

/**
 * An export that stays encrypted without a key provider: the passphrase opens the VMX, the VMX holds the key
 * (`dataFileKey`) that wraps the data keys of the disks, and VM Home's key is the VMX's own.
 */
export const DATA_FILE_KEY = 'dataFileKey';

export interface SealedExport {
  readonly vmId: string;
  /** A folder of this machine that does not exist yet. */
  readonly folder: string;
  readonly name: string;
  readonly passphrase: string;
}

const LEAST_CHARACTERS = 8;
const MOST_CHARACTERS = 1024;

/** Writes a VM's VMX, NVRAM and disks, snapshots flattened, all sealed; none of its own keys goes out. */
export function* exportSealedVm(
  datacenter: Datacenter,
  caller: Caller,
  request: SealedExport,
): Operation<readonly string[]> {
  return yield* exportUnderLock(
    datacenter,
    () => checkSealedExport(datacenter, caller, request),
    (vm) => writeSealed(datacenter, caller, vm, request),
  );
}

function* writeSealed(
  datacenter: Datacenter,
  caller: Caller,
  vm: VmRow,
  request: SealedExport,
): Operation<readonly string[]> {
  const { folder, name } = request;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined) return fail({ kind: 'NoHost', entity: vm.name });
  const keys = yield* keysOfVm(datacenter, caller, vm, host);
  if (!keys.ok) return keys;
  const { keyId } = vm;
  const kek = keyNamed(keys.value, keyId);
  const home = readHome(datacenter, vm, kek);
  if (!home.ok) return home;
  const diskKey: KeyEncryptionKey = { id: dataFileKeyId(vm), key: generateHomeKey() };
  const copied = yield* copyDisksUnderLock(datacenter, caller, { vm, folder, sealing: diskKey });
  if (!copied.ok) return copied;
  const written = writeSealedHome(vm, copied.value, request, {
    nvram: home.value.nvram,
    diskKey: diskKey.key,
  });
  if (!written.ok) {
    for (const { files } of copied.value) unlinkDisk(join(folder, files[0]));
    removeFolderIfEmpty(folder);
    return written;
  }
  return datacenter.commit<readonly string[]>(caller, 'export a VM', (tx) => {
    tx.event({
      eventTypeId: 'TaskEvent',
      message: `${vm.name} was exported as ${name}.vmx; a passphrase protects it, its disks there are encrypted`,
      vm: { id: vm.id, name: vm.name },
    });
    const files = [...written.value, ...copied.value.flatMap((disk) => disk.files)];
    return ok(files.map((file) => join(folder, file)));
  });
}

/** The name of the key that wraps the data keys of an exported VM's disks: no key provider has it. */
export function dataFileKeyId(vm: Pick<VmRow, 'uuid'>): KeyEncryptionKey['id'] {
  return { providerId: DATA_FILE_KEY, keyId: vm.uuid };
}

/** The VM, where nothing speaks against the export. */
export function checkSealedExport(
  datacenter: Datacenter,
  caller: Caller,
  { vmId, folder, passphrase }: SealedExport,
): Result<VmRow, Fault> {
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, 'VApp.Export', vm);
  if (!allowed.ok) return allowed;
  const isEncrypted = vm.keyId !== null || vm.disks.some((disk) => disk.keyId !== null);
  const access = isEncrypted
    ? demandPrivilege(datacenter, caller, 'Cryptographer.Access', vm)
    : ok(undefined);
  if (!access.ok) return access;
  if (passphrase.length < LEAST_CHARACTERS || passphrase.length > MOST_CHARACTERS) {
    return fail({
      kind: 'InvalidArgument',
      parameter: 'Passphrase',
      rule: `A passphrase has ${LEAST_CHARACTERS} to ${MOST_CHARACTERS} characters: whoever guesses it can read the VM.`,
      remedy: 'Take a longer one: -Passphrase (Read-Host -AsSecureString)',
    });
  }
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  const off = checkOffForCopy(vm, 'Exporting a VM');
  if (!off.ok) return off;
  return exists(folder) ? fail(fromStorage({ kind: 'FileAlreadyExists', path: folder })) : ok(vm);
}

/** Base names of the files written: VMX and NVRAM. */
function writeSealedHome(
  vm: VmRow,
  disks: readonly CopiedDisk[],
  { folder, name, passphrase }: SealedExport,
  { nvram, diskKey }: { readonly nvram: Uint8Array; readonly diskKey: SecretKey },
): Result<readonly string[], Fault> {
  const place = `[export] ${name}`;
  const exported: VmRow = {
    ...vm,
    vmxPath: `${place}/${name}.vmx`,
    disks: disks.map(({ disk, files: [descriptor] }) => ({ ...disk, fileName: `${place}/${descriptor}` })),
  };
  const settings = vmxSettings(exported);
  const nvramName = `${name}.nvram`;
  settings.set(DATA_FILE_KEY, formatKeyEntry(diskKey));
  const homeKey = generateHomeKey();
  const vmUuid = vmUuidOf(settings, exported.vmxPath);
  if (!vmUuid.ok) return fail(fromStorage(vmUuid.fault));
  const seal = { homeKey, vmUuid: vmUuid.value, role: 'nvram', generation: 1 };
  const sealed = writeHomeFile(join(folder, nvramName), nvram, seal);
  if (!sealed.ok) return fail(fromStorage(sealed.fault));
  const vmx = writePhraseVmx(join(folder, `${name}.vmx`), settings, homeKey, passphrase);
  if (vmx.ok) return ok([`${name}.vmx`, nvramName]);
  attempt(folder, 'remove', () => rmSync(join(folder, nvramName), { force: true }));
  return fail(fromStorage(vmx.fault));
}
