import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createDatastore } from '../../src/datacenter/disks/datastores.ts';
import type { Fault } from '../../src/datacenter/faults.ts';
import type { HostRow } from '../../src/datacenter/rows.ts';
import type { Item } from '../../src/inventory/connection.ts';
import { datastoreType } from '../../src/inventory/datastore.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { bytesOfGigabytes } from '../../src/inventory/quantities.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Datastore',
  synopsis: 'Makes a datastore: a folder of this machine that hosts see.',
  description:
    'The folder must be empty, or is made. Its space is that of its file system. All hosts that are to see it are named: a VM moves only to a host that sees its files.',
  parameters: {
    VMHost: {
      type: vmHostType,
      array: true,
      mandatory: true,
      pipeline: 'value',
      help: 'The hosts that see it.',
    },
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name.' },
    Path: {
      type: 'string',
      help: 'Its folder; unless given, one beside the other datastores’ under the state file’s folder.',
    },
    Vmfs: { type: 'switch', sets: ['VMFS'], help: 'VMFS, which it is unless -Nfs is given.' },
    Nfs: { type: 'switch', sets: ['NFS'], mandatory: ['NFS'], help: 'NFS.' },
    NfsHost: { type: 'string', array: true, sets: ['NFS'], help: 'Accepted: the folder is of this machine.' },
    ReadOnly: { type: 'switch', sets: ['NFS'], help: 'Refused: hosts write to all that they see.' },
    Kerberos: { type: 'switch', sets: ['NFS'], help: 'Refused: no server is asked for the folder.' },
    BlockSizeMB: {
      type: 'int',
      sets: ['VMFS'],
      validateRange: [1, 1],
      help: '1, as of every VMFS since 5.',
    },
    FileSystemVersion: { type: 'string', help: 'Accepted: files lie in a folder of this machine.' },
    CapacityGB: {
      type: 'double',
      validateRange: [0.001, 1_000_000],
      help: 'No more than this is shown and used of its file system.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'VMFS',
  output: [datastoreType],
  impact: 'medium',
  privileges: ['Host.Config.Storage'],
  examples: [
    {
      title: 'A datastore that all hosts see',
      code: 'New-Datastore -Name datastore9 -VMHost (Get-VMHost)',
    },
  ],
  links: ['Get-Datastore', 'Remove-Datastore'],
  begin: (): Item<HostRow>[] => [],
  process(args, _, hosts) {
    hosts.push(...args.VMHost.map(({ data }) => data));
  },
  end(args, invocation, given) {
    const [first] = given;
    if (first === undefined) return;
    const { connection } = first;
    const refused = (['ReadOnly', 'Kerberos'] as const).find((name) => args[name]);
    if (refused !== undefined) {
      reportFault(invocation, localFolder(refused), args.Name);
      return;
    }
    const hosts = given.map(({ row }) => row);
    const names = hosts.map(({ name }) => name).join(', ');
    if (!invocation.shouldProcess(args.Name, 'Create datastore', `on ${names}`)) return;
    const created = createDatastore(connection.datacenter, connection.caller, {
      name: args.Name,
      hostIds: hosts.map(({ id }) => id),
      type: args.Nfs ? 'NFS' : 'VMFS',
      ...(args.Path !== undefined && { folder: invocation.session.resolvePath(args.Path) }),
      ...(args.CapacityGB !== undefined && { capacityBytes: bytesOfGigabytes(args.CapacityGB) }),
    });
    if (created.ok) invocation.write(objectOf(datastoreType, { connection, row: created.value }));
    else reportFault(invocation, created.fault, args.Name);
  },
});

function localFolder(parameter: string): Fault {
  return {
    kind: 'InvalidArgument',
    parameter,
    rule: 'A datastore is a folder of this machine, also one of type NFS; who may read and write it is the file system’s to say.',
    remedy: `Leave -${parameter} out.`,
  };
}
