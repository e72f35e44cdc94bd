import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { errorText } from '../../src/format/error-text.ts';
import { localDateTime } from '../../src/values/date-time.ts';
import { ErrorRecord, TerminatingError } from '../../src/values/error-record.ts';
import { formatDate } from '../../src/values/format-date.ts';
import type { ScriptBlock } from '../../src/values/script-block.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { NEEDS_TERMINAL, showView } from './show-view.ts';

export default defineCmdlet({
  name: 'Watch-Command',
  module: 'vSeal',
  aliases: ['watch'],
  synopsis: 'Runs a script block again and again, and shows what it gives over the whole screen.',
  description: 'Arrows scroll, q leaves and brings the screen back.',
  parameters: {
    ScriptBlock: { type: 'scriptblock', mandatory: true, position: 0, help: 'What is run.' },
    Interval: {
      type: 'double',
      position: 1,
      preset: 2,
      validateRange: [0.2, 86_400],
      help: 'Seconds from one run to the next.',
    },
  },
  output: [],
  impact: 'none',
  examples: [
    {
      title: 'Power and encryption, every two seconds',
      code: 'Watch-Command { Get-VM | Select-Object Name, PowerState, Encrypted } -Interval 2',
      needs: NEEDS_TERMINAL,
    },
  ],
  links: ['Show-Datacenter', 'Show-Task'],
  process(args, invocation) {
    const { host } = invocation;
    showView(
      invocation,
      {
        title: args.ScriptBlock.text.trim().replace(/\s+/g, ' '),
        shape: 'text',
        columns: [],
        actions: [],
        intervalMs: args.Interval * 1000,
        read() {
          const time = formatDate(localDateTime(host.nowMs()), 'HH:mm:ss');
          return {
            rows: [],
            text: outputOf(invocation, args.ScriptBlock),
            summary: `every ${args.Interval} s, last at ${time}`,
          };
        },
      },
      args.ScriptBlock.text.trim(),
    );
  },
});

/** What the block gives, as the shell would show it, errors and warnings in their places. */
function outputOf(invocation: Invocation, block: ScriptBlock): string {
  const { session, host } = invocation;
  const parts: string[] = [];
  let objects: Value[] = [];
  const show = (): void => {
    const width = new Map<string, Value>([['Width', host.width()]]);
    if (objects.length > 0) session.call('Out-String', width, objects, (text) => parts.push(toText(text)));
    objects = [];
  };
  const sink = (value: Value): void => {
    if (!(value instanceof ErrorRecord)) objects.push(value);
    else {
      show();
      parts.push(`${errorText(value)}\n`);
    }
  };
  try {
    session.compile('param($Block) & $Block 2>&1 3>&1').run({ args: [block] }, sink);
  } catch (error) {
    if (!(error instanceof TerminatingError)) throw error;
    sink(error.record);
  }
  show();
  return parts.join('').replace(/\s+$/, '').replace(/^\n+/, '');
}
