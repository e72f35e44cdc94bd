import { Collection } from './collection.ts';
import { convertTo } from './convert.ts';
import { enumerate } from './enumerate.ts';
import { runtimeError } from './error-record.ts';
import { ScriptBlock } from './script-block.ts';
import { toText } from './to-text.ts';
import { isTrue } from './truth.ts';
import { TypeInfo } from './type-info.ts';
import type { Value } from './value.ts';

/** Reads a property or calls a method of one item; its results are appended by the caller. */
export type ItemAccess = (item: Value, name: string, args: readonly Value[]) => Iterable<Value>;

export const psCollectionType = new TypeInfo({
  fullName: 'System.Collections.ObjectModel.Collection`1[[System.Management.Automation.PSObject]]',
  interfaces: [
    'System.Collections.IList',
    'System.Collections.ICollection',
    'System.Collections.IEnumerable',
  ],
});

/** The `.ForEach()` and `.Where()` that PowerShell gives to every value. */
export function listMethod(
  target: Value,
  name: string,
  access: ItemAccess,
): ((args: readonly Value[]) => Value) | undefined {
  if (name === 'foreach') return (args) => forEachMethod(target, args, access);
  if (name === 'where') return (args) => whereMethod(target, args);
  return undefined;
}

function listOf(items: Value[]): Value {
  return new Collection(psCollectionType, 'list', items);
}

/** `.ForEach({…})`, `.ForEach('Property')`, `.ForEach('Method', args)`, `.ForEach([type])`. */
function forEachMethod(target: Value, args: readonly Value[], access: ItemAccess): Value {
  const [what = null, ...rest] = args;
  const results: Value[] = [];
  for (const item of enumerate(target)) {
    if (what instanceof ScriptBlock) what.run({ it: item, args: rest }, (value) => results.push(value));
    else if (what instanceof TypeInfo) results.push(convertTo(item, what));
    else results.push(...access(item, toText(what), rest));
  }
  return listOf(results);
}

/** `.Where({…}, mode, count)`. */
function whereMethod(target: Value, args: readonly Value[]): Value {
  const [block = null, mode = 'Default', count = 0] = args;
  if (!(block instanceof ScriptBlock)) {
    throw runtimeError({
      message: `Cannot find an overload for "Where" and the argument count: "${args.length}".`,
      id: 'MethodCountCouldNotFindBest',
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.MethodException',
    });
  }
  const test = (item: Value): boolean => isTrue(block.valueFor(item));
  return select(Array.from(enumerate(target)), test, toText(mode).toLowerCase(), Number(toText(count)));
}

function select(items: Value[], test: (item: Value) => boolean, mode: string, count: number): Value {
  switch (mode) {
    case 'first': {
      const found: Value[] = [];
      for (const item of items) if (test(item) && found.push(item) >= Math.max(count, 1)) break;
      return listOf(found);
    }
    case 'last':
      return listOf(items.filter(test).slice(-Math.max(count, 1)));
    case 'skipuntil':
    case 'until': {
      const index = items.findIndex(test);
      const at = index < 0 ? items.length : index;
      const chosen = mode === 'until' ? items.slice(0, at) : items.slice(at);
      return listOf(count > 0 ? chosen.slice(0, count) : chosen);
    }
    case 'split': {
      const yes: Value[] = [];
      const no: Value[] = [];
      for (const item of items) ((count === 0 || yes.length < count) && test(item) ? yes : no).push(item);
      return [listOf(yes), listOf(no)];
    }
    default: {
      const found = items.filter(test);
      return listOf(count > 0 ? found.slice(0, count) : found);
    }
  }
}
