import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Clear-History',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['clhy'],
  synopsis: 'Forgets the commands of this session.',
  parameters: {
    Id: {
      type: 'int',
      array: true,
      position: { IDParameter: 0 },
      sets: ['IDParameter'],
      validateRange: [1, 2147483647],
      help: 'Numbers of commands.',
    },
    CommandLine: {
      type: 'string',
      array: true,
      sets: ['CommandLineParameter'],
      wildcard: true,
      help: 'Commands with these texts.',
    },
    Count: {
      type: 'int',
      position: 1,
      validateRange: [1, 2147483647],
      help: 'How many, the first ones or with -Newest the last ones.',
    },
    Newest: { type: 'switch', help: 'From the end.' },
  },
  defaultParameterSet: 'IDParameter',
  output: [],
  impact: 'low',
  examples: [{ title: 'All of it', code: 'Clear-History' }],
  process(args, invocation) {
    if (args.Id ?? args.CommandLine ?? args.Count) {
      invocation.throwTerminating({
        message: 'Clear-History forgets the whole history only.',
        id: 'ClearHistorySelection',
        category: 'NotImplemented',
        advice: 'Clear-History',
        exceptionType: 'System.Management.Automation.PSNotSupportedException',
      });
    }
    if (invocation.shouldProcess('History', 'Clear-History')) invocation.session.clearHistory();
  },
});
