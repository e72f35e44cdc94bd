import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { datastoreType, hasFilesOn } from '../../src/inventory/datastore.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { locationParameter, placedIn } from '../../src/inventory/location.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { templateType } from '../../src/inventory/template.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Template',
  synopsis: 'Gets the templates.',
  parameters: {
    Name: { ...nameParameter, sets: ['Default'] },
    Id: { type: 'string', array: true, sets: ['ById'], mandatory: ['ById'], help: 'Ids of templates.' },
    Location: {
      ...locationParameter,
      sets: ['Default'],
      help: 'Only templates in these folders or datacenters, or on these hosts.',
    },
    NoRecursion: { type: 'switch', sets: ['Default'], help: 'Only what lies in the location itself.' },
    Datastore: {
      type: datastoreType,
      array: true,
      pipeline: 'value',
      sets: ['Default'],
      help: 'Only templates with files on these datastores.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'Default',
  output: [templateType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Templates that are encrypted', code: 'Get-Template | Where-Object Encrypted' }],
  process(args, invocation) {
    const isPlaced = placedIn(args.Location, args.NoRecursion);
    const items = selectItems(invocation, {
      table: 'vms',
      typeName: 'Template',
      connections: serversOf(invocation.session, args.Server, args.Location, args.Datastore),
      names: args.Name,
      ids: args.Id,
      isOfType: (row) => row.isTemplate,
      where: ({ connection, row }) =>
        isPlaced({ connection, row }) &&
        (args.Datastore?.some((store) => hasFilesOn(row, store.data.row.name)) ?? true),
    });
    for (const item of items) invocation.write(objectOf(templateType, item));
  },
});
