import { fail, ok, type Result } from '../../base/result.ts';
import { zeroise } from '../../crypto/secret-key.ts';
import { sameKeyId } from '../../storage/key-id.ts';
import { demandPrivilege, requirePrivilege } from '../access/authorization.ts';
import { requireCapability } from '../capabilities.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import { writeNextNvram } from '../disks/snapshot-files.ts';
import { refuseLocked } from '../encryption/vm-lock.ts';
import type { Fault } from '../faults.ts';
import { beginFileOperation } from '../file-operations.ts';
import { keyForOldData } from '../hosts/host-encryption.ts';
import { atOnce, type Operation } from '../operation.ts';
import type { VirtualTpmRow, VmRow } from '../rows.ts';
import { homeFilesOf, readHome, writeNextSettings } from './vm-files.ts';
import { readEndorsementCertificate } from './vtpm-certificate.ts';
import { type EndorsementKey, firmwareOf, forgetKeys, vtpmKeysIn, withVtpm } from './vtpm-nvram.ts';

/**
 * Virtual TPMs. One is two endorsement keys, RSA 2048 and ECC P-256, with the certificates that the vCenter's authority
 * gave them. The private keys are in the VM's NVRAM alone, which is sealed with VM Home; so a VM has one only while its
 * home is encrypted. NVRAM and VMX are written under their next names, and one commit takes both.
 */
const PRIVILEGES = {
  add: 'VirtualMachine.Config.AddRemoveDevice',
  remove: 'VirtualMachine.Config.AddRemoveDevice',
  change: 'VirtualMachine.Config.EditDevice',
} as const;

/** The first hardware version that has a TPM 2.0. */
const LEAST_HARDWARE = 14;

type Kind = keyof typeof PRIVILEGES;

export function addVtpm(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  return changeVtpm(datacenter, caller, {
    vmId,
    kind: 'add',
    *keysOf(_present, vm) {
      return yield* datacenter.keys.endorsementKeys(`vTPM of ${vm.uuid}`);
    },
  });
}

export function removeVtpm(datacenter: Datacenter, caller: Caller, vmId: string): Operation<VmRow> {
  return changeVtpm(datacenter, caller, {
    vmId,
    kind: 'remove',
    keysOf: () => atOnce(() => ok(undefined)),
  });
}

/** Gives the virtual TPM another certificate for one of its endorsement keys: PEM or DER. */
export function setVtpmCertificate(
  datacenter: Datacenter,
  caller: Caller,
  { vmId, certificate }: { readonly vmId: string; readonly certificate: Uint8Array },
): Operation<VmRow> {
  return changeVtpm(datacenter, caller, {
    vmId,
    kind: 'change',
    keysOf: (present, vm) =>
      atOnce(() => {
        const fits = readEndorsementCertificate(vm.name, certificate, present);
        if (!fits.ok) return fits;
        const { kind, der } = fits.value;
        return ok(present.map((key) => (key.kind === kind ? { ...key, certificate: der } : key)));
      }),
  });
}

/** What must hold before a virtual TPM is added, removed or given another certificate. */
export function checkVtpmChange(
  datacenter: Pick<Datacenter, 'get'>,
  vm: VmRow,
  kind: Kind,
): Result<void, Fault> {
  const refuse = (reason: Extract<Fault, { kind: 'InvalidState' }>['reason']): Result<void, Fault> =>
    fail({ kind: 'InvalidState', reason, entity: vm.name });
  if (kind === 'add') {
    const supported = requireCapability(datacenter, 'VirtualTpm', vm);
    if (!supported.ok) return supported;
  }
  if (vm.isTemplate) return refuse('IsTemplate');
  const open = refuseLocked(vm);
  if (!open.ok) return open;
  if (kind === 'add' && vm.vtpm !== undefined) return refuse('HasVirtualTpm');
  if (kind !== 'add' && vm.vtpm === undefined) return refuse('NoVirtualTpm');
  if (vm.powerState !== 'PoweredOff') {
    return fail({
      kind: 'InvalidPowerState',
      entity: vm.name,
      operation: 'Changing its virtual TPM',
      requestedState: 'PoweredOff',
      existingState: vm.powerState,
    });
  }
  if (kind !== 'change' && vm.snapshots.length > 0) return refuse('HasSnapshotsVirtualTpm');
  if (kind !== 'add') return ok(undefined);
  if (Number(vm.hardwareVersion.slice('vmx-'.length)) < LEAST_HARDWARE)
    return refuse('HardwareTooOldForVirtualTpm');
  if (firmwareLineOf(vm) !== 'efi') return refuse('FirmwareNotEfi');
  return vm.keyId === null ? refuse('VirtualTpmNeedsEncryption') : ok(undefined);
}

/** `bios` or `efi`, as its line of the VMX says. */
function firmwareLineOf({ extraConfig }: VmRow): string {
  const line = Object.entries(extraConfig ?? {}).find(([name]) => name.toLowerCase() === 'firmware');
  return line?.[1].toLowerCase() ?? 'bios';
}

/** A VM with a virtual TPM starts only with its NVRAM whole: a guest must not meet an empty TPM and lose what it sealed. */
export function checkVtpmIn(vm: VmRow, nvram: Uint8Array): Result<void, Fault> {
  if (vm.vtpm === undefined) return ok(undefined);
  const keys = vtpmKeysIn(nvram);
  if (!keys.ok) return fail(noSection(vm, keys.fault));
  forgetKeys(keys.value);
  return ok(undefined);
}

