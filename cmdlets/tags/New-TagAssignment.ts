import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { assignTag } from '../../src/datacenter/inventory/tags.ts';
import { entitiesGiven } from '../../src/inventory/entity.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { tagAssignmentType, tagType } from '../../src/inventory/tag.ts';
import { taggableTypeOf } from '../../src/inventory/taggable.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-TagAssignment',
  synopsis: 'Gives an object a tag.',
  parameters: {
    Tag: { type: tagType, position: 0, mandatory: true, help: 'The tag.' },
    Entity: {
      type: 'object',
      position: 1,
      mandatory: true,
      pipeline: 'value',
      help: 'A VM, host, cluster, folder, datacenter, resource pool or datastore.',
    },
    Server: serverParameter,
  },
  output: [tagAssignmentType],
  impact: 'low',
  privileges: ['InventoryService.Tagging.AttachTag'],
  examples: [
    {
      title: 'Tag VMs',
      before: '$null = New-TagCategory Stage; $null = New-Tag Production -Category Stage',
      code: 'Get-VM app-* | New-TagAssignment -Tag Production',
    },
  ],
  process(args, invocation) {
    for (const { connection, entity } of entitiesGiven(invocation, [args.Entity], args.Server)) {
      const change = assignTag(connection.datacenter, connection.caller, {
        tagId: args.Tag.data.row.id,
        entity: { id: entity.id, name: entity.name },
        entityType: taggableTypeOf(entity.id),
      });
      makeChange(invocation, change, {
        name: entity.name,
        action: 'Assign tag',
        target: args.Entity,
        toValue: (row) => objectOf(tagAssignmentType, { connection, row }),
      });
    }
  },
});
