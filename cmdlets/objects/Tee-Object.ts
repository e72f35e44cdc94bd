import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Tee-Object',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['tee'],
  synopsis: 'Keeps the objects in a file or a variable and passes them on.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    FilePath: {
      type: 'string',
      mandatory: ['File'],
      position: { File: 0 },
      sets: ['File'],
      aliases: ['Path'],
      help: 'The file that gets them as text.',
    },
    LiteralPath: {
      type: 'string',
      mandatory: ['LiteralFile'],
      sets: ['LiteralFile'],
      aliases: ['PSPath', 'LP'],
      help: 'The file, its name taken as it is.',
    },
    Append: { type: 'switch', help: 'Adds to the file or the variable.' },
    Encoding: {
      type: 'string',
      sets: ['File', 'LiteralFile'],
      help: 'How the text is stored; utf8NoBOM when not given.',
    },
    Variable: {
      type: 'string',
      mandatory: ['Variable'],
      sets: ['Variable'],
      help: 'The variable that gets them.',
    },
  },
  defaultParameterSet: 'File',
  output: ['System.Object'],
  impact: 'none',
  examples: [
    {
      title: 'Keep and count',
      code: '1..3 | Tee-Object -Variable numbers | Measure-Object -Sum\n$numbers.Count',
    },
  ],
  begin: (): Value[] => [],
  process(args, invocation, objects) {
    if (args.InputObject === undefined) return;
    objects.push(args.InputObject);
    invocation.write(args.InputObject);
  },
  end(args, invocation, objects) {
    if (args.Variable !== undefined) {
      const { variables } = invocation.session;
      const before = args.Append ? (variables.get(args.Variable) ?? null) : null;
      const all = before === null ? objects : [...(Array.isArray(before) ? before : [before]), ...objects];
      variables.set(args.Variable, all.length === 1 ? (all[0] ?? null) : all);
      return;
    }
    const parameters = new Map<string, Value>([['Append', args.Append]]);
    if (args.LiteralPath !== undefined) parameters.set('LiteralPath', args.LiteralPath);
    else parameters.set('FilePath', args.FilePath ?? '');
    if (args.Encoding !== undefined) parameters.set('Encoding', args.Encoding);
    invocation.session.call('Out-File', parameters, objects, () => undefined);
  },
});
