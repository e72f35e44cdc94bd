import { fail, ok, type Result } from '../../base/result.ts';
import { requirePrivilege } from '../access/authorization.ts';
import type { Caller, Datacenter, Transaction } from '../datacenter.ts';
import type { Fault } from '../faults.ts';
import { fileOf } from '../places.ts';
import { type PlannedChange, planChange } from '../planned-change.ts';
import type { VmRow } from '../rows.ts';
import { syncVmx } from './vm-files.ts';

/** CD/DVD and floppy drives: a VM has those that its VMX has lines of, and nothing else of them is kept. */
export interface RemovableDrive {
  readonly kind: 'cd' | 'floppy';
  /** As the VMX calls it: `ide1:0`, `floppy0`. */
  readonly unit: string;
  readonly key: number;
  readonly label: string;
  /** The image in it, as a datastore path. */
  readonly imagePath: string | null;
  /** The drive of the host that it stands for. */
  readonly hostDevice: string | null;
  readonly startConnected: boolean;
}

const IDE_UNITS = ['ide0:0', 'ide0:1', 'ide1:0', 'ide1:1'];
const SATA_UNITS = Array.from({ length: 30 }, (_, unit) => `sata0:${unit}`);
const FLOPPY_UNITS = ['floppy0', 'floppy1'];
/** vSphere's own device keys. */
const FIRST_KEY = { ide: 3000, sata: 16_000, floppy: 8000 } as const;

export function cdDrivesOf(vm: VmRow): RemovableDrive[] {
  return [...keyed(IDE_UNITS, FIRST_KEY.ide), ...keyed(SATA_UNITS, FIRST_KEY.sata)]
    .filter(({ unit }) => isPresent(vm, unit) && /cdrom/i.test(line(vm, `${unit}.deviceType`) ?? ''))
    .map(({ unit, key }, index) => {
      const isImage = /image/i.test(line(vm, `${unit}.deviceType`) ?? '');
      return driveAt(vm, { kind: 'cd', unit, key, label: `CD/DVD drive ${index + 1}` }, isImage);
    });
}

export function floppyDrivesOf(vm: VmRow): RemovableDrive[] {
  return keyed(FLOPPY_UNITS, FIRST_KEY.floppy)
    .filter(({ unit }) => isPresent(vm, unit))
    .map(({ unit, key }, index) => {
      const isImage = /file/i.test(line(vm, `${unit}.fileType`) ?? '');
      return driveAt(vm, { kind: 'floppy', unit, key, label: `Floppy drive ${index + 1}` }, isImage);
    });
}

const keyed = (units: readonly string[], firstKey: number) =>
  units.map((unit, index) => ({ unit, key: firstKey + index }));

function driveAt(
  vm: VmRow,
  drive: Pick<RemovableDrive, 'kind' | 'unit' | 'key' | 'label'>,
  isImage: boolean,
): RemovableDrive {
  const file = line(vm, `${drive.unit}.fileName`) ?? null;
  return {
    ...drive,
    imagePath: isImage ? file : null,
    hostDevice: isImage ? null : file,
    startConnected: !/^false$/i.test(line(vm, `${drive.unit}.startConnected`) ?? ''),
  };
}

const isPresent = (vm: VmRow, unit: string): boolean => /^true$/i.test(line(vm, `${unit}.present`) ?? '');

/** What the VMX says under a name, in any case. */
function line({ extraConfig }: VmRow, name: string): string | undefined {
  const wanted = name.toLowerCase();
  return Object.entries(extraConfig ?? {}).find(([key]) => key.toLowerCase() === wanted)?.[1];
}

export interface DriveChange {
  /** Null takes the image out, or the host's drive away. */
  readonly imagePath?: string | null;
  readonly startConnected?: boolean;
}

export interface DriveOfVm {
  readonly vm: VmRow;
  readonly drive: RemovableDrive;
}

