import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { nameParameter, serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { tagCategoryType, tagType } from '../../src/inventory/tag.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-Tag',
  synopsis: 'Gets the tags.',
  parameters: {
    Name: nameParameter,
    Category: {
      type: tagCategoryType,
      array: true,
      pipeline: 'value',
      help: 'Only tags of these categories.',
    },
    Id: { type: 'string', array: true, help: 'Ids.' },
    Server: serverParameter,
  },
  output: [tagType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'All tags', code: 'Get-Tag' }],
  process(args, invocation) {
    const categories = args.Category?.map((category) => category.data.row.id);
    const items = selectItems(invocation, {
      table: 'tags',
      typeName: 'Tag',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: ({ row }) => categories?.includes(row.categoryId) ?? true,
    });
    for (const item of items) invocation.write(objectOf(tagType, item));
  },
});
