import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { setTag } from '../../src/datacenter/inventory/tags.ts';
import { changeEach } from '../../src/inventory/container-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { tagType } from '../../src/inventory/tag.ts';

export default defineCmdlet({
  name: 'Set-Tag',
  synopsis: 'Changes the name or the description of tags.',
  parameters: {
    Tag: {
      type: tagType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The tags.',
    },
    Name: { type: 'string', help: 'A new name.' },
    Description: { type: 'string', allowEmpty: true, help: 'A new description.' },
    Server: serverParameter,
  },
  output: [tagType],
  impact: 'medium',
  privileges: ['InventoryService.Tagging.EditTag'],
  examples: [
    {
      title: 'Another name',
      before: '$null = New-TagCategory Stage; $null = New-Tag Production -Category Stage',
      code: 'Set-Tag Production -Name Live',
    },
  ],
  process(args, invocation) {
    changeEach(invocation, args.Tag, 'Set tag', ({ connection, row }) =>
      setTag(connection.datacenter, connection.caller, {
        id: row.id,
        ...(args.Name !== undefined && { name: args.Name }),
        ...(args.Description !== undefined && { description: args.Description }),
      }),
    );
  },
});
