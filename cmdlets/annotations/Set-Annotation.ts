import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { appliesTo, setCustomValue } from '../../src/datacenter/inventory/custom-fields.ts';
import {
  annotatedParameter,
  annotationType,
  customAttributeType,
} from '../../src/inventory/custom-attribute.ts';
import { entitiesGiven } from '../../src/inventory/entity.ts';
import { makeChange } from '../../src/inventory/make-change.ts';
import { serverParameter } from '../../src/inventory/parameters.ts';
import { reportFault } from '../../src/inventory/report-fault.ts';
import { objectOf } from '../../src/values/object-type.ts';

export default defineCmdlet({
  name: 'Set-Annotation',
  synopsis: 'Sets what objects have in a custom attribute.',
  parameters: {
    Entity: annotatedParameter,
    CustomAttribute: {
      type: customAttributeType,
      array: true,
      position: 0,
      mandatory: true,
      help: 'The attribute; of several of its name the one that the object has.',
    },
    Value: {
      type: 'string',
      position: 1,
      mandatory: true,
      allowEmpty: true,
      help: 'The text; an empty one takes it away.',
    },
    Server: serverParameter,
  },
  output: [annotationType],
  impact: 'low',
  privileges: ['Global.SetCustomField'],
  examples: [
    {
      title: 'Whose VMs they are',
      before: 'New-CustomAttribute Owner -TargetType VirtualMachine',
      code: "Get-VM app-* | Set-Annotation -CustomAttribute Owner -Value 'Kim'",
    },
  ],
  process(args, invocation) {
    for (const { connection, entity } of entitiesGiven(invocation, args.Entity, args.Server)) {
      const { datacenter, caller } = connection;
      const own = args.CustomAttribute.filter(({ data }) => data.connection.datacenter === datacenter);
      const field = (own.find(({ data }) => appliesTo(data.row, entity.id)) ?? own[0])?.data.row;
      if (field === undefined) {
        const name = args.CustomAttribute[0]?.data.row.name ?? '';
        reportFault(invocation, { kind: 'NotFound', type: 'CustomAttribute', name }, entity.name);
        continue;
      }
      const change = setCustomValue(datacenter, caller, { fieldId: field.id, entity, value: args.Value });
      makeChange(invocation, change, {
        name: entity.name,
        action: `Set ${field.name} to '${args.Value}'`,
        toValue: () => objectOf(annotationType, { connection, entity, field }),
      });
    }
  },
});
