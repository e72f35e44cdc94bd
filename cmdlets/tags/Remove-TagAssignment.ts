import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { entityOf } from '../../src/datacenter/access/authorization.ts';
import { removeTagAssignment } from '../../src/datacenter/inventory/tags.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { tagAssignmentType } from '../../src/inventory/tag.ts';

export default defineCmdlet({
  name: 'Remove-TagAssignment',
  synopsis: 'Takes tags away from objects.',
  parameters: {
    TagAssignment: {
      type: tagAssignmentType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'What Get-TagAssignment gives.',
    },
  },
  output: [],
  impact: 'high',
  privileges: ['InventoryService.Tagging.AttachTag'],
  examples: [
    { title: 'No tags any more', code: 'Get-TagAssignment app-01 | Remove-TagAssignment -Confirm:$false' },
  ],
  process(args, invocation) {
    for (const assignment of args.TagAssignment) {
      const { connection, row } = assignment.data;
      const { datacenter, caller } = connection;
      const entity = entityOf(datacenter, row.entityId) ?? { id: row.entityId, name: row.entityId };
      makeChange(invocation, removeTagAssignment(datacenter, caller, { id: row.id, entity }), {
        name: entity.name,
        action: 'Remove tag assignment',
        target: assignment,
        toValue: () => undefined,
      });
    }
  },
});
