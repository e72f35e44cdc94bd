import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { hashtable } from '../../src/values/hashtable.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import { allTypeData, type TypeData } from '../../src/values/type-extension.ts';
import type { Value } from '../../src/values/value.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';
import { memberData } from './type-data.ts';

export default defineCmdlet({
  name: 'Get-TypeData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Shows what Update-TypeData gave to types.',
  parameters: {
    TypeName: {
      type: 'string',
      array: true,
      position: 0,
      pipeline: 'value',
      wildcard: true,
      help: 'Names of types.',
    },
  },
  output: ['System.Management.Automation.Runspaces.TypeData'],
  impact: 'none',
  examples: [
    {
      title: 'The members of a type',
      before: 'Update-TypeData -TypeName Report -MemberName Unit -MemberType NoteProperty -Value GB -Force',
      code: '(Get-TypeData Report).Members.Keys',
    },
  ],
  process(args, invocation) {
    const wanted = args.TypeName ?? ['*'];
    for (const data of allTypeData())
      if (wanted.some((pattern) => matchesWildcard(data.typeName, pattern))) invocation.write(shown(data));
  },
});

function shown(data: TypeData): Value {
  const members = hashtable(Array.from(data.members.values(), (member) => [member.name, memberData(member)]));
  const set = (names: readonly string[] | undefined): Value =>
    names === undefined ? null : customObject([['ReferencedProperties', [...names]]]);
  return customObject(
    [
      ['TypeName', data.typeName],
      ['Members', members],
      ['DefaultDisplayPropertySet', set(data.displayProperties)],
      ['DefaultKeyPropertySet', set(data.keyProperties)],
      ['SerializationDepth', data.serializationDepth ?? 0],
    ],
    'System.Management.Automation.Runspaces.TypeData',
  );
}
