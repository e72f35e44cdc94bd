import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import { Hashtable, hashtableType } from '../../src/values/hashtable.ts';
import { toText } from '../../src/values/to-text.ts';
import type { Value } from '../../src/values/value.ts';
import { type GroupData, groupInfo, groupInfoNoElementType, groupInfoType } from './group-info.ts';
import { type SortOrder, sortOrder } from './sort-key.ts';

interface State {
  readonly order: SortOrder;
  readonly items: { readonly key: readonly (Value | undefined)[]; readonly object: Value }[];
}

export default defineCmdlet({
  name: 'Group-Object',
  module: 'Microsoft.PowerShell.Utility',
  aliases: ['group'],
  synopsis: 'Groups objects that have the same value of a property.',
  parameters: {
    InputObject: { type: 'object', pipeline: 'value', allowNull: true, help: 'The objects.' },
    Property: {
      type: 'object',
      array: true,
      position: 0,
      help: 'Names, script blocks, or tables with Expression; the objects themselves when not given.',
    },
    NoElement: { type: 'switch', help: 'Only counts and names.' },
    AsHashTable: {
      type: 'switch',
      sets: ['HashTable'],
      aliases: ['AHT'],
      help: 'Returns a hashtable from value to objects.',
    },
    AsString: { type: 'switch', sets: ['HashTable'], help: 'Makes the keys of the hashtable texts.' },
    CaseSensitive: { type: 'switch', help: 'Capital letters count.' },
    Culture: { type: 'string', help: 'Taken, and without effect: the order is the invariant one.' },
  },
  defaultParameterSet: 'Default',
  output: [groupInfoType, groupInfoNoElementType, hashtableType],
  impact: 'none',
  examples: [
    { title: 'Even and odd', code: '1..10 | Group-Object { $_ % 2 }' },
    { title: 'How many of each', code: "'app', 'db', 'app' | Group-Object -NoElement" },
    { title: 'A hashtable', code: "$by = 'app', 'db', 'web' | Group-Object Length -AsHashTable\n$by[3]" },
  ],
  begin(args, invocation): State {
    if (args.AsString && !args.AsHashTable) {
      invocation.throwTerminating({
        message: 'The AsString parameter cannot be used without the AsHashTable parameter.',
        id: 'ArgumentException',
        category: 'InvalidArgument',
        exceptionType: 'System.ArgumentException',
      });
    }
    return {
      order: sortOrder(args.Property, { descending: false, caseSensitive: args.CaseSensitive }),
      items: [],
    };
  },
  process(args, _invocation, { order, items }) {
    const object = args.InputObject;
    if (object === undefined || (object === null && !args.Property)) return;
    items.push({ key: order.key(object), object });
  },
  end(args, invocation, { order, items }) {
    items.sort((a, b) => order.compare(a.key, b.key));
    const groups: { key: readonly (Value | undefined)[]; data: GroupData }[] = [];
    for (const { key, object } of items) {
      const last = groups.at(-1);
      const same = last !== undefined && order.compare(last.key, key) === 0;
      const data = same ? last.data : newGroup(key);
      data.count++;
      if (!args.NoElement) data.group.push(object);
      if (!same) groups.push({ key, data });
    }
    if (args.AsHashTable) {
      if (groups.length > 0)
        invocation.write(
          tableOf(
            groups.map(({ data }) => data),
            args.AsString,
            args.CaseSensitive,
          ),
        );
      return;
    }
    for (const { data } of groups) invocation.write(groupInfo(data, args.NoElement));
  },
});

function newGroup(key: readonly (Value | undefined)[]): GroupData {
  const values = key.map((value) => value ?? null);
  return { count: 0, name: values.map((value) => toText(value)).join(', '), values, group: [] };
}

function tableOf(groups: readonly GroupData[], asString: boolean, caseSensitive: boolean): Hashtable {
  const table = new Hashtable(!caseSensitive);
  for (const data of groups) {
    const [only = null] = data.values;
    table.set(
      asString
        ? data.name
        : data.values.length === 1 && only !== null
          ? only
          : data.values.length > 1
            ? data.values
            : '',
      data.group,
    );
  }
  return table;
}
