import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { ROOT_FOLDER_ID } from '../../src/datacenter/rows.ts';
import { folderObjectType } from '../../src/inventory/containers.ts';
import { folderType } from '../../src/inventory/enums.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { locationParameter, placedIn } from '../../src/inventory/location.ts';
import { idParameter, nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { relatedObjectParameter, relationTo } from '../../src/inventory/related.ts';
import { hasTag, tagParameter } from '../../src/inventory/tag.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Folder',
  synopsis: 'Gets the folders of the connected servers.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { ...idParameter, sets: ['ById'], mandatory: ['ById'] },
    Location: { ...locationParameter, sets: ['Default'] },
    NoRecursion: {
      type: 'switch',
      sets: ['Default'],
      help: 'Only what lies in the location itself; the root folder when there is none.',
    },
    Type: {
      type: folderType,
      array: true,
      sets: ['Default'],
      help: 'Datacenter, VM, HostAndCluster, Datastore or Network.',
    },
    Tag: tagParameter,
    RelatedObject: relatedObjectParameter,
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [folderObjectType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    { title: 'All folders', code: 'Get-Folder' },
    { title: 'The root folder, in which datacenters are made', code: 'Get-Folder -NoRecursion' },
  ],
  process(args, invocation) {
    const isRelated = relationTo(args.RelatedObject);
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const isRootAlone = args.NoRecursion && args.Location === undefined;
    const items = selectItems(invocation, {
      table: 'folders',
      typeName: 'Folder',
      connections: serversOf(invocation.session, args.Server, args.Location, args.RelatedObject),
      names: args.Name,
      ids: args.Id,
      where: (item) =>
        isRelated(item) &&
        isPlaced(item) &&
        (!isRootAlone || item.row.id === ROOT_FOLDER_ID) &&
        (args.Type?.includes(item.row.type) ?? true) &&
        hasTag(item, args.Tag),
    });
    for (const item of items) invocation.write(objectOf(folderObjectType, item));
  },
});
