import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Value } from '../../src/values/value.ts';
import { WRITE_PARAMETERS } from './content-parameters.ts';
import { writeContent } from './content-writer.ts';

interface State {
  readonly values: Value[];
  paths: readonly string[];
  literal: boolean;
}

export default defineCmdlet({
  name: 'Set-Content',
  module: 'Microsoft.PowerShell.Management',
  aliases: ['sc'],
  synopsis: 'Writes a file anew.',
  parameters: WRITE_PARAMETERS,
  defaultParameterSet: 'Path',
  output: ['System.String'],
  impact: 'medium',
  examples: [
    {
      title: 'Two lines',
      code: "Set-Content (Join-Path ([System.IO.Path]::GetTempPath()) 'vseal-content.txt') 'one', 'two'",
    },
  ],
  begin: (): State => ({ values: [], paths: [], literal: false }),
  process(args, _invocation, state) {
    state.paths = args.LiteralPath ?? args.Path ?? [];
    state.literal = args.LiteralPath !== undefined;
    state.values.push(...args.Value);
  },
  end(args, invocation, { values, paths, literal }) {
    const {
      AsByteStream: asBytes,
      NoNewline: noNewline,
      Force: force,
      PassThru: passThru,
      Encoding: encoding,
    } = args;
    const action = 'Set Content';
    writeContent(
      invocation,
      { paths, literal, append: false, asBytes, noNewline, force, passThru, encoding, action },
      values,
    );
  },
});
