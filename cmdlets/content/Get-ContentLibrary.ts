import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { contentLibraryType } from '../../src/inventory/content-library.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-ContentLibrary',
  synopsis: 'Gets the content libraries.',
  parameters: {
    Name: nameParameter,
    Id: { type: 'string', array: true, help: 'Ids.' },
    Server: serverParameter,
  },
  output: [contentLibraryType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All libraries', code: 'Get-ContentLibrary' }],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'contentLibraries',
      typeName: 'ContentLibrary',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
    });
    for (const item of items) invocation.write(objectOf(contentLibraryType, item));
  },
});
