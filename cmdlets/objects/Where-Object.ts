import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { propertyReader, propertyValue } from '../../src/format/object-properties.ts';
import { propertyNames } from '../../src/values/member-list.ts';
import type { ScriptBlock } from '../../src/values/script-block.ts';
import { isTrue } from '../../src/values/truth.ts';
import type { Value } from '../../src/values/value.ts';
import { hasWildcard, wildcardPattern } from '../../src/values/wildcard.ts';
import { COMPARISONS, type ComparisonName, comparisonTest } from './comparison.ts';

const OPERATORS = 'PropertySet';
const comparison = (help: string, ...aliases: string[]) =>
  ({ type: 'switch', sets: [OPERATORS], aliases, help }) as const;

export default defineCmdlet({
  name: 'Where-Object',
  module: 'Microsoft.PowerShell.Core',
  aliases: ['where', '?'],
  synopsis: 'Lets through the objects for which a condition holds.',
  description:
    'The condition is a script block that finds the object in $_, or a property, an operator and a value: Where-Object PowerState -eq PoweredOn.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    FilterScript: {
      type: 'scriptblock',
      mandatory: ['ScriptBlockSet'],
      position: { ScriptBlockSet: 0 },
      sets: ['ScriptBlockSet'],
      help: 'The condition; the object is $_.',
    },
    Property: {
      type: 'string',
      mandatory: [OPERATORS],
      position: { [OPERATORS]: 0 },
      sets: [OPERATORS],
      help: 'The property that is looked at.',
    },
    Value: {
      type: 'object',
      position: { [OPERATORS]: 1 },
      sets: [OPERATORS],
      allowNull: true,
      help: 'What it is compared with.',
    },
    EQ: comparison('Equal.', 'IEQ'),
    CEQ: comparison('Equal, case counts.'),
    NE: comparison('Not equal.', 'INE'),
    CNE: comparison('Not equal, case counts.'),
    GT: comparison('Greater.', 'IGT'),
    CGT: comparison('Greater, case counts.'),
    LT: comparison('Less.', 'ILT'),
    CLT: comparison('Less, case counts.'),
    GE: comparison('Greater or equal.', 'IGE'),
    CGE: comparison('Greater or equal, case counts.'),
    LE: comparison('Less or equal.', 'ILE'),
    CLE: comparison('Less or equal, case counts.'),
    Like: comparison('Matches a wildcard pattern.', 'ILike'),
    CLike: comparison('Matches a wildcard pattern, case counts.'),
    NotLike: comparison('Does not match a wildcard pattern.', 'INotLike'),
    CNotLike: comparison('Does not match a wildcard pattern, case counts.'),
    Match: comparison('Matches a regular expression.', 'IMatch'),
    CMatch: comparison('Matches a regular expression, case counts.'),
    NotMatch: comparison('Does not match a regular expression.', 'INotMatch'),
    CNotMatch: comparison('Does not match a regular expression, case counts.'),
    Contains: comparison('The property is a list that holds the value.', 'IContains'),
    CContains: comparison('The property is a list that holds the value, case counts.'),
    NotContains: comparison('The property is a list without the value.', 'INotContains'),
    CNotContains: comparison('The property is a list without the value, case counts.'),
    In: comparison('The value is a list that holds the property.', 'IIn'),
    CIn: comparison('The value is a list that holds the property, case counts.'),
    NotIn: comparison('The value is a list without the property.', 'INotIn'),
    CNotIn: comparison('The value is a list without the property, case counts.'),
    Is: comparison('The property is of the type.'),
    IsNot: comparison('The property is not of the type.'),
    Not: comparison('The property is false, empty or missing.'),
  },
  defaultParameterSet: OPERATORS,
  output: ['System.Object'],
  impact: 'none',
  examples: [
    { title: 'A condition', code: '1..10 | Where-Object { $_ % 2 -eq 0 }' },
    { title: 'A property and a value', code: "'app', 'database' | Where-Object Length -gt 3" },
  ],
  begin(args, invocation): (object: Value) => boolean {
    if (args.FilterScript) return scriptFilter(args.FilterScript);
    const named = COMPARISONS.filter((name) => args[name]);
    const operator = named[0];
    checkOperator(invocation, args.Property, operator);
    const read = patternReader(args.Property ?? '');
    if (operator === undefined) {
      if (invocation.isBound('Value')) throwNoOperator(invocation);
      return (object) => isTrue(read(object) ?? null);
    }
    if (operator === 'Not') return (object) => !isTrue(read(object) ?? null);
    const test = comparisonTest(operator);
    const value = args.Value ?? null;
    return (object) => test(read(object) ?? null, value);
  },
  process(args, invocation, keeps) {
    const object = args.InputObject;
    if (object !== undefined && keeps(object)) invocation.write(object);
  },
});

/** True when the block writes one true value, or several of any kind. */
function scriptFilter(block: ScriptBlock): (object: Value) => boolean {
  const run = block.perItem();
  let count = 0;
  let first: Value = null;
  const sink = (value: Value): void => {
    if (count++ === 0) first = value;
  };
  return (object) => {
    count = 0;
    run(object, sink);
    return count === 1 ? isTrue(first) : count > 1;
  };
}

function patternReader(name: string): (object: Value) => Value | undefined {
  if (!hasWildcard(name)) return propertyReader(name);
  const pattern = wildcardPattern(name);
  return (object) => {
    const [only, ...more] = propertyNames(object).filter((own) => pattern.test(own));
    return only === undefined || more.length > 0 ? undefined : propertyValue(object, only);
  };
}

function checkOperator(
  invocation: Invocation,
  property: string | undefined,
  operator: ComparisonName | undefined,
): void {
  if (property === undefined || property === '') {
    invocation.throwTerminating({
      message: 'The specified operator requires the -Property parameter.',
      id: 'PropertyNotSpecified',
      category: 'InvalidArgument',
      exceptionType: 'System.Management.Automation.PSArgumentException',
    });
  }
  if (operator === undefined || operator === 'Not' || invocation.isBound('Value')) return;
  invocation.throwTerminating({
    message: `The specified operator requires both the -Property and -Value parameters. Provide values for both parameters, and then try the command again.`,
    id: 'ValueNotSpecifiedForWhereObject',
    category: 'InvalidArgument',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}

function throwNoOperator(invocation: Invocation): never {
  invocation.throwTerminating({
    message: 'The command needs an operator to compare the two specified values.',
    id: 'OperatorNotSpecified',
    category: 'InvalidArgument',
    advice: 'Where-Object Name -eq value',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}
