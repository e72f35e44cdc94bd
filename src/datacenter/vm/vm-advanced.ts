import { fail, ok, type Result } from '../../base/result.ts';
import type { VmxDictionary } from '../../storage/vmx.ts';
import type { Fault } from '../faults.ts';
import type { MigrateEncryption, VmRow } from '../rows.ts';
import { GUEST_SETTINGS, type KnownSetting } from './guest-settings.ts';
import { vmxSettings } from './vm-files.ts';
import type { VmSettings } from './vm-settings.ts';

/**
 * A VM's advanced settings. Some are the model's own under the names that scripts use for them; the rest
 * (vim: extraConfig) is kept, written to the VMX, and read by nothing here.
 */
export interface AdvancedSetting {
  readonly name: string;
  readonly value: string;
  readonly description: string;
}

const MODES = ['disabled', 'opportunistic', 'required'];

const KNOWN: Readonly<Record<string, KnownSetting<VmSettings>>> = {
  migrateEncryption: {
    description: 'Encrypted vMotion: disabled, opportunistic or required.',
    rule: 'It is disabled, opportunistic or required.',
    read: (vm) => vm.migrateEncryption,
    write: (value) =>
      MODES.includes(value.toLowerCase())
        ? { migrateEncryption: value.toLowerCase() as MigrateEncryption }
        : undefined,
  },
  ...GUEST_SETTINGS,
};

const NAME = /^[\w.:-]{1,128}$/;
const LIMIT_VALUE_CHARACTERS = 1000;
/** Lines of the VMX that nobody may forge: the sealed part, and what the model writes or reads of a VM's devices. */
const RESERVED =
  /^(?:encryption\.|guestmemory\.|vtpm\.|\.encoding$|vseal\.|vm\.createdate$|guestosaltname$|sched\.swap\.hostlocal$|sched\.(?:cpu|mem)\.(?:min|max|shares)$|hbr_filter\.|faulttolerance\.|ethernet\d+\.(?:present|networkname)$|(?:serial|parallel)\d+\.(?:present|filetype|filename)$|(?:scsi|ide)\d+:\d+\.(?:present|filename|mode|sharing|raw(?:device|mode)|vflash\.enabled)$|sched\.(?:scsi|ide)\d+:\d+\.(?:vflash\.reservation|shares|throughputcap)$)/i;

export function vmAdvancedSettings(vm: VmRow): AdvancedSetting[] {
  const known = Object.entries(KNOWN).map(([name, { description, read }]) => ({
    name,
    description,
    value: read(vm),
  }));
  const extra = Object.entries(vm.extraConfig ?? {}).map(([name, value]) => ({
    name,
    value,
    description: '',
  }));
  return [...known, ...extra];
}

/** The change of a VM's row that a new value means. */
export function advancedChange(vm: VmRow, name: string, value: string): Result<VmSettings, Fault> {
  const wrong = (rule: string, remedy: string): Result<VmSettings, Fault> =>
    fail({ kind: 'InvalidArgument', parameter: name, rule, remedy });
  const knownName = Object.keys(KNOWN).find((known) => known.toLowerCase() === name.toLowerCase());
  const known = knownName === undefined ? undefined : KNOWN[knownName];
  if (known !== undefined) {
    const change = known.write(value, vm);
    return change === undefined
      ? wrong(`${known.rule} '${value}' is not.`, 'Give such a value.')
      : ok(change);
  }
  if (name.toLowerCase() === 'migrate.encryptionmode') {
    return wrong(
      'Writing this line does nothing: encrypted vMotion is a setting of its own.',
      `Set-VMotionEncryption '${vm.name}' -Encryption Required`,
    );
  }
  if (vm.vtpm !== undefined && name.toLowerCase() === 'firmware' && value.toLowerCase() !== 'efi')
    return wrong('A VM with a virtual TPM starts with EFI firmware.', `Remove-VTpm -VM '${vm.name}'`);
  const taken = [...vmxSettings({ ...vm, extraConfig: {} }).keys()];
  if (RESERVED.test(name) || taken.some((line) => line.toLowerCase() === name.toLowerCase())) {
    return wrong(
      'This line of the VMX follows from the VM’s own settings.',
      `See what the VM is: Get-VM '${vm.name}' | Format-List`,
    );
  }
  if (!NAME.test(name))
    return wrong(
      'A name has letters, digits, dots, colons, dashes and underscores.',
      'Choose another -Name.',
    );
  if (value.length > LIMIT_VALUE_CHARACTERS || /[\0-\x1f\x7f]/.test(value))
    return wrong(
      `A value has at most ${LIMIT_VALUE_CHARACTERS} characters and no control characters.`,
      'Give a shorter -Value.',
    );
  const kept = extraName(vm, name) ?? name;
  return ok({ extraConfig: { ...vm.extraConfig, [kept]: value } });
}

