import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import { FORMAT_PARAMETERS, feed, formatInto } from './format-parameters.ts';

export default defineCmdlet({
  name: 'Format-Wide',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['fw'],
  synopsis: 'Shows one property of each object, in columns.',
  parameters: {
    Property: {
      type: 'object',
      position: 0,
      wildcard: true,
      help: 'The property, or a script block or table with Expression and FormatString.',
    },
    AutoSize: { type: 'switch', help: 'As many columns as fit.' },
    Column: { type: 'int', validateRange: [1, 2147483647], help: 'How many columns; 2 when not given.' },
    ExcludeProperty: {
      type: 'string',
      array: true,
      wildcard: true,
      help: 'Properties that are passed over; the first one left is shown.',
    },
    ...FORMAT_PARAMETERS,
  },
  output: ['Microsoft.PowerShell.Commands.Internal.Format'],
  impact: 'none',
  examples: [{ title: 'Names in three columns', code: 'Get-Variable PS* | Format-Wide Name -Column 3' }],
  begin(args, invocation) {
    if (args.AutoSize && args.Column !== undefined) {
      invocation.throwTerminating({
        message: 'Cannot specify both the AutoSize and the Column parameters at the same time.',
        id: 'FormatCannotSpecifyColumnAutosize',
        category: 'InvalidArgument',
        exceptionType: 'System.InvalidOperationException',
      });
    }
    return formatInto(invocation, args, {
      shape: 'wide',
      properties: args.Property === undefined ? [] : propertyExpressions([args.Property], ['formatstring']),
      exclude: args.ExcludeProperty ?? [],
      autoSize: args.AutoSize,
      columns: args.Column ?? 2,
    });
  },
  process: (args, invocation, formatter) => feed(formatter, args.InputObject, invocation.expectsInput),
  end: (_args, _invocation, formatter) => formatter.end(),
});
