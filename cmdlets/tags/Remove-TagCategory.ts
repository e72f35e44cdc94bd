import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeTagCategory } from '../../src/datacenter/inventory/tags.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { tagCategoryType } from '../../src/inventory/tag.ts';

export default defineCmdlet({
  name: 'Remove-TagCategory',
  synopsis: 'Removes categories with all their tags.',
  parameters: {
    Category: {
      type: tagCategoryType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'Which.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['InventoryService.Tagging.DeleteCategory'],
  examples: [
    {
      title: 'Remove one',
      before: 'New-TagCategory Stage',
      code: 'Remove-TagCategory Stage -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, args.Category, ({ connection, row }) =>
      removeTagCategory(connection.datacenter, connection.caller, row.id),
    );
  },
});
