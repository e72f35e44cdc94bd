import type { Invocation } from '../cmdlet/invocation.ts';
import type { Operation } from '../datacenter/operation.ts';
import type { EndorsementKeyRow, VirtualTpmRow, VmRow } from '../datacenter/rows.ts';
import { checkVtpmChange } from '../datacenter/vm/vtpm.ts';
import { objectOf, objectType, type TypedObject } from '../values/object-type.ts';
import type { Value } from '../values/value.ts';
import { certificateValue } from './certificate.ts';
import type { Connection, Item } from './connection.ts';
import { reportFault } from './report-fault.ts';
import { runTask } from './run-task.ts';
import { moRefText } from './vi-object.ts';
import { virtualMachineType, vmValue } from './virtual-machine.ts';

export interface VtpmItem {
  readonly connection: Connection;
  readonly vm: VmRow;
  readonly row: VirtualTpmRow;
}

/** The device key of a VM's TPM. */
const DEVICE_KEY = 11_000;

/** The virtual TPM of a VM. */
export const vtpmType = objectType<VtpmItem>()({
  name: 'VTpm',
  fullName: 'VMware.VimAutomation.Security.Impl.V1.Entity.VTpmImpl',
  aliases: ['VMware.VimAutomation.Security.Types.V1.Entity.VTpm'],
  properties: {
    Name: { type: 'string', get: () => 'Virtual TPM' },
    VM: { type: 'VirtualMachine', get: ({ connection, vm }) => vmValue(connection, vm) },
    Id: { type: 'string', get: vtpmId },
    Keys: {
      type: 'string[]',
      get: ({ row }) => row.endorsementKeys.map(({ kind }) => kind),
      help: 'The kinds of its endorsement keys: RSA (2048 bits) and ECC (P-256).',
    },
  },
  view: {
    table: [
      { label: 'VM', get: ({ vm }) => vm.name, width: 20 },
      { property: 'Name', width: 12 },
      { label: 'Keys', get: ({ row }) => row.endorsementKeys.map(({ kind }) => kind).join(', ') },
    ],
  },
  toString: () => 'Virtual TPM',
});

/** `VirtualMachine-vm-42/11000`. */
export function vtpmId({ vm }: VtpmItem): string {
  return `${moRefText(vm.id)}/${DEVICE_KEY}`;
}

export function vtpmOf({ connection, row: vm }: Item<VmRow>): TypedObject<VtpmItem> | undefined {
  return vm.vtpm === undefined ? undefined : objectOf(vtpmType, { connection, vm, row: vm.vtpm });
}

/** The VMs of a community cmdlet's -VM or of the devices that a vendor's cmdlet is given. */
export function vmsOf(args: {
  readonly VM?: readonly TypedObject<Item<VmRow>>[] | undefined;
  readonly VTpm?: readonly TypedObject<VtpmItem>[] | undefined;
}): Item<VmRow>[] {
  const devices = (args.VTpm ?? []).map(({ data }) => ({ connection: data.connection, row: data.vm }));
  return [...devices, ...(args.VM ?? []).map(({ data }) => data)];
}

/** The endorsement keys of a kind of the VM as it is now; a VM without a TPM is an error. */
export function keysOfVtpm(
  invocation: Invocation,
  { connection, row }: Item<VmRow>,
  kind: string | undefined,
): readonly EndorsementKeyRow[] {
  const vm = connection.datacenter.get('vms', row.id) ?? row;
  if (vm.vtpm === undefined) {
    reportFault(invocation, { kind: 'InvalidState', reason: 'NoVirtualTpm', entity: vm.name }, vm.name);
    return [];
  }
  return vm.vtpm.endorsementKeys.filter((key) => kind === undefined || kind === 'All' || key.kind === kind);
}

export function certificateOf({ certificate }: EndorsementKeyRow): Value {
  return certificateValue(Buffer.from(certificate, 'base64'));
}

/** -VM of the cmdlets of virtual TPMs. */
export const vtpmVmParameter = {
  type: virtualMachineType,
  array: true,
  position: 0,
  pipeline: 'both',
  help: 'The VMs.',
} as const;

const ACTIONS = {
  add: ['Add virtual TPM', 'Adding a virtual TPM to'],
  remove: ['Remove virtual TPM', 'Removing the virtual TPM of'],
  change: ['Set certificate of virtual TPM', 'Changing the virtual TPM of'],
} as const;

/** Adds, removes or changes the TPM of a VM: reports why not, or asks, and runs it. */
export function runVtpmChange(
  invocation: Invocation,
  { connection, row }: Item<VmRow>,
  change: {
    readonly kind: keyof typeof ACTIONS;
    readonly operation: () => Operation<VmRow>;
    readonly detail?: string;
    readonly runAsync?: boolean;
    /** The VM, in place of its TPM. */
    readonly writesNothing?: boolean;
  },
): void {
  const { kind, detail } = change;
  const target = vmValue(connection, row);
  const now = connection.datacenter.get('vms', row.id);
  const checked = now && checkVtpmChange(connection.datacenter, now, kind);
  if (checked?.ok === false) {
    reportFault(invocation, checked.fault, target);
    return;
  }
  const [action, activity] = ACTIONS[kind];
  if (!invocation.shouldProcess(row.name, action, detail)) return;
  runTask(invocation, {
    connection,
    description: {
      descriptionId: 'VirtualMachine.reconfigure',
      name: 'ReconfigVM_Task',
      entity: { id: row.id, name: row.name },
    },
    activity: `${activity} ${row.name}`,
    operation: change.operation(),
    toValue: (after) => (change.writesNothing === true ? undefined : vtpmOf({ connection, row: after })),
    runAsync: change.runAsync ?? false,
    target,
  });
}
