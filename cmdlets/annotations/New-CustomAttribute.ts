import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { addCustomField } from '../../src/datacenter/inventory/custom-fields.ts';
import {
  customAttributeTargetType,
  customAttributeType,
  managedTypeOfTarget,
} from '../../src/inventory/custom-attribute.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter, serversOf } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'New-CustomAttribute',
  synopsis: 'Defines a custom attribute: a text that objects of the inventory can have.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'Its name.' },
    TargetType: {
      type: customAttributeTargetType,
      array: true,
      position: 1,
      help: 'What objects have it, an attribute for each type given; objects of all types unless given.',
    },
    Server: serverParameter,
  },
  output: [customAttributeType],
  impact: 'low',
  privileges: ['Global.ManageCustomFields'],
  examples: [
    { title: 'Whose VM it is', code: 'New-CustomAttribute Owner -TargetType VirtualMachine' },
    { title: 'For objects of all types', code: 'New-CustomAttribute Site' },
  ],
  links: ['Set-Annotation', 'Get-CustomAttribute'],
  process(args, invocation) {
    const types = args.TargetType?.map(managedTypeOfTarget) ?? [null];
    for (const connection of serversOf(invocation.session, args.Server)) {
      for (const managedType of types) {
        const change = addCustomField(connection.datacenter, connection.caller, {
          name: args.Name,
          managedType,
        });
        makeChange(invocation, change, {
          name: args.Name,
          action: `Create custom attribute of ${managedType ?? 'all types'}`,
          toValue: (row) => objectOf(customAttributeType, { connection, row }),
        });
      }
    }
  },
});
