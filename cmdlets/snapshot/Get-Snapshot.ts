import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { snapshotsOf, snapshotType } from '../../src/inventory/snapshot.ts';
import { idOfMoRef } from '../../src/inventory/vi-object.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-Snapshot',
  synopsis: 'Gets the snapshots of virtual machines.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The VMs; all unless given.',
    },
    Name: { type: 'string', array: true, wildcard: true, help: 'Names, with wildcards.' },
    Id: { type: 'string', array: true, help: 'Ids of snapshots.' },
    Server: serverParameter,
  },
  output: [snapshotType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Snapshots of a VM', code: 'Get-Snapshot web-01' }],
  process(args, invocation) {
    const vms =
      args.VM?.map((vm) => vm.data) ??
      serversOf(invocation.session, args.Server).flatMap((connection) =>
        [...connection.datacenter.rows('vms')]
          .filter(visibility(connection))
          .map((row) => ({ connection, row })),
      );
    const found = new Set<string>();
    for (const item of vms) {
      const row = item.connection.datacenter.get('vms', item.row.id) ?? item.row;
      for (const snapshot of snapshotsOf({ ...item, row })) {
        const { id, name } = snapshot.data.row;
        const pattern = args.Name?.find((wanted) => matchesWildcard(name, wanted));
        if (args.Name !== undefined && pattern === undefined) continue;
        if (args.Id?.some((wanted) => idOfMoRef(wanted) === id) === false) continue;
        if (pattern !== undefined) found.add(pattern);
        invocation.write(snapshot);
      }
    }
    for (const name of args.Name ?? []) {
      if (!found.has(name) && !/[*?[]/.test(name)) reportNotFound(invocation, 'Snapshot', name);
    }
  },
});
