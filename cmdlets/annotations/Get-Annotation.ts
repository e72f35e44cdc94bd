import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { customFieldsOf } from '../../src/datacenter/inventory/custom-fields.ts';
import {
  annotatedParameter,
  annotationType,
  customAttributeType,
} from '../../src/inventory/custom-attribute.ts';
import { entitiesGiven } from '../../src/inventory/entity.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { matchesWildcard } from '../../src/values/wildcard.ts';

export default defineCmdlet({
  name: 'Get-Annotation',
  synopsis: 'Gets what objects have in their custom attributes.',
  parameters: {
    Entity: annotatedParameter,
    CustomAttribute: {
      type: customAttributeType,
      array: true,
      position: 0,
      sets: ['CustomAttribute'],
      help: 'Only these attributes.',
    },
    Name: {
      type: 'string',
      array: true,
      wildcard: true,
      sets: ['Name'],
      help: 'Only attributes of these names.',
    },
    Server: serverParameter,
  },
  defaultParameterSet: 'CustomAttribute',
  output: [annotationType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [
    {
      title: 'Whose VM it is',
      before: 'New-CustomAttribute Owner -TargetType VirtualMachine; Set-Annotation Owner Kim -Entity app-01',
      code: 'Get-VM app-* | Get-Annotation -CustomAttribute Owner',
    },
  ],
  process(args, invocation) {
    const ids = args.CustomAttribute?.map((attribute) => attribute.data.row.id);
    for (const { connection, entity } of entitiesGiven(invocation, args.Entity, args.Server)) {
      for (const field of customFieldsOf(connection.datacenter, entity.id)) {
        if (!(ids?.includes(field.id) ?? true)) continue;
        if (!(args.Name?.some((name) => matchesWildcard(field.name, name)) ?? true)) continue;
        invocation.write(objectOf(annotationType, { connection, entity, field }));
      }
    }
  },
});
