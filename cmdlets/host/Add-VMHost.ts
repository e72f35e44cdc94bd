import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addHost } from '../../src/datacenter/hosts/host-inventory.ts';
import { atOnce } from '../../src/datacenter/operation.ts';
import { RELEASES, releaseOf } from '../../src/datacenter/releases.ts';
import { hostFolderOf } from '../../src/inventory/host-task.ts';
import { runAsyncParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { reportRefusal } from '../../src/inventory/report-fault.ts';
import { runTask } from '../../src/inventory/run-task.ts';
import { viContainer } from '../../src/inventory/vi-container.ts';
import { vmHostType } from '../../src/inventory/vm-host.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Add-VMHost',
  synopsis: 'Adds a host to the inventory.',
  description:
    'The new host has AES-NI but no host key, so it is not crypto-safe, and holds no key of any VM. It sees the datastores that the hosts beside it see.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name or address.' },
    Location: {
      type: viContainer,
      pipeline: 'value',
      help: 'A cluster, a datacenter or a folder for hosts; the first datacenter unless given.',
    },
    Port: { type: 'int', help: 'Accepted: hosts here have no port.' },
    Credential: { type: 'credential', help: 'Accepted: hosts here have no accounts of their own.' },
    User: { type: 'string', help: 'Accepted: hosts here have no accounts of their own.' },
    Password: { type: 'string', help: 'Accepted: hosts here have no accounts of their own.' },
    Force: { type: 'switch', help: 'Accepted: no other vCenter manages hosts here.' },
    EsxiVersion: {
      type: 'string',
      validatePattern: /^(6\.0|6\.5|6\.7|7(\.0)?|8(\.0)?)$/,
      completer: () => ['6.0', ...RELEASES],
      help: 'The release of its ESXi: 6.0, which knows no encryption, to the vCenter’s own.',
    },
    NoAesNi: {
      type: 'switch',
      help: 'A host whose processor has no AES-NI: its crypto state is incapable.',
    },
    RunAsync: runAsyncParameter,
    Server: serverParameter,
  },
  output: [vmHostType],
  impact: 'medium',
  privileges: ['Host.Inventory.AddHostToCluster', 'Host.Inventory.AddStandaloneHost'],
  examples: [
    {
      title: 'A fourth host for the cluster',
      code: 'Add-VMHost esx-04.lab.local -Location Cluster-01 -User root -Force | Select-Object Name, CryptoState',
    },
    {
      title: 'One that cannot encrypt',
      code: 'Add-VMHost esx-05.lab.local -Location Cluster-01 -EsxiVersion 6.0 | Select-Object Name, Version, CryptoState',
    },
  ],
  process(args, invocation) {
    const [connection] = serversOf(invocation.session, args.Server);
    if (connection === undefined) return;
    const { datacenter, caller } = connection;
    const wanted = {
      name: args.Name,
      parentId: hostFolderOf(datacenter, args.Location?.data.row.id),
      aesNi: !args.NoAesNi,
      ...(args.EsxiVersion !== undefined && {
        version: args.EsxiVersion === '6.0' ? ('6.0' as const) : releaseOf(args.EsxiVersion),
      }),
    };
    const change = addHost(datacenter, caller, wanted);
    if (reportRefusal(invocation, change.check(), args.Name)) return;
    if (!invocation.shouldProcess(args.Name, 'Add VMHost')) return;
    runTask(invocation, {
      connection,
      description: { descriptionId: 'Folder.addStandaloneHost', name: 'AddHost_Task', entity: null },
      activity: `Adding ${args.Name}`,
      operation: atOnce(() => change.make()),
      toValue: (row) => objectOf(vmHostType, { connection, row }),
      runAsync: args.RunAsync,
      target: args.Name,
    });
  },
});
