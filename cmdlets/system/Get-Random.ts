import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import type { Value } from '../../src/values/value.ts';
import { NUMBER, RANDOM_PARAMETERS, takeRandom } from './random-choice.ts';
import { randomSource, seedRandom } from './random-source.ts';

export default defineCmdlet({
  name: 'Get-Random',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Gives a random number, or some of a list.',
  parameters: {
    SetSeed: { type: 'int', help: 'Makes this and the following numbers repeatable.' },
    ...RANDOM_PARAMETERS,
  },
  defaultParameterSet: NUMBER,
  output: ['System.Int32', 'System.Int64', 'System.Double'],
  impact: 'none',
  examples: [
    { title: 'One to six', code: '(Get-Random -Minimum 1 -Maximum 7) -in 1..6' },
    { title: 'Two of a list', code: "('app', 'db', 'web' | Get-Random -Count 2).Count" },
  ],
  begin(args, invocation): Value[] {
    if (args.SetSeed !== undefined) seedRandom(invocation.session, args.SetSeed);
    return [];
  },
  process(args, _invocation, items) {
    for (const item of args.InputObject ?? []) items.push(...enumerate(item));
  },
  end: (args, invocation, items) => takeRandom(invocation, randomSource(invocation.session), args, items),
});
