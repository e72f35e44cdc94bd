import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';

export default defineCmdlet({
  name: 'Invoke-History',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['r', 'ihy'],
  synopsis: 'Runs a command of this session again.',
  parameters: {
    Id: {
      type: 'string',
      position: 0,
      pipeline: 'name',
      help: 'The number of the command, or how it begins; the last one when not given.',
    },
  },
  output: ['System.Object'],
  impact: 'medium',
  examples: [{ title: 'The last command again', code: 'Invoke-History', needs: 'a history' }],
  process(args, invocation) {
    const entries = invocation.session.history();
    const wanted = args.Id;
    const entry =
      wanted === undefined
        ? entries.at(-1)
        : entries.findLast(
            ({ id, text }) => String(id) === wanted || (!/^\d+$/.test(wanted) && text.startsWith(wanted)),
          );
    if (!entry) {
      return invocation.throwTerminating({
        message:
          wanted === undefined
            ? 'Cannot locate the history: no command was run yet.'
            : `Cannot locate history for Id ${wanted}.`,
        id: wanted === undefined ? 'InvokeHistoryNoLastHistoryEntryFound' : 'InvokeHistoryNoHistoryForId',
        category: 'ObjectNotFound',
        target: wanted ?? '',
        advice: 'Get-History',
        exceptionType: 'System.ArgumentException',
      });
    }
    if (!invocation.shouldProcess(entry.text)) return;
    invocation.host.streams.out(`${entry.text}\n`);
    invocation.session.compile(entry.text).run({ dotSource: true }, (value) => invocation.write(value));
  },
});
