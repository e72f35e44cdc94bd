import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { enumerate } from '../../src/values/enumerate.ts';
import type { Value } from '../../src/values/value.ts';
import { NUMBER, RANDOM_PARAMETERS, takeRandom } from './random-choice.ts';
import { systemSource } from './random-source.ts';

export default defineCmdlet({
  name: 'Get-SecureRandom',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Gives a random number, or some of a list, that nobody can foresee.',
  parameters: RANDOM_PARAMETERS,
  defaultParameterSet: NUMBER,
  output: ['System.Int32', 'System.Int64', 'System.Double'],
  impact: 'none',
  examples: [{ title: 'One to six', code: '(Get-SecureRandom -Minimum 1 -Maximum 7) -in 1..6' }],
  begin: (): Value[] => [],
  process(args, _invocation, items) {
    for (const item of args.InputObject ?? []) items.push(...enumerate(item));
  },
  end: (args, invocation, items) => takeRandom(invocation, systemSource(invocation.session), args, items),
});
