import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import { FORMAT_PARAMETERS, feed, formatInto } from './format-parameters.ts';

export default defineCmdlet({
  name: 'Format-Table',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['ft'],
  synopsis: 'Shows objects as a table.',
  description:
    'What it writes is for the screen, a file or Out-String: it comes last in a pipeline. Column widths are fitted to the first objects; -AutoSize waits for all.',
  parameters: {
    Property: {
      type: 'object',
      array: true,
      position: 0,
      wildcard: true,
      notEmpty: true,
      help: 'Columns: names, patterns, script blocks, or tables with Label, Expression, Width, Alignment, FormatString.',
    },
    AutoSize: { type: 'switch', help: 'Fits the columns to all objects.' },
    RepeatHeader: { type: 'switch', help: 'Prints the header again after each screen.' },
    HideTableHeaders: { type: 'switch', help: 'Prints no header.' },
    Wrap: { type: 'switch', help: 'Continues a long value on the next line instead of cutting it.' },
    ExcludeProperty: { type: 'string', array: true, wildcard: true, help: 'Properties that are left out.' },
    ...FORMAT_PARAMETERS,
  },
  output: ['Microsoft.PowerShell.Commands.Internal.Format'],
  impact: 'none',
  examples: [
    { title: 'Some columns', code: 'Get-Variable PS* | Format-Table Name, Value' },
    {
      title: 'A column that is computed',
      code: "1..3 | ForEach-Object { [pscustomobject]@{ N = $_ } } | Format-Table N, @{ Label = 'Half'; Expression = { $_.N / 2 }; FormatString = 'N2' }",
    },
  ],
  begin: (args, invocation) =>
    formatInto(invocation, args, {
      shape: 'table',
      properties: propertyExpressions(args.Property ?? [], [
        'name',
        'label',
        'width',
        'alignment',
        'formatstring',
      ]),
      exclude: args.ExcludeProperty ?? [],
      autoSize: args.AutoSize,
      wrap: args.Wrap,
      hideHeader: args.HideTableHeaders,
      repeatHeader: args.RepeatHeader,
    }),
  process: (args, invocation, formatter) => feed(formatter, args.InputObject, invocation.expectsInput),
  end: (_args, _invocation, formatter) => formatter.end(),
});
