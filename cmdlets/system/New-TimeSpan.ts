import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { localDateTime, TimeSpan, timeSpanType, toLocal } from '../../src/values/date-time.ts';

export default defineCmdlet({
  name: 'New-TimeSpan',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes a time span of parts, or of two dates.',
  parameters: {
    Start: {
      type: 'datetime',
      position: { Date: 0 },
      pipeline: { Date: 'both' },
      sets: ['Date'],
      aliases: ['LastWriteTime'],
      help: 'Where it begins; now when not given.',
    },
    End: {
      type: 'datetime',
      position: { Date: 1 },
      pipeline: { Date: 'name' },
      sets: ['Date'],
      help: 'Where it ends; now when not given.',
    },
    Days: { type: 'int', sets: ['Time'], preset: 0, help: 'Days.' },
    Hours: { type: 'int', sets: ['Time'], preset: 0, help: 'Hours.' },
    Minutes: { type: 'int', sets: ['Time'], preset: 0, help: 'Minutes.' },
    Seconds: { type: 'int', sets: ['Time'], preset: 0, help: 'Seconds.' },
    Milliseconds: { type: 'int', sets: ['Time'], preset: 0, help: 'Milliseconds.' },
  },
  defaultParameterSet: 'Date',
  output: [timeSpanType],
  impact: 'none',
  examples: [
    { title: 'A time', code: '(New-TimeSpan -Hours 1 -Minutes 30).TotalMinutes' },
    { title: 'Between two dates', code: "(New-TimeSpan '2016-11-15' '2016-11-18').Days" },
  ],
  process(args, invocation) {
    if (invocation.parameterSet === 'Time') {
      const ms =
        (((args.Days * 24 + args.Hours) * 60 + args.Minutes) * 60 + args.Seconds) * 1000 + args.Milliseconds;
      invocation.write(new TimeSpan(BigInt(ms) * 10_000n));
      return;
    }
    const now = localDateTime(invocation.host.nowMs());
    const start = args.Start ? toLocal(args.Start) : now;
    const end = args.End ? toLocal(args.End) : now;
    invocation.write(new TimeSpan(end.ticks - start.ticks));
  },
});
