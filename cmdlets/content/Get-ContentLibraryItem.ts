import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { contentLibraryItemType } from '../../src/inventory/content-library.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-ContentLibraryItem',
  synopsis: 'Gets what the content libraries keep.',
  parameters: {
    Name: nameParameter,
    Id: { type: 'string', array: true, help: 'Ids.' },
    Server: serverParameter,
  },
  output: [contentLibraryItemType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All items', code: 'Get-ContentLibraryItem' }],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'contentLibraryItems',
      typeName: 'ContentLibraryItem',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
    });
    for (const item of items) invocation.write(objectOf(contentLibraryItemType, item));
  },
});
