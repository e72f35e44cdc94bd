import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeTag } from '../../src/datacenter/inventory/tags.ts';
import { removeEach } from '../../src/inventory/container-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { tagType } from '../../src/inventory/tag.ts';

export default defineCmdlet({
  name: 'Remove-Tag',
  synopsis: 'Removes tags, and takes them from the objects that have them.',
  parameters: {
    Tag: {
      type: tagType,
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
  privileges: ['InventoryService.Tagging.DeleteTag'],
  examples: [
    {
      title: 'Remove one',
      before: '$null = New-TagCategory Stage; $null = New-Tag Production -Category Stage',
      code: 'Remove-Tag Production -Confirm:$false',
    },
  ],
  process(args, invocation) {
    removeEach(invocation, args.Tag, ({ connection, row }) =>
      removeTag(connection.datacenter, connection.caller, row.id),
    );
  },
});
