import { elementTypeOf } from './array.ts';
import { Collection } from './collection.ts';
import { convertTo, tryConvert } from './convert.ts';
import { enumerate, isEnumerable, listItems } from './enumerate.ts';
import { runtimeError } from './error-record.ts';
import { Dictionary, OrderedDictionary } from './hashtable.ts';
import { invokeMethod } from './member.ts';
import { Char, int32Type } from './numeric.ts';
import { Tuple } from './tuple.ts';
import { typeNameOf, typeOf } from './type-of.ts';
import { isInt32, isNull, type Value } from './value.ts';

/** `$target[$index]`: an element, several for a list of indexes, an entry of a hashtable. Out of range is `$null`. */
export function indexValue(target: Value, index: Value): Value {
  if (Array.isArray(target) && typeof index === 'number' && isInt32(index)) {
    return target[index < 0 ? index + target.length : index] ?? null;
  }
  if (isNull(target)) throw indexError('Cannot index into a null array.', 'NullArray');
  if (target instanceof Dictionary) return entry(target, index);
  const items = typeof target === 'string' ? undefined : itemsOf(target);
  if (items === undefined && typeof target !== 'string') return indexer(target, index);
  if (isNull(index)) throw nullIndex();
  if (isEnumerable(index)) return manyOf(target, index);
  const at = convertTo(index, int32Type) as number;
  if (typeof target === 'string') {
    const char = target.charAt(at < 0 ? at + target.length : at);
    return char === '' ? null : new Char(char);
  }
  const list = items ?? [];
  return list[at < 0 ? at + list.length : at] ?? null;
}

function itemsOf(target: Value): readonly Value[] | undefined {
  return target instanceof Tuple ? target.items : listItems(target);
}

/** A list of indexes gives the elements that exist. */
function manyOf(target: Value, indexes: Value): Value {
  const found: Value[] = [];
  for (const index of enumerate(indexes)) {
    const value = indexValue(target, index);
    if (!isNull(value) || inRange(target, index)) found.push(value);
  }
  return found;
}

function inRange(target: Value, index: Value): boolean {
  const length = typeof target === 'string' ? target.length : (listItems(target)?.length ?? 0);
  const at = tryConvert(index, int32Type);
  return typeof at === 'number' && at < length && at >= -length;
}

function entry(table: Dictionary, index: Value): Value {
  if (isEnumerable(index)) return Array.from(enumerate(index), (key) => entry(table, key));
  if (table instanceof OrderedDictionary && typeof index === 'number' && isInt32(index)) {
    const entries = [...table.entries.values()];
    return entries[index < 0 ? index + entries.length : index]?.value ?? null;
  }
  if (isNull(index)) throw nullIndex();
  return table.get(index) ?? null;
}

/** Objects with an indexer of their own have a `get_Item` method. */
function indexer(target: Value, index: Value): Value {
  if (typeOf(target)?.member('get_item') !== undefined) {
    return invokeMethod(target, 'get_Item', isEnumerable(index) ? [...enumerate(index)] : [index]);
  }
  if (typeof index === 'number' && (index === 0 || index === -1)) return target;
  if (typeof index === 'number') return null;
  throw runtimeError({
    message: `Unable to index into an object of type "${typeNameOf(target)}".`,
    id: 'CannotIndex',
    target: index,
  });
}

/** `$target[$index] = $value`. */
export function setIndex(target: Value, index: Value, value: Value): void {
  if (isNull(target)) throw indexError('Cannot index into a null array.', 'NullArray');
  if (target instanceof OrderedDictionary && typeof index === 'number' && isInt32(index)) {
    const found = [...target.entries.values()][index];
    if (found === undefined) throw outOfRange(index);
    found.value = value;
    return;
  }
  if (target instanceof Dictionary) {
    if (isNull(index)) throw nullIndex();
    target.set(index, value);
    return;
  }
  if (Array.isArray(target) || target instanceof Collection) {
    setElement(target, index, value);
    return;
  }
  if (typeOf(target)?.member('set_item') !== undefined) {
    invokeMethod(target, 'set_Item', [index, value]);
    return;
  }
  throw runtimeError({
    message: `Unable to index into an object of type "${typeNameOf(target)}".`,
    id: 'CannotIndex',
    target: index,
  });
}

function setElement(target: Value[] | Collection, index: Value, value: Value): void {
  const items = Array.isArray(target) ? target : target.items;
  const elementType = Array.isArray(target) ? elementTypeOf(target) : target.elementType;
  const at = convertTo(index, int32Type) as number;
  const place = at < 0 ? at + items.length : at;
  if (place < 0 || place >= items.length) throw outOfRange(at);
  items[place] = elementType === undefined ? value : convertTo(value, elementType);
}

function outOfRange(index: number): Error {
  return runtimeError({
    message: 'Index was outside the bounds of the array.',
    id: 'System.IndexOutOfRangeException',
    category: 'OperationStopped',
    exceptionType: 'System.IndexOutOfRangeException',
    target: index,
  });
}

function nullIndex(): Error {
  return indexError('Index operation failed; the array index evaluated to null.', 'NullArrayIndex');
}

function indexError(message: string, id: string): Error {
  return runtimeError({ message, id, category: 'InvalidOperation' });
}
