import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createTag } from '../../src/datacenter/inventory/tags.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { tagCategoryType, tagType } from '../../src/inventory/tag.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-Tag',
  synopsis: 'Makes a tag in a category.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Category: { type: tagCategoryType, mandatory: true, pipeline: 'value', help: 'Its category.' },
    Description: { type: 'string', allowEmpty: true, help: 'What it says of an object.' },
    Server: serverParameter,
  },
  output: [tagType],
  impact: 'low',
  privileges: ['InventoryService.Tagging.CreateTag'],
  examples: [{ title: 'A tag', before: 'New-TagCategory Stage', code: 'New-Tag Production -Category Stage' }],
  process(args, invocation) {
    const { connection, row: category } = args.Category.data;
    const change = createTag(connection.datacenter, connection.caller, {
      name: args.Name,
      description: args.Description ?? '',
      categoryId: category.id,
    });
    makeChange(invocation, change, {
      name: args.Name,
      action: 'Create tag',
      toValue: (row) => objectOf(tagType, { connection, row }),
    });
  },
});