interface Change {
  readonly vmId: string;
  readonly kind: Kind;
  /** The keys that the virtual TPM is to have, from those that it has; undefined: none any more. */
  readonly keysOf: (
    present: readonly EndorsementKey[],
    vm: VmRow,
  ) => Operation<readonly EndorsementKey[] | undefined>;
}

function* changeVtpm(datacenter: Datacenter, caller: Caller, change: Change): Operation<VmRow> {
  const { vmId, kind } = change;
  const vm = datacenter.get('vms', vmId);
  if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
  const allowed = demandPrivilege(datacenter, caller, PRIVILEGES[kind], vm);
  if (!allowed.ok) return allowed;
  const checked = checkVtpmChange(datacenter, vm, kind);
  if (!checked.ok) return checked;
  const host = datacenter.get('hosts', vm.hostId);
  if (host === undefined || vm.keyId === null) return fail({ kind: 'NoHost', entity: vm.name });
  const kek = yield* keyForOldData(datacenter, caller, host, vm.keyId, vm.name);
  if (!kek.ok) return kek;
  const files = beginFileOperation(datacenter, caller, vm, 'change the virtual TPM', (current) => {
    const still = checkVtpmChange(datacenter, current, kind);
    if (!still.ok) return still;
    const isSameKey = current.keyId !== null && sameKeyId(current.keyId, kek.value.id);
    return isSameKey
      ? ok({ newFiles: homeFilesOf(current).next })
      : fail({
          kind: 'EncryptionKeyRequired',
          entity: vm.name,
          key: kek.value.id,
          detail: 'it has another key now.',
        });
  });
  if (!files.ok) return files;
  const row = yield* writeVtpm(datacenter, vm, kek.value, change);
  const committed = row.ok
    ? datacenter.commit<VmRow>(caller, 'change the virtual TPM', (tx) => {
        const current = stillChangeable(datacenter, caller, tx, vm, kind);
        if (!current.ok) return current;
        const after: VmRow = { ...current.value, vtpm: row.value };
        tx.put('vms', after);
        files.value.decide(tx, { renames: homeFilesOf(vm).renames });
        tx.event({
          eventTypeId: 'VmReconfiguredEvent',
          message: `Reconfigured ${vm.name}: ${EVENTS[kind]}`,
          vm: { id: vm.id, name: vm.name },
          arguments: { device: 'Virtual TPM' },
        });
        return ok(after);
      })
    : row;
  const ended = committed.ok ? files.value.finish() : files.value.abandon();
  return committed.ok && !ended.ok ? ended : committed;
}

const EVENTS: Readonly<Record<Kind, string>> = {
  add: 'a virtual TPM was added',
  remove: 'the virtual TPM was removed',
  change: 'the virtual TPM has another certificate',
};

/** Writes the NVRAM and the VMX under their next names; gives what the row is to say. */
function* writeVtpm(
  datacenter: Datacenter,
  vm: VmRow,
  kek: Parameters<typeof readHome>[2],
  { kind, keysOf }: Change,
): Operation<VirtualTpmRow | undefined> {
  const home = readHome(datacenter, vm, kek);
  if (!home.ok) return home;
  const present = vtpmKeysIn(home.value.nvram);
  // One that is damaged can still be removed.
  if (!present.ok && kind === 'change') return fail(noSection(vm, present.fault));
  const had = present.ok ? present.value : [];
  const keys = yield* keysOf(had, vm);
  forgetUnused(had, keys.ok ? keys.value : undefined);
  if (!keys.ok) return keys;
  const row = keys.value && rowOf(keys.value);
  const nvram =
    keys.value === undefined ? firmwareOf(home.value.nvram) : withVtpm(home.value.nvram, keys.value);
  const written = writeNextNvram(datacenter, vm, home.value, nvram);
  forgetKeys(keys.value ?? []);
  zeroise(home.value.nvram);
  if (nvram !== home.value.nvram) zeroise(nvram);
  if (!written.ok) return written;
  const settings = writeNextSettings(datacenter, { ...vm, vtpm: row });
  return settings.ok ? ok(row) : settings;
}

function forgetUnused(had: readonly EndorsementKey[], used: readonly EndorsementKey[] | undefined): void {
  forgetKeys(had.filter(({ keyPem }) => used?.some((key) => key.keyPem === keyPem) !== true));
}

/** What of the keys anybody may know. */
export function rowOf(keys: readonly EndorsementKey[]): VirtualTpmRow {
  return {
    endorsementKeys: keys.map(({ kind, request, certificate }) => ({
      kind,
      request: Buffer.from(request).toString('base64'),
      certificate: Buffer.from(certificate).toString('base64'),
    })),
  };
}

function stillChangeable(
  datacenter: Datacenter,
  caller: Caller,
  tx: Transaction,
  { id, name }: VmRow,
  kind: Kind,
): Result<VmRow, Fault> {
  const current = tx.get('vms', id);
  if (current === undefined) return fail({ kind: 'NotFound', type: 'VM', name });
  const held = requirePrivilege(datacenter, caller, PRIVILEGES[kind], current);
  if (!held.ok) return held;
  const still = checkVtpmChange(tx, current, kind);
  return still.ok ? ok(current) : still;
}

function noSection(vm: VmRow, problem: 'absent' | 'damaged'): Fault {
  return {
    kind: 'DiskFault',
    file: homeFilesOf(vm).nvram,
    detail: `${vm.name} has a virtual TPM, and its state is ${problem} in the NVRAM.`,
    remedy: `Bring the file back from a copy of the VM's folder; or give the TPM up with what was sealed by it: Remove-VTpm -VM ${vm.name}`,
  };
}
