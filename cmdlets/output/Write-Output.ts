import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Write-Output',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['echo', 'write'],
  synopsis: 'Writes objects to the pipeline.',
  description:
    'The last command of a pipeline shows its objects, so the name is needed only to be plain about it.',
  parameters: {
    InputObject: {
      type: 'object',
      mandatory: true,
      position: 0,
      remaining: true,
      allowNull: true,
      allowEmpty: true,
      pipeline: 'value',
      help: 'The objects.',
    },
    NoEnumerate: { type: 'switch', help: 'Writes an array as one object.' },
  },
  output: ['System.Object'],
  impact: 'none',
  examples: [
    {
      title: 'Text for the next command',
      code: "Write-Output 'app-01', 'db-01' | ForEach-Object { $_.ToUpper() }",
    },
    { title: 'An array as one object', code: 'Write-Output 1, 2, 3 -NoEnumerate | Measure-Object' },
  ],
  process(args, invocation) {
    const value = args.InputObject;
    if (Array.isArray(value) && !args.NoEnumerate) invocation.writeAll(value);
    else invocation.write(value);
  },
});
