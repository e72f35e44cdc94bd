import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { localDateTime, timeSpanOfMs } from '../../src/values/date-time.ts';

export default defineCmdlet({
  name: 'Get-Uptime',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'How long this machine has been running.',
  parameters: { Since: { type: 'switch', sets: ['Since'], help: 'Since when, as a date.' } },
  defaultParameterSet: 'Timespan',
  output: ['System.TimeSpan', 'System.DateTime'],
  impact: 'none',
  examples: [{ title: 'In hours', code: '(Get-Uptime).TotalHours -gt 0' }],
  process(args, invocation) {
    const { host } = invocation;
    // Whole seconds, as PowerShell gives them.
    const uptimeMs = Math.trunc(host.uptimeMs() / 1000) * 1000;
    invocation.write(args.Since ? localDateTime(host.nowMs() - uptimeMs) : timeSpanOfMs(uptimeMs));
  },
});
