import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreType, hasFilesOn } from '../../src/inventory/datastore.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { locationParameter, placedIn } from '../../src/inventory/location.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { virtualMachineType, vmValue } from '../../src/inventory/virtual-machine.ts';
import { reportAbsent } from '../../src/inventory/vm-options.ts';

export default defineCmdlet({
  name: 'Get-VM',
  synopsis: 'Gets the virtual machines of the connected servers.',
  description:
    'Gives each virtual machine as an object with its power state, size, host and encryption. The object is a picture of the moment; get it again to see a change.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: {
      type: 'string',
      array: true,
      sets: ['ById'],
      mandatory: ['ById'],
      help: 'Managed-object references: VirtualMachine-vm-42.',
    },
    Datastore: {
      type: datastoreType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only VMs with files on these datastores.',
    },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only VMs that lie in the location itself.' },
    Tag: tagParameter,
    RelatedObject: relatedObjectParameter,
    VirtualSwitch: {
      type: 'string',
      array: true,
      aliases: ['DistributedSwitch'],
      sets: ['Default'],
      help: 'VMs on these virtual switches; networks here have none.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [virtualMachineType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All virtual machines', code: 'Get-VM' },
    {
      title: 'Those that are encrypted, as JSON',
      code: 'Get-VM | Where-Object { $_.Encrypted } | Select-Object Name, PowerState, EncryptionKeyId | ConvertTo-Json',
    },
    { title: 'Virtual machines of one host', code: 'Get-VMHost esx-01* | Get-VM' },
  ],
  process(args, invocation) {
    if (reportAbsent(invocation, { VirtualSwitch: args.VirtualSwitch })) return;
    const isRelated = relationTo(args.RelatedObject);
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const items = selectItems(invocation, {
      table: 'vms',
      typeName: 'VM',
      connections: serversOf(
        invocation.session,
        args.Server,
        args.Location,
        args.Datastore,
        args.RelatedObject,
      ),
      names: args.Name,
      ids: args.Id,
      isOfType: (row) => !row.isTemplate,
      where: ({ connection, row }) =>
        isRelated({ connection, row }) &&
        hasTag({ connection, row }, args.Tag) &&
        isPlaced({ connection, row }) &&
        (args.Datastore?.some((store) => hasFilesOn(row, store.data.row.name)) ?? true),
    });
    for (const { connection, row } of items) invocation.write(vmValue(connection, row));
  },
});
