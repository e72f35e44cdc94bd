import type { MemberFacts } from '../../src/values/member-list.ts';
import { objectOf, objectType, type TypedObject } from '../../src/values/object-type.ts';

export interface MemberData {
  readonly typeName: string;
  readonly facts: Pick<MemberFacts, 'name' | 'memberType' | 'definition'>;
}

/** What Get-Member returns. */
export const memberDefinitionType = objectType<MemberData>()({
  name: 'MemberDefinition',
  fullName: 'Microsoft.PowerShell.Commands.MemberDefinition',
  properties: {
    TypeName: { type: 'string', get: ({ typeName }) => typeName },
    Name: { type: 'string', get: ({ facts }) => facts.name },
    MemberType: { type: 'PSMemberTypes', get: ({ facts }) => facts.memberType },
    Definition: { type: 'string', get: ({ facts }) => facts.definition },
  },
  view: {
    table: [{ property: 'Name' }, { property: 'MemberType' }, { property: 'Definition' }],
    groupBy: { property: 'TypeName' },
  },
  toString: ({ facts }) => facts.definition,
});

export function memberDefinition(data: MemberData): TypedObject<MemberData> {
  return objectOf(memberDefinitionType, data);
}
