import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { totalMs } from '../../src/values/date-time.ts';

const LONGEST_MS = 2147483647;

export default defineCmdlet({
  name: 'Start-Sleep',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['sleep'],
  synopsis: 'Waits for a time. Tasks go on meanwhile.',
  parameters: {
    Seconds: {
      type: 'double',
      mandatory: ['Seconds'],
      position: { Seconds: 0 },
      pipeline: { Seconds: 'both' },
      sets: ['Seconds'],
      validateRange: [0, LONGEST_MS / 1000],
      help: 'Seconds, fractions too.',
    },
    Milliseconds: {
      type: 'int',
      mandatory: ['Milliseconds'],
      pipeline: { Milliseconds: 'name' },
      sets: ['Milliseconds'],
      aliases: ['ms'],
      validateRange: [0, LONGEST_MS],
      help: 'Thousandths of a second.',
    },
    Duration: {
      type: 'timespan',
      mandatory: ['FromTimeSpan'],
      position: { FromTimeSpan: 0 },
      pipeline: { FromTimeSpan: 'both' },
      sets: ['FromTimeSpan'],
      aliases: ['ts'],
      help: 'A time span.',
    },
  },
  defaultParameterSet: 'Seconds',
  output: [],
  impact: 'none',
  examples: [{ title: 'A short rest', code: 'Start-Sleep -Milliseconds 20' }],
  process(args, invocation) {
    const ms =
      args.Milliseconds ??
      (args.Duration === undefined ? (args.Seconds ?? 0) * 1000 : totalMs(args.Duration));
    if (ms < 0 || ms > LONGEST_MS) {
      invocation.throwTerminating({
        message: `The duration must be between 0 and ${LONGEST_MS} milliseconds, but ${ms} was specified.`,
        id: 'InvalidDuration',
        category: 'InvalidArgument',
        exceptionType: 'System.ArgumentException',
      });
    }
    invocation.host.sleep(ms);
    invocation.checkInterrupt();
  },
});
