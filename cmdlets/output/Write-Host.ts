import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { HostInformationMessage } from '../../src/cmdlet/host-message.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { consoleColorType } from './console-color.ts';

export default defineCmdlet({
  name: 'Write-Host',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Writes text to the screen, beside the data.',
  description:
    'The text goes to the information stream and to the host. It is no object in the pipeline: Write-Output writes those.',
  parameters: {
    Object: {
      type: 'object',
      position: 0,
      remaining: true,
      allowNull: true,
      pipeline: 'value',
      aliases: ['Msg', 'Message'],
      help: 'What is written; the elements of an array are joined by the separator.',
    },
    NoNewline: { type: 'switch', help: 'Writes no line break at the end.' },
    Separator: { type: 'object', help: 'Stands between the elements; a blank when not given.' },
    ForegroundColor: { type: consoleColorType, help: 'The colour of the text.' },
    BackgroundColor: { type: consoleColorType, help: 'The colour behind the text.' },
  },
  output: [],
  impact: 'none',
  examples: [
    { title: 'A line of text', code: "Write-Host 'Encryption has begun'" },
    {
      title: 'Several values in a colour',
      code: "Write-Host 'a', 'b' -Separator ', ' -ForegroundColor Green",
    },
  ],
  process(args, invocation) {
    const separator = args.Separator === undefined ? ' ' : toText(args.Separator);
    const message = new HostInformationMessage(hostText(args.Object ?? null, separator), args.NoNewline, {
      ...(args.ForegroundColor && { foreground: args.ForegroundColor }),
      ...(args.BackgroundColor && { background: args.BackgroundColor }),
    });
    invocation.information(message, ['PSHOST']);
  },
});

function hostText(value: Value, separator: string): string {
  if (Array.isArray(value)) return value.map((item) => hostText(item, separator)).join(separator);
  if (value instanceof Dictionary) {
    return Array.from(
      value.entries.values(),
      ({ key, value: item }) => `[${toText(key)}, ${toText(item)}]`,
    ).join(separator);
  }
  return toText(value);
}
