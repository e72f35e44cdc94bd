import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { localDateTime } from '../../src/values/date-time.ts';
import { formatValue } from '../../src/values/format.ts';
import { stringType } from '../../src/values/string-type.ts';
import { RULE, runningTranscript, setTranscript } from './transcript.ts';

export default defineCmdlet({
  name: 'Stop-Transcript',
  module: 'Microsoft.PowerShell.Host',
  synopsis: 'Ends what Start-Transcript began.',
  parameters: {},
  output: [stringType],
  impact: 'low',
  examples: [
    {
      title: 'Keep what is shown',
      code: "Start-Transcript (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-transcript2.txt')\nStop-Transcript",
    },
  ],
  process(_args, invocation) {
    const { session, host } = invocation;
    const path = runningTranscript(session);
    if (path === undefined) {
      return invocation.throwTerminating({
        message: 'An error occurred stopping transcription: The host is not currently transcribing.',
        id: 'InvalidOperation',
        category: 'InvalidOperation',
        advice: 'Start-Transcript',
        exceptionType: 'System.Management.Automation.PSInvalidOperationException',
      });
    }
    session.transcript(undefined);
    setTranscript(session, undefined);
    const stamp = formatValue(localDateTime(host.nowMs()), 'yyyyMMddHHmmss');
    const lines = [RULE, 'PowerShell transcript end', `End time: ${stamp}`, RULE];
    host.files.write(path, new TextEncoder().encode(`${lines.join('\n')}\n`), 'append');
    invocation.write(`Transcript stopped, output file is ${path}`);
  },
});
