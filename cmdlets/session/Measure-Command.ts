import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { timeSpanOfMs, timeSpanType } from '../../src/values/date-time.ts';

export default defineCmdlet({
  name: 'Measure-Command',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Runs a script block and gives the time it took.',
  description:
    'What the block writes is dropped. With pipeline input the block runs once for each object, which it finds in $_.',
  parameters: {
    Expression: { type: 'scriptblock', mandatory: true, position: 0, help: 'What is timed.' },
    InputObject: {
      type: 'object',
      pipeline: 'value',
      allowNull: true,
      help: 'The objects that the block runs for.',
    },
  },
  output: [timeSpanType],
  impact: 'none',
  examples: [
    {
      title: 'How long a loop takes',
      code: '(Measure-Command { 1..1000 | ForEach-Object { $_ } }).TotalSeconds -lt 60',
    },
  ],
  begin: () => ({ ms: 0 }),
  process(args, invocation, state) {
    const startedMs = invocation.host.monotonicMs();
    const it = args.InputObject;
    args.Expression.run({ dotSource: true, ...(it !== undefined && { it }) }, () => undefined);
    state.ms += invocation.host.monotonicMs() - startedMs;
  },
  end: (_args, invocation, state) => invocation.write(timeSpanOfMs(state.ms)),
});
