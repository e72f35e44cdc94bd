import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { hardDisksOf, hardDiskType } from '../../src/inventory/hard-disk.ts';
import { visibility } from '../../src/inventory/lookup.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { virtualMachineType } from '../../src/inventory/virtual-machine.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-HardDisk',
  synopsis: 'Gets the hard disks of virtual machines.',
  parameters: {
    VM: {
      type: virtualMachineType,
      array: true,
      position: 0,
      pipeline: 'value',
      help: 'The VMs; all unless given.',
    },
    Name: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Labels such as "Hard disk 1", with wildcards.',
    },
    Id: { type: 'string', array: true, help: 'Ids of disks.' },
    Server: serverParameter,
  },
  output: [hardDiskType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'The disks of a VM', code: 'Get-HardDisk app-01' },
    {
      title: 'Disks that are not encrypted',
      code: 'Get-VM | Get-HardDisk | Where-Object { -not $_.Encrypted }',
    },
  ],
  process(args, invocation) {
    const vms =
      args.VM?.map((vm) => vm.data) ??
      serversOf(invocation.session, args.Server).flatMap((connection) => {
        const visible = visibility(connection);
        return [...connection.datacenter.rows('vms')].filter(visible).map((row) => ({ connection, row }));
      });
    const found = new Set<string>();
    for (const item of vms) {
      const row = item.connection.datacenter.get('vms', item.row.id) ?? item.row;
      for (const disk of hardDisksOf({ ...item, row })) {
        const { id, name } = disk.data.row;
        const pattern = args.Name?.find((wanted) => matchesWildcard(name, wanted));
        if (args.Name !== undefined && pattern === undefined) continue;
        if (args.Id !== undefined && !args.Id.includes(id)) continue;
        if (pattern !== undefined) found.add(pattern);
        invocation.write(disk);
      }
    }
    for (const name of args.Name ?? []) {
      if (!found.has(name) && !/[*?[]/.test(name)) reportNotFound(invocation, 'HardDisk', name);
    }
  },
});