export function changeDrive(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly unit: string; readonly change: DriveChange },
): PlannedChange<DriveOfVm> {
  return changeVm(
    datacenter,
    caller,
    { ...request, privilege: 'VirtualMachine.Config.EditDevice' },
    (drive) => {
      const { imagePath, startConnected } = request.change;
      if (typeof imagePath === 'string') {
        const file = fileOf(datacenter, imagePath);
        if (!file.ok) return file;
      }
      const kindLines =
        drive.kind === 'cd'
          ? { deviceType: typeof imagePath === 'string' ? 'cdrom-image' : 'cdrom-raw' }
          : { fileType: typeof imagePath === 'string' ? 'file' : 'device' };
      return ok({
        ...(imagePath !== undefined && { ...kindLines, fileName: imagePath }),
        ...(startConnected !== undefined && { startConnected: startConnected ? 'TRUE' : 'FALSE' }),
      });
    },
  );
}

export function removeDrive(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly unit: string },
): PlannedChange<DriveOfVm> {
  const privilege = 'VirtualMachine.Config.AddRemoveDevice';
  return changeVm(datacenter, caller, { ...request, privilege }, (_, vm) =>
    vm.powerState === 'PoweredOff'
      ? ok(null)
      : fail({
          kind: 'InvalidPowerState',
          entity: vm.name,
          operation: 'Removing a drive',
          requestedState: 'PoweredOff',
          existingState: vm.powerState,
        }),
  );
}

/** Lines of the drive by what follows its unit; null takes one away, or all of them. */
type DriveLines = Readonly<Record<string, string | null>> | null;

function changeVm(
  datacenter: Datacenter,
  caller: Caller,
  request: { readonly vmId: string; readonly unit: string; readonly privilege: string },
  decide: (drive: RemovableDrive, vm: VmRow) => Result<DriveLines, Fault>,
): PlannedChange<DriveOfVm> {
  const { vmId, unit, privilege } = request;
  const change = (tx: Transaction): Result<DriveOfVm, Fault> => {
    const vm = tx.get('vms', vmId);
    if (vm === undefined) return fail({ kind: 'NotFound', type: 'VM', name: vmId });
    const allowed = requirePrivilege(datacenter, caller, privilege, vm);
    if (!allowed.ok) return allowed;
    const drive = [...cdDrivesOf(vm), ...floppyDrivesOf(vm)].find((each) => each.unit === unit);
    if (drive === undefined) return fail({ kind: 'NotFound', type: 'Drive', name: unit });
    const lines = decide(drive, vm);
    if (!lines.ok) return lines;
    const after: VmRow = { ...vm, extraConfig: withLines(vm, unit, lines.value) };
    tx.put('vms', after);
    tx.event({
      eventTypeId: 'VmReconfiguredEvent',
      message: `${drive.label} of ${vm.name} was ${lines.value === null ? 'removed' : 'changed'}`,
      vm: { id: vm.id, name: vm.name },
    });
    const now = [...cdDrivesOf(after), ...floppyDrivesOf(after)].find((each) => each.unit === unit);
    return ok({ vm: after, drive: now ?? drive });
  };
  return planChange(datacenter, caller, {
    operation: 'change a drive',
    change,
    follow: ({ vm }) => syncVmx(datacenter, caller, vm),
  });
}

function withLines(vm: VmRow, unit: string, lines: DriveLines): Record<string, string> {
  const prefix = `${unit}.`;
  const isReplaced = (name: string): boolean => {
    if (!name.toLowerCase().startsWith(prefix)) return false;
    return (
      lines === null || Object.keys(lines).some((key) => name.toLowerCase() === prefix + key.toLowerCase())
    );
  };
  const kept = Object.entries(vm.extraConfig ?? {}).filter(([name]) => !isReplaced(name));
  const added = Object.entries(lines ?? {}).flatMap(([key, value]): [string, string][] =>
    value === null ? [] : [[prefix + key, value]],
  );
  return Object.fromEntries([...kept, ...added]);
}
