import type { Cmdlet } from '../../src/cmdlet/cmdlet.ts';
import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { commandSource } from '../../src/cmdlet/command-source.ts';
import { createRunspace, type Outcome } from '../../src/shell/create-runspace.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { TestHost } from './test-host.ts';

const writeOutput = defineCmdlet({
  name: 'Write-Output',
  synopsis: 'Writes objects.',
  parameters: {
    InputObject: {
      type: 'object',
      array: true,
      position: 0,
      pipeline: 'value',
      remaining: true,
      allowNull: true,
      help: 'What.',
    },
  },
  output: ['object'],
  impact: 'none',
  examples: [],
  process: (args, invocation) => invocation.writeAll(args.InputObject ?? []),
});

const forEach = defineCmdlet({
  name: 'ForEach-Object',
  synopsis: 'Runs a block for each object.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'What.' },
    Process: { type: 'scriptblock', mandatory: true, position: 0, help: 'The block.' },
  },
  output: ['object'],
  impact: 'none',
  examples: [],
  begin: (args) => args.Process.perItem(),
  process: (args, invocation, run) => run(args.InputObject ?? null, (value) => invocation.write(value)),
});

const selectFirst = defineCmdlet({
  name: 'Select-First',
  synopsis: 'Passes the first objects on.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', help: 'What.' },
    Count: { type: 'int', position: 0, preset: 1, help: 'How many.' },
  },
  output: ['object'],
  impact: 'none',
  examples: [],
  begin: () => ({ seen: 0 }),
  process(args, invocation, state) {
    invocation.write(args.InputObject ?? null);
    if (++state.seen >= args.Count) invocation.stopUpstream();
  },
});

const writeError = defineCmdlet({
  name: 'Write-Error',
  synopsis: 'Reports an error.',
  parameters: {
    Message: { type: 'string', mandatory: true, position: 0, help: 'What.' },
    ErrorId: { type: 'string', preset: 'WriteError', help: 'Its id.' },
  },
  output: [],
  impact: 'none',
  examples: [],
  process: (args, invocation) =>
    invocation.writeError({ message: args.Message, id: args.ErrorId, category: 'NotSpecified' }),
});

const removeThing = defineCmdlet({
  name: 'Remove-Thing',
  aliases: ['rmt'],
  synopsis: 'Removes a thing.',
  parameters: {
    Name: { type: 'string', array: true, mandatory: true, position: 0, pipeline: 'both', help: 'Which.' },
    Mode: { type: 'string', validateSet: ['Fast', 'Slow'], preset: 'Fast', help: 'How.' },
  },
  output: ['string'],
  impact: 'high',
  examples: [],
  process(args, invocation) {
    for (const name of args.Name)
      if (invocation.shouldProcess(name, 'Remove')) invocation.write(`removed ${name} ${args.Mode}`);
  },
});

export interface TestShell {
  readonly host: TestHost;
  /** Runs a text; gives each output value's text, and errors, warnings and the like with their stream before them. */
  run(text: string): string[];
  values(text: string): Value[];
  readonly last: () => Outcome;
}

/** A shell with a handful of cmdlets of its own, for tests of the engine. */
export function testShell(...more: readonly Cmdlet[]): TestShell {
  const host = new TestHost();
  let lines: string[] = [];
  const shell = createRunspace({
    host,
    commands: commandSource([
      writeOutput,
      forEach,
      selectFirst,
      writeError,
      removeThing,
      ...more,
    ] as readonly Cmdlet[]),
    streams: {
      error: (record) => void lines.push(`ERROR ${record.fullyQualifiedErrorId}: ${record.message}`),
      warning: (text) => void lines.push(`WARNING ${text}`),
      verbose: (text) => void lines.push(`VERBOSE ${text}`),
      debug: (text) => void lines.push(`DEBUG ${text}`),
      information: (value) => void lines.push(toText(value)),
      progress: () => undefined,
    },
  });
  let outcome: Outcome | undefined;
  const values = (text: string): Value[] => {
    const written: Value[] = [];
    outcome = shell.execute(text, { sink: (value) => written.push(value) });
    return written;
  };
  return {
    host,
    values,
    run: (text) => {
      lines = [];
      outcome = shell.execute(text, { sink: (value) => lines.push(toText(value)) });
      return lines;
    },
    last: () => {
      if (outcome === undefined) throw new Error('nothing was run');
      return outcome;
    },
  };
}
