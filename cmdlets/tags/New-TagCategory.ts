import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { createTagCategory } from '../../src/datacenter/inventory/tags.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { cardinality, tagCategoryType } from '../../src/inventory/tag.ts';
import { TAGGABLE_TYPES } from '../../src/inventory/taggable.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-TagCategory',
  synopsis: 'Makes a category of tags.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    Description: { type: 'string', allowEmpty: true, help: 'What it is for.' },
    Cardinality: { type: cardinality, help: 'Whether an object has one tag of it (Single) or several.' },
    EntityType: {
      type: 'string',
      array: true,
      validateSet: TAGGABLE_TYPES,
      help: 'Which kinds of objects may have its tags; all unless given.',
    },
    Server: { ...serverParameter, pipeline: 'value' },
  },
  output: [tagCategoryType],
  impact: 'low',
  privileges: ['InventoryService.Tagging.CreateCategory'],
  examples: [
    {
      title: 'A category for VMs',
      code: 'New-TagCategory Stage -Cardinality Single -EntityType VirtualMachine',
    },
  ],
  process(args, invocation) {
    for (const connection of serversOf(invocation.session, args.Server)) {
      const change = createTagCategory(connection.datacenter, connection.caller, {
        name: args.Name,
        description: args.Description ?? '',
        cardinality: args.Cardinality ?? 'Single',
        entityTypes: args.EntityType ?? ['All'],
      });
      makeChange(invocation, change, {
        name: args.Name,
        action: 'Create tag category',
        toValue: (row) => objectOf(tagCategoryType, { connection, row }),
      });
    }
  },
});