/** A device that a line of a VMX is about. */
const DEVICE = /^(?:sched\.)?((?:scsi|ide|sata|nvme|usb|ethernet|serial|parallel|floppy)\d+(?::\d+)?)\./i;
const LIMIT_LINES = 1000;

/**
 * What a VMX says beyond what a row has: secure boot, hot add, what scripts set. Lines that nobody may set are left
 * out, and those of devices that the VM does not have here.
 */
export function extraConfigOf(row: Omit<VmRow, 'id'>, lines: VmxDictionary): Record<string, string> {
  let vm: VmRow = { ...row, id: '' };
  const own = new Set(
    [...vmxSettings(vm).keys()].flatMap((name) => DEVICE.exec(name)?.[1]?.toLowerCase() ?? []),
  );
  const drives = new Set(removableUnits(lines).filter((unit) => !own.has(unit)));
  for (const [name, value] of [...lines].slice(0, LIMIT_LINES)) {
    const [, device] = DEVICE.exec(name) ?? [];
    if (device !== undefined && drives.has(device.toLowerCase())) {
      if (value.length <= LIMIT_VALUE_CHARACTERS)
        vm = { ...vm, extraConfig: { ...vm.extraConfig, [name]: value } };
      continue;
    }
    if (device !== undefined && !own.has(device.toLowerCase())) continue;
    const change = advancedChange(vm, name, value);
    if (change.ok && change.value.extraConfig !== undefined) vm = { ...vm, ...change.value };
  }
  return { ...vm.extraConfig };
}

/** CD/DVD and floppy drives are their lines and nothing else. */
function removableUnits(lines: VmxDictionary): string[] {
  return [...lines].flatMap(([name, value]) => {
    const [, unit] = DEVICE.exec(name) ?? [];
    const isDrive = /^floppy/i.test(name) || (/\.deviceType$/i.test(name) && /cdrom/i.test(value));
    return unit !== undefined && isDrive ? [unit.toLowerCase()] : [];
  });
}

/** The change that takes a setting back: a known one to its default, another away. */
export function advancedRemoval(vm: VmRow, name: string): Result<VmSettings, Fault> {
  const kept = extraName(vm, name);
  if (kept?.toLowerCase() === 'firmware' && vm.vtpm !== undefined) return advancedChange(vm, name, '');
  if (kept !== undefined) {
    const others = Object.entries(vm.extraConfig ?? {}).filter(([key]) => key !== kept);
    return ok({ extraConfig: Object.fromEntries(others) });
  }
  switch (name.toLowerCase()) {
    case 'guest.workload':
      return ok({ workload: 'idle' });
    case 'migrateencryption':
      return ok({ migrateEncryption: 'opportunistic' });
    default:
      return advancedChange(vm, name, '');
  }
}

function extraName(vm: VmRow, name: string): string | undefined {
  return Object.keys(vm.extraConfig ?? {}).find((key) => key.toLowerCase() === name.toLowerCase());
}
