import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { Collection } from '../../src/values/collection.ts';
import { valuesEqual } from '../../src/values/compare.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Update-List',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Adds elements to a list that is a property of an object, and removes some.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', help: 'The object.' },
    Property: { type: 'string', position: 0, mandatory: true, help: 'The property that holds the list.' },
    Add: { type: 'object', array: true, sets: ['AddRemove'], help: 'What is added at the end.' },
    Remove: { type: 'object', array: true, sets: ['AddRemove'], help: 'What is taken out.' },
    Replace: {
      type: 'object',
      array: true,
      mandatory: ['Replace'],
      sets: ['Replace'],
      help: 'What the list holds instead.',
    },
  },
  defaultParameterSet: 'AddRemove',
  output: ['System.Management.Automation.PSObject'],
  impact: 'none',
  examples: [
    {
      title: 'One host in, one out',
      code: "$plan = [pscustomobject]@{ Hosts = [System.Collections.ArrayList]@('esx-01', 'esx-02') }\n($plan | Update-List Hosts -Add esx-03 -Remove esx-01).Hosts",
    },
  ],
  process(args, invocation) {
    const object = args.InputObject ?? null;
    const list = propertyValue(object, args.Property);
    if (!(list instanceof Collection)) {
      invocation.writeError({
        message: `The property '${args.Property}' holds no list that can grow.`,
        id: 'MemberDoesntSupportUpdate',
        category: 'InvalidOperation',
        target: object,
        why: 'Elements are added to an ArrayList or a List; the size of an array is fixed.',
      });
      return;
    }
    const { items } = list;
    if (args.Replace) items.splice(0, items.length, ...args.Replace);
    for (const gone of args.Remove ?? []) {
      const at = items.findIndex((item: Value) => valuesEqual(item, gone));
      if (at >= 0) items.splice(at, 1);
    }
    items.push(...(args.Add ?? []));
    invocation.write(object);
  },
});
