import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { stringType } from '../../src/values/string-type.ts';
import { CSV_PARAMETERS, createCsvWriter, csvStyle } from './csv-lines.ts';

export default defineCmdlet({
  name: 'ConvertTo-Csv',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes objects as comma-separated values.',
  parameters: { ...CSV_PARAMETERS, Delimiter: { ...CSV_PARAMETERS.Delimiter, position: 1 } },
  output: [stringType],
  impact: 'none',
  examples: [
    { title: 'Names and values', code: "[pscustomobject]@{ Name = 'app-01'; GB = 40 } | ConvertTo-Csv" },
    {
      title: 'Quotes where they are needed',
      code: "[pscustomobject]@{ Name = 'a,b'; GB = 40 } | ConvertTo-Csv -UseQuotes AsNeeded",
    },
  ],
  begin(args, invocation) {
    const style = csvStyle(args);
    return createCsvWriter('id' in style ? invocation.throwTerminating(style) : style);
  },
  process(args, invocation, writer) {
    if (args.InputObject !== null) for (const line of writer.lines(args.InputObject)) invocation.write(line);
  },
});
