import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  addViProperty,
  type ViProperty,
  viPropertyType,
  viPropertyValue,
} from '../../src/inventory/vi-property.ts';

export default defineCmdlet({
  name: 'New-VIProperty',
  synopsis: 'Gives all objects of a type a property of your own.',
  description:
    'Its value comes from a script block, which gets the object as its first argument, or from a path below ExtensionData. It lasts until the shell ends.',
  parameters: {
    Name: { type: 'string', position: 0, mandatory: true, help: 'The name of the property.' },
    ObjectType: {
      type: 'string',
      array: true,
      position: 1,
      mandatory: true,
      help: 'The types that get it, such as VirtualMachine.',
    },
    Value: {
      type: 'scriptblock',
      position: { ValueFromScriptBlock: 2 },
      sets: ['ValueFromScriptBlock'],
      mandatory: ['ValueFromScriptBlock'],
      help: 'What gives the value; the object is $args[0].',
    },
    BasedOnExtensionProperty: {
      type: 'string',
      array: true,
      sets: ['ValueFromScriptBlock'],
      help: 'Properties of ExtensionData that it reads.',
    },
    ValueFromExtensionProperty: {
      type: 'string',
      sets: ['ValueFromExtensionProperty'],
      mandatory: ['ValueFromExtensionProperty'],
      help: 'A path below ExtensionData, such as Runtime.BootTime.',
    },
    Force: { type: 'switch', help: 'Replaces a property of that name.' },
  },
  defaultParameterSet: 'ValueFromScriptBlock',
  output: [viPropertyType],
  impact: 'low',
  examples: [
    {
      title: 'Memory for each CPU',
      code: 'New-VIProperty MemoryPerCpu VirtualMachine { $args[0].MemoryGB / $args[0].NumCpu } -Force\nGet-VM | Select-Object Name, MemoryPerCpu',
    },
  ],
  process(args, invocation) {
    for (const objectType of args.ObjectType) {
      if (!invocation.shouldProcess(`${objectType}.${args.Name}`, 'Create property')) continue;
      const property: ViProperty = {
        name: args.Name,
        objectType,
        value: args.Value ?? null,
        basedOn: args.BasedOnExtensionProperty ?? [],
        extensionPath: args.ValueFromExtensionProperty ?? null,
      };
      const problem = addViProperty(property, args.Force);
      if (problem === undefined) invocation.write(viPropertyValue(property));
      else
        invocation.writeError({
          message: problem,
          id: 'VIPropertyNotAdded',
          category: 'InvalidArgument',
          target: args.Name,
          advice: 'Get-VIProperty lists what there is.',
        });
    }
  },
});
