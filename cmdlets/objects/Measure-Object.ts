import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import {
  type PropertyExpression,
  propertyExpressions,
  resolveProperty,
} from '../../src/format/property-expression.ts';
import { Dictionary } from '../../src/values/hashtable.ts';
import { double } from '../../src/values/numeric.ts';
import { objectOf } from '../../src/values/object-type.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { genericMeasureInfoType, genericObjectMeasureInfoType, textMeasureInfoType } from './measure-info.ts';
import { addExtremes, addNumber, addText, newStatistics, type Statistics } from './statistics.ts';

interface Wanted {
  readonly text: boolean;
  readonly numbers: boolean;
  readonly extremes: boolean;
  readonly ignoreWhiteSpace: boolean;
}

interface State {
  readonly wanted: Wanted;
  readonly expressions: readonly PropertyExpression[];
  readonly found: Map<string, Statistics>;
  total: number;
  failed: boolean;
}

const GENERIC = 'GenericMeasure';
const TEXT = 'TextMeasure';

export default defineCmdlet({
  name: 'Measure-Object',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['measure'],
  synopsis: 'Counts objects, and adds up, averages or compares what their properties hold.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Property: {
      type: 'object',
      array: true,
      position: 0,
      wildcard: true,
      help: 'Properties or script blocks; the objects themselves when not given.',
    },
    StandardDeviation: { type: 'switch', sets: [GENERIC], help: 'The deviation of a sample.' },
    Sum: { type: 'switch', sets: [GENERIC], help: 'The sum.' },
    AllStats: { type: 'switch', sets: [GENERIC], help: 'All figures.' },
    Average: { type: 'switch', sets: [GENERIC], help: 'The mean.' },
    Maximum: { type: 'switch', sets: [GENERIC], help: 'The greatest.' },
    Minimum: { type: 'switch', sets: [GENERIC], help: 'The least.' },
    Line: { type: 'switch', sets: [TEXT], help: 'Lines of text.' },
    Word: { type: 'switch', sets: [TEXT], help: 'Words.' },
    Character: { type: 'switch', sets: [TEXT], help: 'Characters.' },
    IgnoreWhiteSpace: { type: 'switch', sets: [TEXT], help: 'White space does not count as characters.' },
  },
  defaultParameterSet: GENERIC,
  output: [genericMeasureInfoType, textMeasureInfoType, genericObjectMeasureInfoType],
  impact: 'none',
  examples: [
    { title: 'How many', code: '1..10 | Measure-Object' },
    {
      title: 'Sum and greatest of a property',
      code: "'app', 'database' | Measure-Object Length -Sum -Maximum",
    },
    { title: 'Words of a text', code: "'Encrypt every VM' | Measure-Object -Word" },
  ],
  begin(args): State {
    return {
      wanted: {
        text: args.Line || args.Word || args.Character,
        numbers: args.Sum || args.Average || args.StandardDeviation || args.AllStats,
        extremes: args.Maximum || args.Minimum || args.AllStats,
        ignoreWhiteSpace: args.IgnoreWhiteSpace,
      },
      expressions: propertyExpressions(args.Property ?? [], []),
      found: new Map(),
      total: 0,
      failed: false,
    };
  },
  process(args, invocation, state) {
    const object = args.InputObject;
    if (object === undefined || object === null) return;
    state.total++;
    if (state.expressions.length === 0) {
      addValue(invocation, state, '', object);
      return;
    }
    for (const expression of state.expressions) {
      for (const { name, value } of resolveProperty(expression, object)) {
        if (value !== undefined && value !== null) addValue(invocation, state, name, value);
      }
    }
  },
  end(args, invocation, state) {
    if (state.expressions.length === 0) {
      const statistics = state.found.get('') ?? newStatistics();
      if (!state.wanted.numbers && !state.wanted.text && !state.wanted.extremes)
        statistics.count = state.total;
      writeResult(args, invocation, state.wanted, statistics, null);
      return;
    }
    // Where nothing came in, there is nothing that a property could be missing from.
    for (const expression of state.total === 0 ? [] : state.expressions) {
      if (expression.isPattern || state.found.has(expression.label ?? expression.text)) continue;
      if ([...state.found.keys()].some((name) => name.toLowerCase() === expression.text.toLowerCase()))
        continue;
      reportMissing(invocation, expression.text);
    }
    for (const [name, statistics] of state.found)
      writeResult(args, invocation, state.wanted, statistics, name);
  },
});

function addValue(invocation: Invocation, state: State, name: string, value: Value): void {
  const statistics = state.found.get(name) ?? newStatistics();
  state.found.set(name, statistics);
  statistics.count++;
  const { wanted } = state;
  if (wanted.text) addText(statistics, toText(value), wanted.ignoreWhiteSpace);
  if (wanted.numbers || wanted.extremes) {
    const number = addNumber(statistics, value);
    if (number === undefined) {
      statistics.numeric = false;
      if (wanted.numbers) {
        statistics.count--;
        reportNotNumeric(invocation, state, value, name);
        return;
      }
    }
    if (wanted.extremes)
      addExtremes(statistics, typeof value === 'string' && number !== undefined ? double(number) : value);
  }
}

function writeResult(
  args: {
    Sum: boolean;
    Average: boolean;
    AllStats: boolean;
    Maximum: boolean;
    Minimum: boolean;
    StandardDeviation: boolean;
    Line: boolean;
    Word: boolean;
    Character: boolean;
  },
  invocation: Invocation,
  wanted: Wanted,
  statistics: Statistics,
  property: string | null,
): void {
  if (wanted.text) {
    const { lines, words, characters } = statistics;
    invocation.write(
      objectOf(textMeasureInfoType, {
        lines: args.Line ? lines : null,
        words: args.Word ? words : null,
        characters: args.Character ? characters : null,
        property,
      }),
    );
    return;
  }
  const { count, sum } = statistics;
  const some = count > 0;
  const all = args.AllStats;
  const deviation = count > 1 ? Math.sqrt(statistics.squares / (count - 1)) : 0;
  const type = statistics.numeric || wanted.numbers ? genericMeasureInfoType : genericObjectMeasureInfoType;
  invocation.write(
    objectOf(type, {
      count,
      average: (args.Average || all) && some ? double(sum / count) : null,
      sum: args.Sum || all ? (some ? double(sum) : null) : null,
      maximum: args.Maximum || all ? extreme(statistics.maximum, statistics.numeric) : null,
      minimum: args.Minimum || all ? extreme(statistics.minimum, statistics.numeric) : null,
      standardDeviation: (args.StandardDeviation || all) && some ? double(deviation) : null,
      property,
    }),
  );
}

/** Numbers come back as doubles, anything else as it is. */
function extreme(value: Value | undefined, numeric: boolean): Value {
  if (value === undefined) return null;
  return numeric && typeof value === 'number' ? double(value) : value;
}

function reportNotNumeric(invocation: Invocation, state: State, value: Value, name: string): void {
  state.failed = true;
  invocation.writeError({
    message: `Input object "${toText(value)}" is not numeric.`,
    id: 'NonNumericInputObject',
    category: 'InvalidType',
    target: value instanceof Dictionary ? name : value,
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

function reportMissing(invocation: Invocation, name: string): void {
  invocation.writeError({
    message: `The property "${name}" cannot be found in the input for any objects.`,
    id: 'GenericMeasurePropertyNotFound',
    category: 'InvalidArgument',
    target: name,
    advice: 'Get-Member',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}
