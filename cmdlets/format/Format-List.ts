import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import { FORMAT_PARAMETERS, feed, formatInto, LIST_KEYS } from './format-parameters.ts';

export default defineCmdlet({
  name: 'Format-List',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['fl'],
  synopsis: 'Shows objects as lists, one property a line.',
  parameters: {
    Property: {
      type: 'object',
      array: true,
      position: 0,
      wildcard: true,
      notEmpty: true,
      help: 'Lines: names, patterns, script blocks, or tables with Label, Expression and FormatString; * for all.',
    },
    ExcludeProperty: { type: 'string', array: true, wildcard: true, help: 'Properties that are left out.' },
    ...FORMAT_PARAMETERS,
  },
  output: ['Microsoft.PowerShell.Commands.Internal.Format'],
  impact: 'none',
  examples: [
    { title: 'Every property', code: "[pscustomobject]@{ Name = 'app-01'; State = 'off' } | Format-List *" },
    { title: 'Two of them', code: 'New-TimeSpan -Hours 2 | Format-List Hours, TotalMinutes' },
  ],
  begin: (args, invocation) =>
    formatInto(invocation, args, {
      shape: 'list',
      properties: propertyExpressions(args.Property ?? [], LIST_KEYS),
      exclude: args.ExcludeProperty ?? [],
    }),
  process: (args, invocation, formatter) => feed(formatter, args.InputObject, invocation.expectsInput),
  end: (_args, _invocation, formatter) => formatter.end(),
});
