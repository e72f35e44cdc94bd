import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { tagCategoryType } from '../../src/inventory/tag.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-TagCategory',
  synopsis: 'Gets the categories of tags.',
  parameters: {
    Name: nameParameter,
    Id: { type: 'string', array: true, help: 'Ids.' },
    Server: serverParameter,
  },
  output: [tagCategoryType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All categories', code: 'Get-TagCategory' }],
  process(args, invocation) {
    const items = selectItems(invocation, {
      table: 'tagCategories',
      typeName: 'TagCategory',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
    });
    for (const item of items) invocation.write(objectOf(tagCategoryType, item));
  },
});
