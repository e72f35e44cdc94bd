import { fail, ok, type Result } from '../../src/base/result.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import { whatRuleSays } from '../../src/datacenter/hosts/drs-rules.ts';
import { type MovePlan, type MoveRequest, planMove } from '../../src/datacenter/migration/move-plan.ts';
import { moveVmToVCenter } from '../../src/datacenter/migration/vcenter-move.ts';
import {
  planVCenterMove,
  type VCenterMoveRequest,
} from '../../src/datacenter/migration/vcenter-move-plan.ts';
import { type MoveResult, moveVm } from '../../src/datacenter/migration/vm-move.ts';
import type { Operation } from '../../src/datacenter/operation.ts';
import { mayReconfigure, reconfigureVm, type VmSettings } from '../../src/datacenter/vm/vm-settings.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { virtualDiskStorageFormat, vmotionPriority } from '../../src/inventory/enums.ts';
import { diskFormatNamed } from '../../src/inventory/hard-disk.ts';
import { hostModeWarning } from '../../src/inventory/host-mode-warning.ts';
import { destinationOf, vcenterOf } from '../../src/inventory/move-destination.ts';
import { networksOfMove } from '../../src/inventory/move-networks.ts';
import { movedVmType, movedVmValue } from '../../src/inventory/move-result.ts';
import { networkAdapterType, portGroupType } from '../../src/inventory/network-adapter.ts';
import { runAsyncParameter, serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { maxRateParameter, rewriteOptionsOf } from '../../src/inventory/rewrite-options.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { advancedOptions } from '../../src/inventory/vm-options.ts';

export default defineCmdlet({
  name: 'Move-VM',
  synopsis: 'Moves virtual machines to another host, cluster, resource pool, folder, datastore or vCenter.',
  description:
    'A VM that is on moves while it runs: its memory goes over a socket to the new host, encrypted as its policy says, and it stops only for the switch-over. What comes back is the VM with the facts of its move. A cold move and a move of files are not covered by the encrypted vMotion setting; encrypted disks travel as ciphertext. To another vCenter it moves when -Destination and -Datastore are of a server that Connect-VIServer has opened by its state file; an encrypted VM does so from vSphere 7.0 on, to where a key provider of the same name has its keys. A running VM whose disks another process serves moves through that process: it moves the memory, and keeps it until it ends; its files do not move while they are served.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The VMs.',
    },
    Destination: {
      type: viContainer,
      position: 1,
      pipeline: 'value',
      help: 'A host, cluster, resource pool, folder or datacenter.',
    },
    Datastore: { type: datastoreType, help: 'The datastore that its files go to.' },
    DiskStorageFormat: { type: virtualDiskStorageFormat, help: 'Of the disks on the new datastore.' },
    VMotionPriority: { type: vmotionPriority, help: 'High goes before others that wait.' },
    InventoryLocation: { type: folderObjectType, help: 'The folder of the inventory that it goes to.' },
    NetworkAdapter: {
      type: networkAdapterType,
      array: true,
      help: 'The adapters that -PortGroup is for; all of the VM unless given.',
    },
    PortGroup: {
      type: portGroupType,
      array: true,
      help: 'Of another vCenter: the networks that its adapters connect to there, those of the same names unless given.',
    },
    AdvancedOption: {
      type: 'object',
      array: true,
      help: 'Advanced settings that it gets where it goes: objects or hashtables with Key and Value.',
    },
    MaxMBps: maxRateParameter,
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [movedVmType],
  impact: 'medium',
  privileges: [
    'Resource.HotMigrate',
    'Resource.ColdMigrate',
    'Cryptographer.Migrate',
    'Resource.AssignVMToPool',
    'Datastore.AllocateSpace',
    'VirtualMachine.Inventory.Move',
  ],
  examples: [
    { title: 'To another host, running', code: 'Move-VM db-01 -Destination esx-02.lab.local' },
    {
      title: 'What it cost',
      code: 'Move-VM db-01 esx-03.lab.local | Select-Object Name, MovedEncrypted, EncryptionReason, Rounds, SentBytes, DurationMs, DowntimeMs, SourceCpuSeconds',
    },
    {
      title: 'To another vCenter',
      needs: 'a second datacenter',
      code: '$other = Connect-VIServer ./site-b/datacenter.json -Credential (Get-Credential) -NotDefault; Move-VM app-01 (Get-VMHost esx-01* -Server $other) -Datastore (Get-Datastore datastore1 -Server $other)',
    },
    { title: 'See first whether it would be encrypted', code: 'Move-VM db-01 esx-02.lab.local -WhatIf' },
  ],
  process(args, invocation) {
    for (const vm of args.VM) {
      const { connection, row } = vm.data;
      const there = vcenterOf(connection, [
        args.Destination,
        args.Datastore,
        args.InventoryLocation,
        ...(args.PortGroup ?? []),
      ]);
      if (!there.ok) {
        reportFault(invocation, there.fault, vm);
        continue;
      }
      const networks = networksOfMove(row, args.NetworkAdapter, args.PortGroup);
      if (!networks.ok) {
        reportFault(invocation, networks.fault, vm);
        continue;
      }
      const destination = args.Destination && destinationOf(there.value.datacenter, args.Destination);
      if (destination?.ok === false) {
        reportFault(invocation, destination.fault, vm);
        continue;
      }
      const request: MoveRequest = {
        vmId: row.id,
        ...destination?.value,
        ...(args.InventoryLocation && { folderId: args.InventoryLocation.data.row.id }),
        ...(args.Datastore && { datastoreId: args.Datastore.data.row.id }),
        ...(args.DiskStorageFormat !== undefined && { format: diskFormatNamed(args.DiskStorageFormat) }),
        rewrite: rewriteOptionsOf(args),
        ...(args.VMotionPriority === 'High' && { priority: 'high' as const }),
      };
      const { plan, operation } = moveTo(connection, there.value, request, networks.value);
      if (!plan.ok) {
        reportFault(invocation, plan.fault, vm);
        continue;
      }
      const settings = advancedOptions(args.AdvancedOption);
      const allowed = mayReconfigure(connection.datacenter, connection.caller, row.id, settings);
      if (!allowed.ok) {
        reportFault(invocation, allowed.fault, vm);
        continue;
      }
      if (!invocation.shouldProcess(row.name, 'Move VM', describe(plan.value))) continue;
      for (const rule of plan.value.brokenRules) {
        const { name } = plan.value.destination;
        invocation.warning(
          `${row.name} on ${name} breaks the DRS rule ${rule.name}, which ${whatRuleSays(rule)}.`,
        );
      }
      const { hostToEnable } = plan.value;
      const enabled = hostToEnable === undefined ? [] : [hostToEnable];
      runTask(invocation, {
        connection,
        description: {
          ...(args.Datastore
            ? { descriptionId: 'VirtualMachine.relocate', name: 'RelocateVM_Task' }
            : { descriptionId: 'VirtualMachine.migrate', name: 'MigrateVM_Task' }),
          entity: { id: row.id, name: row.name },
          note: plan.value.encryption.reason,
        },
        activity: `Moving ${row.name}`,
        operation: configuredMove(there.value, operation(), settings),
        toValue: (result) => movedVmValue(there.value, result),
        runAsync: args.RunAsync,
        target: vm,
        onEnded: hostModeWarning(invocation, there.value, enabled, args.RunAsync),
      });
    }
  },
});

