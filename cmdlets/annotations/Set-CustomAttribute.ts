import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { renameCustomField } from '../../src/datacenter/inventory/custom-fields.ts';
import { customAttributeType } from '../../src/inventory/custom-attribute.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault, reportRefusal } from '../../src/inventory/report-fault.ts';
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
      if (reportRefusal(invocation, change.check(), attribute)) continue;
      if (!invocation.shouldProcess(row.name, `Rename custom attribute to ${args.Name}`)) continue;
      const changed = change.make();
      if (changed.ok) invocation.write(objectOf(customAttributeType, { connection, row: changed.value }));
      else reportFault(invocation, changed.fault, attribute);
    }
  },
});
