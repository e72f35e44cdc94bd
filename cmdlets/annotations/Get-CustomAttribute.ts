import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  customAttributeTargetType,
  customAttributeType,
  managedTypeOfTarget,
} from '../../src/inventory/custom-attribute.ts';
import { selectItems } from '../../src/inventory/get-objects.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Get-CustomAttribute',
  synopsis: 'Gets custom attributes.',
  parameters: {
    TargetType: {
      type: customAttributeTargetType,
      array: true,
      position: 0,
      help: 'Only attributes of objects of these types.',
    },
    Global: { type: 'switch', help: 'Only attributes that objects of all types have.' },
    Name: { type: 'string', array: true, wildcard: true, help: 'Names, with wildcards.' },
    Id: { type: 'string', array: true, help: 'Ids.' },
    Server: serverParameter,
  },
  output: [customAttributeType],
  impact: 'none',
  privileges: ['System.Read'],
  examples: [{ title: 'What VMs have', code: 'Get-CustomAttribute -TargetType VirtualMachine' }],
  process(args, invocation) {
    const types: (string | null)[] = [
      ...(args.TargetType ?? []).map(managedTypeOfTarget),
      ...(args.Global ? [null] : []),
    ];
    const items = selectItems(invocation, {
      table: 'customFields',
      typeName: 'CustomAttribute',
      connections: serversOf(invocation.session, args.Server),
      names: args.Name,
      ids: args.Id,
      where: ({ row }) => types.length === 0 || types.includes(row.managedType),
    });
    for (const item of items) invocation.write(objectOf(customAttributeType, item));
  },
});
