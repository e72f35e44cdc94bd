import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { reportNotFound } from '../../src/inventory/report-fault.ts';
import { removeViProperty, viPropertyType } from '../../src/inventory/vi-property.ts';

export default defineCmdlet({
  name: 'Remove-VIProperty',
  synopsis: 'Takes back properties that New-VIProperty made.',
  parameters: {
    VIProperty: {
      type: viPropertyType,
      array: true,
      position: { VIProperty: 0 },
      sets: ['VIProperty'],
      mandatory: ['VIProperty'],
      pipeline: 'value',
      help: 'What Get-VIProperty gives.',
    },
    Name: { type: 'string', array: true, sets: ['Default'], mandatory: ['Default'], help: 'Names.' },
    ObjectType: { type: 'string', array: true, sets: ['Default'], mandatory: ['Default'], help: 'Types.' },
  },
  defaultParameterSet: 'VIProperty',
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'Take one back',
      before: '$null = New-VIProperty Twice VirtualMachine { $args[0].NumCpu * 2 } -Force',
      code: 'Get-VIProperty Twice | Remove-VIProperty',
    },
  ],
  process(args, invocation) {
    const named = (args.ObjectType ?? []).flatMap((objectType) =>
      (args.Name ?? []).map((name) => ({ name, objectType })),
    );
    for (const { name, objectType } of args.VIProperty?.map((property) => property.data) ?? named) {
      if (!invocation.shouldProcess(`${objectType}.${name}`, 'Remove property')) continue;
      if (!removeViProperty(objectType, name)) reportNotFound(invocation, 'VIProperty', name);
    }
  },
});
