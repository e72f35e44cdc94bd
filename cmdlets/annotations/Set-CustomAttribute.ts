import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { renameCustomField } from '../../src/datacenter/inventory/custom-fields.ts';
import { customAttributeType } from '../../src/inventory/custom-attribute.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-CustomAttribute',
  synopsis: 'Gives custom attributes another name; what objects have in them stays.',
  parameters: {
    CustomAttribute: {
      type: customAttributeType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The attributes.',
    },
    Name: { type: 'string', position: 1, mandatory: true, help: 'The new name.' },
    Server: serverParameter,
  },
  output: [customAttributeType],
  impact: 'medium',
  privileges: ['Global.ManageCustomFields'],
  examples: [
    {
      title: 'Another name',
      before: 'New-CustomAttribute CreationDate',
      code: 'Set-CustomAttribute CreationDate -Name Created',
    },
  ],
  process(args, invocation) {
    for (const attribute of args.CustomAttribute) {
      const { connection, row } = attribute.data;
      const request = { id: row.id, name: args.Name };
      const change = renameCustomField(connection.datacenter, connection.caller, request);
      makeChange(invocation, change, {
        name: row.name,
        action: `Rename custom attribute to ${args.Name}`,
        target: attribute,
        toValue: (after) => objectOf(customAttributeType, { connection, row: after }),
      });
    }
  },
});
