import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Value } from '../../src/values/value.ts';
import { type SortOrder, sortOrder } from './sort-key.ts';

interface Keyed {
  readonly key: readonly (Value | undefined)[];
  readonly object: Value;
}

export default defineCmdlet({
  name: 'Sort-Object',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['sort'],
  synopsis: 'Puts objects in order.',
  description: 'Equal objects keep their order. Objects without the property come last.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Property: {
      type: 'object',
      array: true,
      position: 0,
      help: 'Names, script blocks, or tables with Expression and Descending; the objects themselves when not given.',
    },
    Descending: { type: 'switch', help: 'The greatest first.' },
    Unique: { type: 'switch', help: 'Only one of objects that are equal in what they are sorted by.' },
    CaseSensitive: { type: 'switch', help: 'Capital letters count.' },
    Culture: { type: 'string', help: 'Taken, and without effect: the order is the invariant one.' },
    Stable: {
      type: 'switch',
      sets: ['Default'],
      help: 'Equal objects keep their order, which they always do.',
    },
    Top: {
      type: 'int',
      mandatory: ['Top'],
      sets: ['Top'],
      validateRange: [1, 2147483647],
      help: 'How many from the start of the order.',
    },
    Bottom: {
      type: 'int',
      mandatory: ['Bottom'],
      sets: ['Bottom'],
      validateRange: [1, 2147483647],
      help: 'How many from the end of the order.',
    },
  },
  defaultParameterSet: 'Default',
  output: ['System.Object'],
  impact: 'none',
  examples: [
    { title: 'Numbers', code: '3, 1, 2 | Sort-Object' },
    {
      title: 'By a property, the greatest first',
      code: "'db', 'app-01', 'web' | Sort-Object Length -Descending",
    },
    {
      title: 'By two properties',
      code: "'b1', 'a2', 'a1' | Sort-Object { $_[0] }, @{ Expression = { $_[1] }; Descending = $true }",
    },
  ],
  begin(args): { order: SortOrder; items: Keyed[] } {
    const order = sortOrder(args.Property, {
      descending: args.Descending,
      caseSensitive: args.CaseSensitive,
    });
    return { order, items: [] };
  },
  process(args, _invocation, { order, items }) {
    const object = args.InputObject;
    if (object === undefined) return;
    // Without properties a null has no order: it is left out, as PowerShell does.
    if (object === null && !args.Property) return;
    items.push({ key: order.key(object), object });
  },
  end(args, invocation, { order, items }) {
    let compared = 0;
    items.sort((a, b) => {
      if ((++compared & 0xffff) === 0) invocation.checkInterrupt();
      return order.compare(a.key, b.key);
    });
    const kept = args.Unique
      ? items.filter((item, index) => {
          const before = items[index - 1];
          return before === undefined || order.compare(before.key, item.key) !== 0;
        })
      : items;
    const wanted =
      args.Top !== undefined
        ? kept.slice(0, args.Top)
        : args.Bottom !== undefined
          ? kept.slice(-args.Bottom)
          : kept;
    for (const { object } of wanted) invocation.write(object);
  },
});
