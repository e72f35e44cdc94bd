import { posix } from 'node:path';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { localDateTime } from '../../src/values/date-time.ts';
import { formatValue } from '../../src/values/format.ts';
import { stringType } from '../../src/values/string-type.ts';
import { factsOf, fileError, locate } from '../files/location.ts';
import { RULE, runningTranscript, setTranscript } from './transcript.ts';

export default defineCmdlet({
  name: 'Start-Transcript',
  module: 'Microsoft.PowerShell.Host',
  synopsis: 'Writes all that is typed and shown from now on to a file too.',
  parameters: {
    Path: {
      type: 'string',
      position: { ByPath: 0 },
      sets: ['ByPath'],
      help: 'The file; a new one in the home folder when not given.',
    },
    LiteralPath: {
      type: 'string',
      position: { ByLiteralPath: 0 },
      sets: ['ByLiteralPath'],
      aliases: ['PSPath', 'LP'],
      help: 'The file, its name taken as it is.',
    },
    OutputDirectory: { type: 'string', sets: ['ByOutputDirectory'], help: 'The folder of a new file.' },
    Append: { type: 'switch', help: 'Adds to the file.' },
    Force: { type: 'switch', help: 'Writes to a read-only file too.' },
    NoClobber: { type: 'switch', aliases: ['NoOverwrite'], help: 'Fails when the file exists.' },
    IncludeInvocationHeader: { type: 'switch', help: 'Taken for scripts that give it.' },
    UseMinimalHeader: { type: 'switch', help: 'A short heading.' },
  },
  defaultParameterSet: 'ByPath',
  output: [stringType],
  impact: 'low',
  examples: [
    {
      title: 'Keep what is shown',
      code: "Start-Transcript (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-transcript.txt')\nStop-Transcript",
    },
  ],
  process(args, invocation) {
    const { session, host } = invocation;
    const now = localDateTime(host.nowMs());
    const stamp = formatValue(now, 'yyyyMMddHHmmss');
    const folder = args.OutputDirectory ?? host.files.homeFolder;
    const given =
      args.LiteralPath ??
      args.Path ??
      posix.join(folder, `PowerShell_transcript.${host.processId}.${stamp}.txt`);
    const location = locate(session, given);
    const path = location.kind === 'file' ? location.path : given;
    const existing = factsOf(session, path);
    if (runningTranscript(session) !== undefined) {
      return invocation.throwTerminating({
        message: `A transcript is already being written to ${runningTranscript(session) ?? ''}.`,
        id: 'InvalidOperation',
        category: 'InvalidOperation',
        advice: 'Stop-Transcript',
        exceptionType: 'System.InvalidOperationException',
      });
    }
    if (existing && args.NoClobber && !args.Append) {
      return invocation.throwTerminating({
        message: `File ${path} already exists and NoClobber was specified.`,
        id: 'NoClobber',
        category: 'ResourceExists',
        target: path,
        exceptionType: 'System.UnauthorizedAccessException',
      });
    }
    if (!invocation.shouldProcess(path)) return;
    const title = 'PowerShell transcript start';
    const lines = args.UseMinimalHeader
      ? [RULE, title, RULE]
      : [
          RULE,
          title,
          `Start time: ${stamp}`,
          `Host Application: ${host.name} ${host.version}`,
          `Process ID: ${host.processId}`,
          RULE,
        ];
    const append = (text: string, mode: 'append' | 'replace'): boolean => {
      const written = host.files.write(path, new TextEncoder().encode(text), mode);
      if (!written.ok) invocation.writeError(fileError(written.fault, 'CannotStartTranscription'));
      return written.ok;
    };
    if (!append(`${lines.join('\n')}\n`, args.Append && existing ? 'append' : 'replace')) return;
    setTranscript(session, path);
    session.transcript((text) => {
      host.files.write(path, new TextEncoder().encode(text), 'append');
    });
    invocation.write(`Transcript started, output file is ${path}`);
  },
});