/** A VM that has arrived is given its settings by the vCenter that it is then in. */
function* configuredMove(
  { datacenter, caller }: Connection,
  moving: Operation<MoveResult>,
  settings: VmSettings,
): Operation<MoveResult> {
  const moved = yield* moving;
  if (!moved.ok || Object.keys(settings).length === 0) return moved;
  const vm = reconfigureVm(datacenter, caller, moved.value.vm.id, settings);
  return vm.ok ? ok({ ...moved.value, vm: vm.value }) : vm;
}

const KEEPS_NETWORKS: Fault = {
  kind: 'InvalidArgument',
  parameter: 'PortGroup',
  rule: 'A move within a vCenter leaves the networks of a VM as they are.',
  remedy: 'Get-NetworkAdapter $vm | Set-NetworkAdapter -Portgroup $portGroup',
};

/** Within the vCenter, or to another one. */
function moveTo(
  { datacenter, caller }: Connection,
  there: Connection,
  request: MoveRequest,
  networkIds: VCenterMoveRequest['networkIds'],
): { plan: Result<MovePlan, Fault>; operation: () => Operation<MoveResult> } {
  if (there.datacenter === datacenter) {
    return {
      plan: networkIds === undefined ? planMove(datacenter, caller, request) : fail(KEEPS_NETWORKS),
      operation: () => moveVm(datacenter, caller, request),
    };
  }
  const here = { datacenter, caller };
  const across = { ...request, there, ...(networkIds && { networkIds }) };
  return {
    plan: planVCenterMove(here, request.vmId, across),
    operation: () => moveVmToVCenter(here, request.vmId, across),
  };
}

function describe(plan: MovePlan): string {
  const { source, destination, datastore, isLive, encryption, hostToEnable } = plan;
  const where = [
    ...(destination.id === source.id ? [] : [`from ${source.name} to ${destination.name}`]),
    ...(datastore === undefined ? [] : [`its files to ${datastore.name}`]),
  ];
  const how = isLive ? (encryption.encrypted ? ['encrypted'] : ['in clear']) : [];
  const parts = [...where, ...how];
  const what = parts.length === 0 ? `on ${destination.name}, where it is` : parts.join(', ');
  const enabled =
    hostToEnable === undefined ? '' : ` Encryption mode of host ${hostToEnable.name} is turned on.`;
  return `${what}: ${encryption.reason}${enabled}`;
}
