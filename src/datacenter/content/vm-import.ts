import { fail, ok, type Result } from '../../base/result.ts';
import { keyLengthBytes, type SecretKey } from '../../crypto/secret-key.ts';
import { readDescriptor } from '../../storage/descriptor-file.ts';
import { exists } from '../../storage/disk-file.ts';
import { type KeyEncryptionKey, openDataKey, rewrapDescriptor } from '../../storage/disk-key.ts';
import { readSmallFile } from '../../storage/durable-file.ts';
import { isSealedHomeFile, readHomeFile, writeHomeFile } from '../../storage/home-file.ts';
import { type PhraseVmx, parseKeyEntry, readPhraseVmx } from '../../storage/phrase-vmx.ts';
import { vmUuidOf, writeVmx } from '../../storage/vm-home.ts';
import { vmxValue } from '../../storage/vmx.ts';
import { demandPrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { lockVm } from '../file-operations.ts';
import { ensureCryptoSafe } from '../hosts/host-encryption.ts';
import { createKey } from '../keys/create-key.ts';
import { keyProviderAt } from '../keys/entity-default-provider.ts';
import type { Waiting } from '../keys/key-service.ts';
import { settleNewKey } from '../keys/new-keys.ts';
import type { Operation } from '../operation.ts';
import { fileOf, fromStorage } from '../places.ts';
import { newGuestSeed } from '../vm/guest-seed.ts';
import { homeFilesOf, LIMIT_NVRAM_BYTES, NVRAM_MAGIC, newNvram, SEED } from '../vm/vm-files.ts';
import {
  checkUnregistered,
  draftRegistration,
  type Registered,
  type Registration,
  type RegistrationDraft,
  registerVm,
  registrationPlace,
} from '../vm/vm-register.ts';
import { DATA_FILE_KEY } from './vm-export-sealed.ts';

/**
 * A VM whose VMX a passphrase protects comes into the inventory: its keys, as they are, are wrapped under a new key of
 * a key provider, as a shallow rekey does, and from then on it is a VM like any other. No disk data is rewritten.
 */
export interface PassphraseImport extends Registration {
  readonly passphrase: string;
  /** The default key provider unless given. */
  readonly providerName?: string;
}

export function* importVm(
  datacenter: Datacenter,
  caller: Caller,
  request: PassphraseImport,
): Operation<Registered> {
  const place = importPlace(datacenter, caller, request);
  if (!place.ok) return place;
  const lock = lockVm(datacenter, { name: request.vmxPath, vmxPath: request.vmxPath }, 'register');
  if (!lock.ok) return lock;
  try {
    const opened = openImport(datacenter, request, place.value);
    if (!opened.ok) return opened;
    const taken = yield* takeUnderProvider(datacenter, caller, request, opened.value);
    if (!taken.ok) return taken;
  } finally {
    lock.value.release({ remove: true });
  }
  return yield* registerVm(datacenter, caller, request);
}

type ImportPlace = Omit<RegistrationDraft, 'vm'> & { readonly file: string };

function importPlace(
  datacenter: Datacenter,
  caller: Caller,
  request: PassphraseImport,
): Result<ImportPlace, Fault> {
  const place = registrationPlace(datacenter, caller, request);
  if (!place.ok) return place;
  for (const privilege of ['Cryptographer.RegisterVM', 'Cryptographer.EncryptNew'] as const) {
    const allowed = demandPrivilege(datacenter, caller, privilege, place.value.folder);
    if (!allowed.ok) return allowed;
  }
  const { file } = place.value;
  if (!exists(file)) return fail(fromStorage({ kind: 'FileNotFound', path: file }));
  if (file.endsWith('.vmx')) return place;
  const reason = 'the file of a VM ends in .vmx';
  return fail(fromStorage({ kind: 'InvalidDiskRequest', path: file, reason }));
}

interface OpenImport extends ImportPlace {
  readonly vm: RegistrationDraft['vm'];
  readonly vmx: PhraseVmx;
  /** The disks that the VMX's own key protects: descriptor and the key that wraps its data key now. */
  readonly sealedDisks: readonly { readonly path: string; readonly current: KeyEncryptionKey }[];
  /** The NVRAM in clear, and the generation of its file. */
  readonly nvram: { readonly content: Uint8Array; readonly generation: number };
}

/** Opens everything that the passphrase protects, before anything is changed. */
function openImport(
  datacenter: Datacenter,
  request: PassphraseImport,
  place: ImportPlace,
): Result<OpenImport, Fault> {
  const vmx = readPhraseVmx(place.file, request.passphrase);
  if (!vmx.ok) return fail(fromStorage(vmx.fault));
  const { settings, key } = vmx.value;
  const keyId = { providerId: DATA_FILE_KEY, keyId: 'passphrase' };
  const vm = draftRegistration(datacenter, request, place.host, { settings, keyId });
  if (!vm.ok) return vm;
  const free = checkUnregistered(datacenter, vm.value);
  if (!free.ok) return free;
  const sealedDisks = openDisks(datacenter, vm.value, parseKeyEntry(vmxValue(settings, DATA_FILE_KEY) ?? ''));
  if (!sealedDisks.ok) return sealedDisks;
  const nvram = openNvram(datacenter, vm.value, key);
  if (!nvram.ok) return nvram;
  return ok({
    ...place,
    vm: vm.value,
    vmx: vmx.value,
    sealedDisks: sealedDisks.value,
    nvram: nvram.value,
  });
}

function openDisks(
  datacenter: Datacenter,
  vm: RegistrationDraft['vm'],
  dataFileKey: SecretKey | undefined,
): Result<OpenImport['sealedDisks'], Fault> {
  const disks: { path: string; current: KeyEncryptionKey }[] = [];
  for (const { fileName, keyId } of vm.disks) {
    if (keyId?.providerId !== DATA_FILE_KEY) continue;
    const file = fileOf(datacenter, fileName);
    if (!file.ok) return file;
    const path = file.value;
    if (dataFileKey === undefined || keyLengthBytes(dataFileKey) !== 32) {
      const reason = `the VMX has no ${DATA_FILE_KEY} of 32 bytes that could open it`;
      return fail(fromStorage({ kind: 'KeyIntegrityFault', path, reason }));
    }
    const descriptor = readDescriptor(path);
    if (!descriptor.ok) return fail(fromStorage(descriptor.fault));
    const dek = openDataKey(descriptor.value, dataFileKey, path);
    if (!dek.ok) return fail(fromStorage(dek.fault));
    disks.push({ path, current: { id: keyId, key: dataFileKey } });
  }
  return ok(disks);
}

/** A VM without NVRAM gets a new one, as at its first start; one that other software sealed is not guessed at. */
function openNvram(
  datacenter: Datacenter,
  vm: RegistrationDraft['vm'],
  homeKey: SecretKey,
): Result<OpenImport['nvram'], Fault> {
  const file = fileOf(datacenter, homeFilesOf(vm).nvram);
  if (!file.ok) return file;
  const path = file.value;
  if (!exists(path)) return ok({ content: newNvram(), generation: 0 });
  const content = readSmallFile(path, LIMIT_NVRAM_BYTES);
  if (!content.ok) return fail(fromStorage(content.fault));
  if (isSealedHomeFile(content.value)) {
    const vmUuid = vm.uuid.replaceAll('-', '');
    const sealed = readHomeFile(path, { homeKey, vmUuid, role: 'nvram' });
    return sealed.ok ? sealed : fail(fromStorage(sealed.fault));
  }
  const magic = Buffer.from(content.value.subarray(0, NVRAM_MAGIC.length)).toString('latin1');
  if (magic === NVRAM_MAGIC) return ok({ content: content.value, generation: 0 });
  return fail({
    kind: 'DiskFault',
    file: path,
    detail:
      'It is neither a plain NVRAM nor one sealed with this VM; what other software encrypted is not read.',
    remedy: 'Move it away: the VM then gets a new NVRAM.',
  });
}

function* takeUnderProvider(
  datacenter: Datacenter,
  caller: Caller,
  { providerName }: PassphraseImport,
  opened: OpenImport,
): Waiting<void> {
  const { name, uuid } = opened.vm;
  const provider = keyProviderAt(datacenter, opened.host.id, providerName);
  if (!provider.ok) return provider;
  const safe = yield* ensureCryptoSafe(datacenter, caller, opened.host.id, provider.value, name);
  if (!safe.ok) return safe;
  const purpose = { component: 'Virtual Machine', name, identifier: uuid } as const;
  const kek = yield* createKey(datacenter, caller, provider.value, purpose);
  if (!kek.ok) return kek;
  // Files will need the key before any row names it: from here on a cut must not let it be destroyed as unused.
  const settled = datacenter.commit(caller, 'take a VM under a key', (tx) => {
    settleNewKey(tx, kek.value.id);
    tx.event({
      eventTypeId: 'com.vseal.vm.PassphraseOpened',
      message: `${opened.vm.vmxPath} was opened with its passphrase; key ${kek.value.id.keyId} of ${kek.value.id.providerId} protects it from now on`,
      host: { id: opened.host.id, name: opened.host.name },
    });
    return ok(undefined);
  });
  if (!settled.ok) {
    yield* datacenter.keys.discardNew(uuid);
    return settled;
  }
  return rewrapFiles(datacenter, opened, kek.value);
}

/**
 * Disks first, the VMX last: until then the passphrase opens it. Cut in between, the VM can be taken in again, for a
 * disk that names the provider's key is as good as one that names the VMX's.
 */
function rewrapFiles(
  datacenter: Datacenter,
  { file, vm, vmx, sealedDisks, nvram }: OpenImport,
  kek: KeyEncryptionKey,
): Result<void, Fault> {
  const done: OpenImport['sealedDisks'][number][] = [];
  const undo = (fault: Fault): Result<void, Fault> => {
    for (const { path, current } of done) rewrapDescriptor(path, kek, current);
    return fail(fault);
  };
  for (const disk of sealedDisks) {
    const rewrapped = rewrapDescriptor(disk.path, disk.current, kek);
    if (!rewrapped.ok) return undo(fromStorage(rewrapped.fault));
    done.push(disk);
  }
  const nvramFile = fileOf(datacenter, homeFilesOf(vm).nvram);
  if (!nvramFile.ok) return undo(nvramFile.fault);
  const vmUuid = vmUuidOf(vmx.settings, file);
  if (!vmUuid.ok) return undo(fromStorage(vmUuid.fault));
  const generation = nvram.generation + 1;
  const seal = { homeKey: vmx.key, vmUuid: vmUuid.value, role: 'nvram', generation };
  const sealed = writeHomeFile(nvramFile.value, nvram.content, seal);
  if (!sealed.ok) return undo(fromStorage(sealed.fault));
  const secret = [SEED, DATA_FILE_KEY].map((name) => name.toLowerCase());
  const clear = new Map([...vmx.settings].filter(([name]) => !secret.includes(name.toLowerCase())));
  const written = writeVmx(file, clear, {
    kek,
    homeKey: vmx.key,
    secrets: new Map([[SEED, vmxValue(vmx.settings, SEED) ?? String(newGuestSeed())]]),
    generation,
  });
  return written.ok ? written : undo(fromStorage(written.fault));
}
