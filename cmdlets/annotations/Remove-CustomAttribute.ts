import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { removeCustomField } from '../../src/datacenter/inventory/custom-fields.ts';
import { customAttributeType } from '../../src/inventory/custom-attribute.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';

export default defineCmdlet({
  name: 'Remove-CustomAttribute',
  synopsis: 'Removes custom attributes, and what objects have in them.',
  parameters: {
    CustomAttribute: {
      type: customAttributeType,
      array: true,
      position: 0,
      mandatory: true,
      pipeline: 'value',
      help: 'The attributes.',
    },
    Server: serverParameter,
  },
  output: [],
  impact: 'high',
  privileges: ['Global.ManageCustomFields'],
  examples: [
    {
      title: 'Nobody needs it',
      before: 'New-CustomAttribute Owner',
      code: 'Remove-CustomAttribute Owner -Confirm:$false',
    },
  ],
  process(args, invocation) {
    for (const attribute of args.CustomAttribute) {
      const { connection, row } = attribute.data;
      const change = removeCustomField(connection.datacenter, connection.caller, row.id);
      makeChange(invocation, change, {
        name: row.name,
        action: 'Remove custom attribute',
        target: attribute,
        toValue: () => undefined,
      });
    }
  },
});
