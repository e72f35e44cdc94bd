import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import { FORMAT_PARAMETERS, feed, formatInto } from './format-parameters.ts';

export default defineCmdlet({
  name: 'Format-Custom',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['fc'],
  synopsis: 'Shows objects with the objects inside them.',
  parameters: {
    Property: {
      type: 'object',
      array: true,
      position: 0,
      wildcard: true,
      notEmpty: true,
      help: 'Names, patterns or script blocks.',
    },
    Depth: { type: 'int', preset: 5, validateRange: [1, 2147483647], help: 'How many levels are shown.' },
    ExcludeProperty: { type: 'string', array: true, wildcard: true, help: 'Properties that are left out.' },
    ...FORMAT_PARAMETERS,
  },
  output: ['Microsoft.PowerShell.Commands.Internal.Format'],
  impact: 'none',
  examples: [
    {
      title: 'An object in an object',
      code: '[pscustomobject]@{ Name = "app"; Disk = [pscustomobject]@{ GB = 4 } } | Format-Custom',
    },
  ],
  begin: (args, invocation) =>
    formatInto(invocation, args, {
      shape: 'custom',
      properties: propertyExpressions(args.Property ?? [], ['depth']),
      exclude: args.ExcludeProperty ?? [],
      depth: args.Depth,
    }),
  process: (args, invocation, formatter) => feed(formatter, args.InputObject, invocation.expectsInput),
  end: (_args, _invocation, formatter) => formatter.end(),
});
