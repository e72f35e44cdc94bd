import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import {
  type PropertyExpression,
  propertyExpressions,
  resolveProperty,
} from '../../src/format/property-expression.ts';
import { PSCustomObject } from '../../src/values/ps-custom-object.ts';
import { NetObject, type Value } from '../../src/values/value.ts';
import { addNoteProperty } from './note-property.ts';
import { orderValues } from './sort-key.ts';

interface Entry {
  readonly object: Value;
  readonly key: readonly (Value | undefined)[];
}

interface State {
  readonly expressions: readonly PropertyExpression[];
  readonly reference: Entry[];
  readonly difference: Entry[];
  matched: Entry[];
}

const SIDES = { reference: '<=', difference: '=>', both: '==' } as const;

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
  begin(args): State {
    const expressions = propertyExpressions(args.Property ?? [], []);
    return { expressions, reference: [], difference: [], matched: [] };
  },
  process(args, _invocation, state) {
    if (state.reference.length === 0 && state.matched.length === 0) {
      for (const object of args.ReferenceObject)
        state.reference.push({ object, key: keyOf(state.expressions, object) });
    }
    for (const object of args.DifferenceObject)
      state.difference.push({ object, key: keyOf(state.expressions, object) });
  },
  end(args, invocation, state) {
    const { onlyReference, onlyDifference, both } = matchUp(
      invocation,
      state,
      args.SyncWindow,
      args.CaseSensitive,
    );
    const write = (entry: Entry, side: string): void => {
      invocation.write(result(state.expressions, entry, side, args.PassThru));
    };
    if (args.IncludeEqual || args.ExcludeDifferent) for (const entry of both) write(entry, SIDES.both);
    if (args.ExcludeDifferent) return;
    for (const entry of onlyDifference) write(entry, SIDES.difference);
    for (const entry of onlyReference) write(entry, SIDES.reference);
  },
});

function keyOf(expressions: readonly PropertyExpression[], object: Value): (Value | undefined)[] {
  if (expressions.length === 0) return [object];
  return expressions.flatMap((expression) => resolveProperty(expression, object).map(({ value }) => value));
}

/** Pairs each difference object with the nearest equal reference object inside the window that has none yet. */
function matchUp(invocation: Invocation, state: State, window: number, caseSensitive: boolean) {
  const taken = new Set<number>();
  const onlyDifference: Entry[] = [];
  const both: Entry[] = [];
  const { reference, difference } = state;
  const same = (a: Entry, b: Entry): boolean =>
    a.key.length === b.key.length && a.key.every((value, index) => equal(value, b.key[index], caseSensitive));
  const byText = indexByText(reference, caseSensitive);
  difference.forEach((entry, at) => {
    if ((at & 0xff) === 0) invocation.checkInterrupt();
    const candidates = textCandidates(byText, entry, caseSensitive) ?? nearest(at, reference.length, window);
    for (const index of candidates) {
      const other = reference[index];
      if (other === undefined || taken.has(index) || Math.abs(index - at) > window || !same(other, entry))
        continue;
      taken.add(index);
      both.push(other);
      return;
    }
    onlyDifference.push(entry);
  });
  return { both, onlyDifference, onlyReference: reference.filter((_entry, index) => !taken.has(index)) };
}

/** Positions from the nearest outwards. */
function* nearest(at: number, count: number, window: number): Iterable<number> {
  const reach = Math.min(window, Math.max(at, count));
  if (at < count) yield at;
  for (let step = 1; step <= reach; step++) {
    if (at - step >= 0 && at - step < count) yield at - step;
    if (at + step < count) yield at + step;
  }
}

/** Where all keys are single texts, equal ones are found without a search. */
function indexByText(entries: readonly Entry[], caseSensitive: boolean): Map<string, number[]> | undefined {
  const index = new Map<string, number[]>();
  for (const [at, entry] of entries.entries()) {
    const text = singleText(entry, caseSensitive);
    if (text === undefined) return undefined;
    const places = index.get(text);
    if (places) places.push(at);
    else index.set(text, [at]);
  }
  return index;
}

function textCandidates(
  index: Map<string, number[]> | undefined,
  entry: Entry,
  caseSensitive: boolean,
): readonly number[] | undefined {
  const text = singleText(entry, caseSensitive);
  return index === undefined || text === undefined ? undefined : (index.get(text) ?? []);
}

function singleText(entry: Entry, caseSensitive: boolean): string | undefined {
  const [only] = entry.key;
  if (entry.key.length !== 1 || typeof only !== 'string') return undefined;
  return caseSensitive ? only : only.toLowerCase();
}

function equal(a: Value | undefined, b: Value | undefined, caseSensitive: boolean): boolean {
  return a === b || orderValues(a, b, caseSensitive) === 0;
}

function result(
  expressions: readonly PropertyExpression[],
  entry: Entry,
  side: string,
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
