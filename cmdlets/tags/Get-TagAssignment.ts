import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { entityOf, isVisible } from '../../src/datacenter/access/authorization.ts';
import type { Connection } from '../../src/inventory/connection.ts';
import { entitiesGiven, entityParameter, idsOn } from '../../src/inventory/entity.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { tagAssignmentType, tagCategoryType } from '../../src/inventory/tag.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-TagAssignment',
  synopsis: 'Gets which object has which tag.',
  parameters: {
    Entity: { ...entityParameter, help: 'The objects; all unless given.' },
    Category: { type: tagCategoryType, array: true, help: 'Only tags of these categories.' },
    Server: serverParameter,
  },
  output: [tagAssignmentType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'Tags of all objects', code: 'Get-TagAssignment' }],
  process(args, invocation) {
    const entities = args.Entity && entitiesGiven(invocation, args.Entity, args.Server);
    const categories = args.Category?.map((category) => category.data.row.id);
    for (const connection of serversOf(
      invocation.session,
      args.Server,
      entities?.map((data) => ({ data })),
    )) {
      const { datacenter } = connection;
      const ids = idsOn(connection, entities);
      for (const row of datacenter.rows('tagAssignments')) {
        if (!(ids?.includes(row.entityId) ?? true)) continue;
        const tag = datacenter.get('tags', row.tagId);
        if (tag === undefined || !(categories?.includes(tag.categoryId) ?? true)) continue;
        if (!isSeen(connection, row.entityId)) continue;
        invocation.write(objectOf(tagAssignmentType, { connection, row }));
      }
    }
  },
});

/** The object is still there, and the user may see it. */
function isSeen({ datacenter, caller }: Connection, entityId: string): boolean {
  return entityOf(datacenter, entityId) !== undefined && isVisible(datacenter, caller, entityId);
}
