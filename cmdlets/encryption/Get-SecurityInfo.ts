import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { supports } from '../../src/datacenter/capabilities.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { HostRow } from '../../src/datacenter/rows.ts';
import type { Connection, Item } from '../../src/inventory/connection.ts';
import { type HardDiskItem, hardDiskType } from '../../src/inventory/hard-disk.ts';
import { itemsNamed } from '../../src/inventory/lookup.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportNotFound } from '../../src/inventory/report-fault.ts';
import { type SecurityInfo, securityInfoType } from '../../src/inventory/security-info.ts';
import { scopeOfServers } from '../../src/inventory/server-scope.ts';
import { templateType, templateValue } from '../../src/inventory/template.ts';
import { type VmItem, virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { toArray } from '../../src/values/enumerate.ts';
import { objectOf, TypedObject } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Get-SecurityInfo',
  module: 'VMware.VimAutomation.Security',
  synopsis: 'Shows how virtual machines, hosts and disks stand to encryption.',
  parameters: {
    Entity: {
      type: 'object',
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'VMs, templates, hosts, disks, or names of VMs.',
    },
    Server: serverParameter,
  },
  output: [securityInfoType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All VMs', code: 'Get-VM | Get-SecurityInfo' },
    { title: 'Hosts and disks', code: 'Get-SecurityInfo (Get-VMHost), (Get-HardDisk app-01)' },
  ],
  process(args, invocation) {
    const scope = scopeOfServers(invocation.session, args.Server);
    // `(Get-VMHost), (Get-HardDisk app-01)` is lists in a list.
    for (const entity of args.Entity.flatMap(toArray)) {
      if (entity instanceof TypedObject) {
        const info = infoOf(entity);
        if (info !== undefined) invocation.write(objectOf(securityInfoType, info));
        else reportFault(invocation, notSecured(entity), entity);
        continue;
      }
      const items = [...itemsNamed(scope, 'vms', toText(entity))];
      if (items.length === 0) reportNotFound(invocation, 'VM', toText(entity));
      for (const item of items) invocation.write(objectOf(securityInfoType, ofVm(item)));
    }
  },
});

function infoOf(entity: TypedObject<unknown>): SecurityInfo | undefined {
  switch (entity.objectType) {
    case virtualMachineType:
      return ofVm(entity.data as VmItem);
    case templateType:
      return ofVm(entity.data as VmItem);
    case vmHostType:
      return ofHost(entity, entity.data as Item<HostRow>);
    case hardDiskType:
      return ofDisk(entity, entity.data as HardDiskItem);
    default:
      return undefined;
  }
}

function notSecured(entity: TypedObject<unknown>): Fault {
  return {
    kind: 'InvalidArgument',
    parameter: 'Entity',
    rule: `${toText(entity)} is a ${entity.objectType.shortName}: VMs, templates, hosts and disks are encrypted, nothing else.`,
    remedy: 'Give one of them: Get-VM | Get-SecurityInfo',
  };
}

function ofVm({ connection, row }: VmItem): SecurityInfo {
  const now = connection.datacenter.get('vms', row.id) ?? row;
  // vSphere 6.5 has no crypto state of a VM.
  const hasState = now.keyId !== null && supports(connection.datacenter, 'VmCryptoState', now);
  return {
    name: now.name,
    entity: now.isTemplate ? templateValue(connection, now) : vmValue(connection, now),
    entityType: now.isTemplate ? 'Template' : 'VirtualMachine',
    keyId: now.keyId,
    storagePolicy: policyName(connection, now.storagePolicyId),
    cryptoState: hasState ? (now.locked ? 'locked' : 'unlocked') : null,
  };
}

function ofHost(entity: Value, { connection, row }: Item<HostRow>): SecurityInfo {
  const now = connection.datacenter.get('hosts', row.id) ?? row;
  return {
    name: now.name,
    entity,
    entityType: 'VMHost',
    keyId: now.hostKey,
    storagePolicy: null,
    cryptoState: now.cryptoState,
  };
}

function ofDisk(entity: Value, { connection, vm, row }: HardDiskItem): SecurityInfo {
  const disks = connection.datacenter.get('vms', vm.id)?.disks;
  const now = disks?.find(({ key }) => key === row.key) ?? row;
  return {
    name: `${vm.name}, ${now.label}`,
    entity,
    entityType: 'HardDisk',
    keyId: now.keyId,
    storagePolicy: policyName(connection, now.storagePolicyId),
    cryptoState: null,
  };
}

function policyName({ datacenter }: Connection, id: string): string | null {
  return datacenter.get('storagePolicies', id)?.name ?? null;
}
