import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { compareTexts, valuesEqual } from '../../src/values/compare.ts';
import { typeNamesOf } from '../../src/values/intrinsic-member.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'Get-Unique',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['gu'],
  synopsis: 'Drops an object that equals the one before it. The input is sorted.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects, sorted.' },
    AsString: { type: 'switch', sets: ['AsString'], help: 'Compares texts; capital letters count.' },
    OnType: { type: 'switch', sets: ['UniqueByType'], help: 'Only one object of each type.' },
    CaseInsensitive: { type: 'switch', help: 'Texts that differ in case only are equal.' },
  },
  defaultParameterSet: 'AsString',
  output: ['System.Object'],
  impact: 'none',
  examples: [{ title: 'One of each', code: "'b', 'a', 'b' | Sort-Object | Get-Unique" }],
  begin: (): { last: Value | undefined } => ({ last: undefined }),
  process(args, invocation, state) {
    const object = args.InputObject;
    if (object === undefined) return;
    const { last } = state;
    const same = last !== undefined && isSame(last, object, args);
    if (same) return;
    state.last = object;
    invocation.write(object);
  },
});

function isSame(
  last: Value,
  next: Value,
  args: { AsString: boolean; OnType: boolean; CaseInsensitive: boolean },
): boolean {
  if (args.OnType) return typeNamesOf(last)[0] === typeNamesOf(next)[0];
  const caseSensitive = !args.CaseInsensitive;
  if (args.AsString) return compareTexts(toText(last), toText(next), caseSensitive) === 0;
  if (typeof last === 'object' && last !== null)
    return valuesEqual(last, next, caseSensitive) || last === next;
  return valuesEqual(last, next, caseSensitive);
}
