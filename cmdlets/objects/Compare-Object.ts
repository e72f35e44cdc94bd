import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import {
  type PropertyExpression,
  propertyExpressions,
  resolveProperty,
} from '../../src/format/property-expression.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { NetObject, type Value } from '../../src/values/value.ts';
import { addNoteProperty } from './note-property.ts';
import { type Entry, type Pairing, pairUp, type Side } from './pairing.ts';

interface State {
  readonly expressions: readonly PropertyExpression[];
  readonly reference: readonly Entry[];
  readonly pairing: Pairing;
  /** How many reference objects have been looked at. */
  next: number;
}

export default defineCmdlet({
  name: 'Compare-Object',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['compare', 'diff'],
  synopsis: 'Tells which objects are in one of two lists only.',
  description: '<= is in the reference only, => in the difference only, == in both.',
  parameters: {
    ReferenceObject: {
      type: 'object',
      array: true,
      mandatory: true,
      position: 0,
      allowEmpty: true,
      help: 'The one list.',
    },
    DifferenceObject: {
      type: 'object',
      array: true,
      mandatory: true,
      position: 1,
      pipeline: 'value',
      allowEmpty: true,
      help: 'The other list.',
    },
    SyncWindow: {
      type: 'int',
      preset: 2147483647,
      validateRange: [0, 2147483647],
      help: 'How far from its place an object is looked for.',
    },
    Property: {
      type: 'object',
      array: true,
      help: 'Properties that are compared; the objects themselves when not given.',
    },
    ExcludeDifferent: { type: 'switch', help: 'Only what is in both; implies -IncludeEqual.' },
    IncludeEqual: { type: 'switch', help: 'What is in both too.' },
    PassThru: { type: 'switch', help: 'The objects themselves, with SideIndicator.' },
    Culture: { type: 'string', help: 'Taken, and without effect: the order is the invariant one.' },
    CaseSensitive: { type: 'switch', help: 'Capital letters count.' },
  },
  output: ['System.Management.Automation.PSCustomObject'],
  impact: 'none',
  examples: [{ title: 'What is new, what is gone', code: "Compare-Object 'app', 'db' 'db', 'web'" }],
  begin(args, invocation): State {
    const expressions = propertyExpressions(args.Property ?? [], []);
    const shows = { '==': args.IncludeEqual || args.ExcludeDifferent, differences: !args.ExcludeDifferent };
    const emit = (entry: Entry, side: Side): void => {
      if (side === '==' ? shows['=='] : shows.differences)
        invocation.write(result(expressions, entry, side, args.PassThru));
    };
    return {
      expressions,
      reference: args.ReferenceObject.map((object) => ({ object, key: keyOf(expressions, object) })),
      pairing: pairUp({ window: args.SyncWindow, caseSensitive: args.CaseSensitive, emit }),
      next: 0,
    };
  },
  process(args, invocation, state) {
    for (const object of args.DifferenceObject) {
      if ((state.next & 0xff) === 0) invocation.checkInterrupt();
      const reference = state.reference[state.next++];
      state.pairing.take(reference, { object, key: keyOf(state.expressions, object) });
    }
  },
  end(_args, _invocation, state) {
    for (const reference of state.reference.slice(state.next)) state.pairing.take(reference, undefined);
    state.pairing.end();
  },
});

function keyOf(expressions: readonly PropertyExpression[], object: Value): (Value | undefined)[] {
  if (expressions.length === 0) return [object];
  return expressions.flatMap((expression) => resolveProperty(expression, object).map(({ value }) => value));
}

function result(
  expressions: readonly PropertyExpression[],
  entry: Entry,
  side: Side,
  passThru: boolean,
): Value {
  if (passThru) {
    if (entry.object instanceof NetObject) addNoteProperty(entry.object, 'SideIndicator', side);
    return entry.object;
  }
  const object = new PSCustomObject();
  if (expressions.length === 0) object.set('InputObject', entry.object);
  for (const expression of expressions) {
    for (const { name, value } of resolveProperty(expression, entry.object)) object.set(name, value ?? null);
  }
  return object.set('SideIndicator', side);
}
