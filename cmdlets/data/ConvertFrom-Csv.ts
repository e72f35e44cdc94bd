import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { currentCulture } from '../../src/values/net/culture.ts';
import { csvObjects } from './csv-objects.ts';

export default defineCmdlet({
  name: 'ConvertFrom-Csv',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes objects of comma-separated values.',
  parameters: {
    InputObject: {
      type: 'string',
      array: true,
      mandatory: true,
      position: 0,
      pipeline: 'value',
      allowNull: true,
      allowEmpty: true,
      help: 'The lines.',
    },
    Delimiter: {
      type: 'string',
      position: { Delimiter: 1 },
      sets: ['Delimiter'],
      validateLength: [1, 1],
      help: 'What stands between fields: a comma when not given.',
    },
    UseCulture: { type: 'switch', sets: ['UseCulture'], help: "The culture's list separator." },
    Header: { type: 'string', array: true, help: 'The names of the columns, where the text has none.' },
  },
  defaultParameterSet: 'Delimiter',
  output: ['System.Management.Automation.PSCustomObject'],
  impact: 'none',
  examples: [{ title: 'Two objects', code: "'Name,GB', 'app-01,40', 'db-01,80' | ConvertFrom-Csv" }],
  begin: (args, invocation) =>
    csvObjects({
      delimiter: args.Delimiter ?? (args.UseCulture ? currentCulture().listSeparator : ','),
      header: args.Header,
      warn: (text) => invocation.warning(text),
      write: (value) => invocation.write(value),
    }),
  process(args, _invocation, objects) {
    for (const line of args.InputObject) objects.read(`${line}\n`);
  },
  end: (_args, _invocation, objects) => objects.end(),
});
