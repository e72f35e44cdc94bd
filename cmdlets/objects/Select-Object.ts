import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { propertyExpressions } from '../../src/format/property-expression.ts';
import type { Value } from '../../src/values/value.ts';
import { objectKey } from './object-key.ts';
import { type Projection, type ProjectionSink, project } from './projection.ts';
import { type SelectionWindow, selectionWindow } from './selection-window.ts';

const COUNT_RANGE: readonly [number, number] = [0, 2147483647];

export default defineCmdlet({
  name: 'Select-Object',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['select'],
  synopsis: 'Takes some of the objects, some of their properties, or what a property holds.',
  description:
    'With -Property each object becomes a new one that has only the named properties; a table such as @{ Name = ...; Expression = { ... } } makes a property. -First ends the commands before it as soon as it has enough.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Property: {
      type: 'object',
      array: true,
      position: { DefaultParameter: 0, SkipLastParameter: 0 },
      sets: ['DefaultParameter', 'SkipLastParameter'],
      wildcard: true,
      help: 'Names, patterns, script blocks, or tables with Name and Expression.',
    },
    ExcludeProperty: {
      type: 'string',
      array: true,
      sets: ['DefaultParameter', 'SkipLastParameter'],
      wildcard: true,
      help: 'Properties that are left out.',
    },
    ExpandProperty: {
      type: 'string',
      sets: ['DefaultParameter', 'SkipLastParameter'],
      help: 'Gives what this property holds, an array element by element.',
    },
    Unique: { type: 'switch', help: 'Only the first of equal objects.' },
    CaseInsensitive: { type: 'switch', help: 'With -Unique: texts that differ in case only are equal.' },
    Last: {
      type: 'int',
      sets: ['DefaultParameter'],
      validateRange: COUNT_RANGE,
      help: 'How many from the end.',
    },
    First: {
      type: 'int',
      sets: ['DefaultParameter'],
      validateRange: COUNT_RANGE,
      help: 'How many from the start.',
    },
    Skip: {
      type: 'int',
      preset: 0,
      sets: ['DefaultParameter', 'SkipLastParameter'],
      validateRange: COUNT_RANGE,
      help: 'How many are left out, at the start (at the end with -Last).',
    },
    SkipLast: {
      type: 'int',
      preset: 0,
      sets: ['SkipLastParameter'],
      validateRange: COUNT_RANGE,
      help: 'How many are left out at the end.',
    },
    Wait: {
      type: 'switch',
      sets: ['DefaultParameter', 'IndexParameter'],
      help: 'Lets the commands before it run to their end.',
    },
    Index: {
      type: 'int',
      array: true,
      sets: ['IndexParameter'],
      validateRange: COUNT_RANGE,
      help: 'Positions that are taken, from 0.',
    },
    SkipIndex: {
      type: 'int',
      array: true,
      mandatory: ['SkipIndexParameter'],
      sets: ['SkipIndexParameter'],
      validateRange: COUNT_RANGE,
      help: 'Positions that are left out, from 0.',
    },
  },
  defaultParameterSet: 'DefaultParameter',
  output: ['System.Management.Automation.PSObject'],
  impact: 'none',
  examples: [
    { title: 'Some properties', code: 'Get-Date | Select-Object Year, Month' },
    {
      title: 'A property that is computed',
      code: "1..3 | Select-Object @{ Name = 'Square'; Expression = { $_ * $_ } }",
    },
    { title: 'The first two', code: '1..1000000 | Select-Object -First 2' },
    { title: 'What a property holds', code: "'app-01', 'db' | Select-Object -ExpandProperty Length" },
    { title: 'No doubles', code: "'a', 'b', 'a' | Select-Object -Unique" },
  ],
  begin(args, invocation) {
    const projection: Projection = {
      properties: propertyExpressions(
        args.Property ?? (args.ExcludeProperty && args.ExpandProperty === undefined ? ['*'] : []),
        ['name', 'label'],
      ),
      exclude: args.ExcludeProperty ?? [],
      expand:
        args.ExpandProperty === undefined ? undefined : propertyExpressions([args.ExpandProperty], [])[0],
    };
    refuseEmptyBlock(projection, invocation);
    const sink = projectionSink(invocation, args.Unique, args.CaseInsensitive);
    const request = {
      first: args.First,
      last: args.Last,
      skip: args.Skip,
      skipLast: args.SkipLast,
      index: args.Index,
      skipIndex: args.SkipIndex,
    };
    const window = selectionWindow(request, (value) => project(projection, value, sink));
    stopWhenFull(window, args.Wait, invocation);
    return window;
  },
  process(args, invocation, window) {
    if (args.InputObject === undefined) return;
    // Nothing has no properties to select.
    if (args.InputObject === null && (args.Property ?? args.ExpandProperty) !== undefined) return;
    window.take(args.InputObject);
    stopWhenFull(window, args.Wait, invocation);
  },
  end: (_args, _invocation, window) => window.end(),
});

/** `-Property {}`: a block without a text has neither a value nor a name. */
function refuseEmptyBlock({ properties }: Projection, invocation: Invocation): void {
  if (!properties.some(({ isScript, text, label }) => isScript && text === '' && label === undefined)) return;
  invocation.throwTerminating({
    message: 'A script block that is empty makes no property, and gives it no name.',
    id: 'EmptyScriptBlockAndNoName',
    category: 'InvalidArgument',
    advice: "Select-Object @{ Name = 'Now'; Expression = { Get-Date } }",
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}

function stopWhenFull(window: SelectionWindow, wait: boolean, invocation: Invocation): void {
  if (window.full() && !wait && invocation.expectsInput) invocation.stopUpstream();
}

function projectionSink(invocation: Invocation, unique: boolean, ignoreCase: boolean): ProjectionSink {
  const seen = new Set<unknown>();
  return {
    error: (error) => invocation.writeError(error),
    write(value: Value) {
      if (unique) {
        const key = objectKey(value, ignoreCase);
        if (seen.has(key)) return;
        seen.add(key);
      }
      invocation.write(value);
    },
  };
}
