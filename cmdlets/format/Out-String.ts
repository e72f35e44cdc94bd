import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { formatOutput, type Output } from '../../src/format/format-output.ts';
import { stringType } from '../../src/values/string-type.ts';
import { decorationOf, enumerationLimit } from './format-parameters.ts';

interface State {
  readonly output: Output;
  readonly lines: string[];
}

export default defineCmdlet({
  name: 'Out-String',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['oss'],
  synopsis: 'Gives what the screen would show, as text.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Stream: { type: 'switch', sets: ['StreamFormatting'], help: 'One text for each line.' },
    NoNewline: { type: 'switch', sets: ['NoNewLineFormatting'], help: 'Without line breaks.' },
    Width: {
      type: 'int',
      validateRange: [2, 2147483647],
      help: 'The longest line; the width of the screen when not given.',
    },
  },
  defaultParameterSet: 'NoNewLineFormatting',
  output: [stringType],
  impact: 'none',
  examples: [
    { title: 'A table as text', code: "$text = Get-Variable PS* | Out-String\n$text.Contains('Name')" },
  ],
  begin(args, invocation): State {
    const lines: string[] = [];
    const output = formatOutput({
      width: args.Width ?? invocation.host.width(),
      enumerationLimit: enumerationLimit(invocation),
      decoration: decorationOf(invocation),
      clock: invocation.host,
      line: args.Stream
        ? (text) => invocation.write(text)
        : (text, goesOn) => lines.push(args.NoNewline && goesOn !== true ? text : `${text}\n`),
    });
    return { output, lines };
  },
  process(args, invocation, { output }) {
    const input = args.InputObject;
    if (input === undefined) return;
    if (Array.isArray(input) && !invocation.expectsInput) for (const item of input) output.take(item);
    else output.take(input);
  },
  end(args, invocation, { output, lines }) {
    output.end();
    if (args.Stream) return;
    invocation.write(lines.join(''));
  },
});
