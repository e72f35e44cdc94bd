import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Write-Progress',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Shows how far a piece of work has come.',
  parameters: {
    Activity: {
      type: 'string',
      mandatory: true,
      position: 0,
      help: 'The work, as the first line of the bar.',
    },
    Status: { type: 'string', position: 1, help: 'What is being done now.' },
    Id: {
      type: 'int',
      position: 2,
      preset: 0,
      validateRange: [0, 2147483647],
      help: 'Tells several bars apart.',
    },
    PercentComplete: {
      type: 'int',
      preset: -1,
      validateRange: [-1, 100],
      help: 'From 0 to 100; -1 when it cannot be told.',
    },
    SecondsRemaining: { type: 'int', preset: -1, help: 'What is left; -1 when it cannot be told.' },
    CurrentOperation: { type: 'string', help: 'The line under the bar.' },
    ParentId: {
      type: 'int',
      preset: -1,
      validateRange: [-1, 2147483647],
      help: 'The bar that this one is part of.',
    },
    SourceId: { type: 'int', preset: 0, help: 'Where the record comes from.' },
    Completed: { type: 'switch', help: 'Takes the bar away.' },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'A bar in a loop',
      code: '1..3 | ForEach-Object { Write-Progress "Encrypting" -Status "Disk $_" -PercentComplete ($_ * 33) }\nWrite-Progress "Encrypting" -Completed',
    },
  ],
  process(args, invocation) {
    invocation.progress({
      id: args.Id,
      activity: args.Activity,
      status: args.Status ?? 'Processing',
      completed: args.Completed,
      ...(args.ParentId >= 0 && { parentId: args.ParentId }),
      ...(args.PercentComplete >= 0 && { percent: args.PercentComplete }),
      ...(args.SecondsRemaining >= 0 && { secondsRemaining: args.SecondsRemaining }),
      ...(args.CurrentOperation !== undefined && { currentOperation: args.CurrentOperation }),
    });
  },
});
