import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { DiskRow, VmRow } from '../../src/datacenter/rows.ts';
import { DATASTORE_DEFAULT_POLICY_ID } from '../../src/datacenter/vcenter.ts';
import type { Item } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { datastoreConfigurationType } from '../../src/inventory/datastore-configuration.ts';
import { configurationOf, entityConfigurationType } from '../../src/inventory/entity-configuration.ts';
import { hardDiskType } from '../../src/inventory/hard-disk.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { storagePolicyType, viewsPolicies } from '../../src/inventory/storage-policy.ts';
import { templateType } from '../../src/inventory/template.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-SpbmEntityConfiguration',
  module: 'VMware.VimAutomation.Storage',
  synopsis: 'Shows which storage policy VM Home and disks have, and whether they are as it asks.',
  description:
    'A VM stands for VM Home: its disks are asked for by themselves. Whether they comply is computed each time.',
  parameters: {
    VM: { type: virtualMachineType, array: true, position: 0, pipeline: 'value', help: 'VMs, for VM Home.' },
    Template: { type: templateType, array: true, pipeline: 'value', help: 'Templates.' },
    HardDisk: { type: hardDiskType, array: true, pipeline: 'value', help: 'Disks.' },
    Datastore: {
      type: datastoreType,
      array: true,
      pipeline: 'value',
      help: 'Datastores, for their default policies.',
    },
    StoragePolicy: {
      type: storagePolicyType,
      array: true,
      help: 'Only what has one of these policies; VM Home and disks of all VMs unless some are given.',
    },
    CheckComplianceNow: { type: 'switch', help: 'Accepted: it is always computed now.' },
    Server: serverParameter,
  },
  output: [entityConfigurationType, datastoreConfigurationType],
  impact: 'none',
  privileges: ['StorageProfile.View'],
  examples: [
    {
      title: 'VM Home and disks of a VM',
      code: 'Get-SpbmEntityConfiguration app-01 -HardDisk (Get-HardDisk app-01)',
    },
    {
      title: 'What is not as its policy asks',
      code: "Get-VM | Get-SpbmEntityConfiguration | Where-Object ComplianceStatus -eq 'nonCompliant'",
    },
  ],
  process(args, invocation) {
    const policies = args.StoragePolicy?.map((policy) => policy.data.row.id);
    const write = (item: Item<VmRow>, disk: DiskRow | undefined): void => {
      if (policies?.includes((disk ?? item.row).storagePolicyId) ?? true)
        invocation.write(configurationOf(item, disk));
    };
    const now = ({ connection, row }: Item<VmRow>): Item<VmRow> => ({
      connection,
      row: connection.datacenter.get('vms', row.id) ?? row,
    });
    for (const { data } of [...(args.VM ?? []), ...(args.Template ?? [])]) {
      if (viewsPolicies(invocation, data.connection)) write(now(data), undefined);
    }
    for (const { data } of args.Datastore ?? []) {
      if (!viewsPolicies(invocation, data.connection)) continue;
      if (policies?.includes(DATASTORE_DEFAULT_POLICY_ID) ?? true)
        invocation.write(objectOf(datastoreConfigurationType, data));
    }
    for (const { data } of args.HardDisk ?? []) {
      if (!viewsPolicies(invocation, data.connection)) continue;
      const item = now({ connection: data.connection, row: data.vm });
      const disk = item.row.disks.find((candidate) => candidate.key === data.row.key);
      if (disk !== undefined) write(item, disk);
    }
    const given = args.VM ?? args.Template ?? args.HardDisk ?? args.Datastore;
    if (given !== undefined || invocation.expectsInput) return;
    for (const connection of serversOf(invocation.session, args.Server)) {
      if (!viewsPolicies(invocation, connection)) continue;
      const visible = visibility(connection);
      for (const row of connection.datacenter.rows('vms')) {
        if (!visible(row)) continue;
        for (const disk of [undefined, ...row.disks]) write({ connection, row }, disk);
      }
    }
  },
});
