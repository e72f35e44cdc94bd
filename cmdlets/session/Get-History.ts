import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { historyInfo, historyInfoType } from './history-info.ts';

export default defineCmdlet({
  name: 'Get-History',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['h', 'history', 'ghy'],
  synopsis: 'Lists the commands of this session.',
  parameters: {
    Id: {
      type: 'long',
      array: true,
      position: 0,
      pipeline: 'value',
      validateRange: [1n, 9223372036854775807n],
      help: 'Numbers of commands.',
    },
    Count: { type: 'int', position: 1, validateRange: [0, 32767], help: 'How many, the last ones.' },
  },
  output: [historyInfoType],
  impact: 'none',
  examples: [{ title: 'The last five', code: 'Get-History -Count 5' }],
  process(args, invocation) {
    const entries = invocation.session.history();
    if (!args.Id) {
      const wanted = args.Count === undefined ? entries : args.Count === 0 ? [] : entries.slice(-args.Count);
      for (const entry of wanted) invocation.write(historyInfo(entry));
      return;
    }
    for (const id of args.Id) {
      const at = entries.findIndex((entry) => BigInt(entry.id) === id);
      if (at < 0) {
        invocation.writeError({
          message: `Cannot locate history for Id ${id}.`,
          id: 'GetHistoryNoHistoryForId',
          category: 'ObjectNotFound',
          target: id,
          advice: 'Get-History',
          exceptionType: 'System.ArgumentException',
        });
        continue;
      }
      const wanted =
        args.Count === undefined
          ? entries.slice(at, at + 1)
          : entries.slice(Math.max(0, at + 1 - args.Count), at + 1);
      for (const entry of wanted) invocation.write(historyInfo(entry));
    }
  },
});
