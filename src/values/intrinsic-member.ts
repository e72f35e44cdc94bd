import { Collection } from './collection.ts';
import { valuesEqual } from './compare.ts';
import { hashCodeOf } from './hash-code.ts';
import { Dictionary } from './hashtable.ts';
import { psCollectionType } from './list-methods.ts';
import { PSObjectView } from './ps-object.ts';
import { stringType } from './string-type.ts';
import { displayText } from './to-text.ts';
import { type TypeInfo, typeNameChain } from './type-info.ts';
import { typeOf } from './type-of.ts';
import { isNull, NetObject, type Value } from './value.ts';

/** Properties that PowerShell gives to every object: Count and Length of single ones, PSObject, PSTypeNames. */
export function intrinsicProperty(value: Value, name: string, type: TypeInfo): Value | undefined {
  switch (name) {
    case 'count':
    case 'length':
      return value instanceof Dictionary ? undefined : 1;
    case 'psobject':
      return new PSObjectView(value);
    case 'psbase':
    case 'psadapted':
    case 'psextended':
      return value;
    case 'pstypenames':
      return typeNameList(value, type);
    default:
      return undefined;
  }
}

/** `PSTypeNames` as a list that a script can change. */
export function typeNameList(value: Value, type: TypeInfo | null = typeOf(value)): Value {
  const names = typeNamesOf(value, type);
  if (value instanceof NetObject) {
    value.typeNames ??= [...names];
    return new Collection(psCollectionType, 'list', value.typeNames, stringType);
  }
  return new Collection(psCollectionType, 'list', [...names], stringType);
}

/** PSTypeNames: what scripts set on the object, else the chain of its types. */
export function typeNamesOf(value: Value, type: TypeInfo | null = typeOf(value)): string[] {
  if (value instanceof NetObject && value.typeNames !== undefined) return value.typeNames;
  return type === null ? [] : typeNameChain(type);
}

/** Methods that every object has. */
export function intrinsicMethod(value: Value, name: string): ((args: readonly Value[]) => Value) | undefined {
  switch (name) {
    case 'gettype':
      return () => typeOf(value);
    case 'tostring':
      return () => displayText(value);
    case 'equals':
      return ([other = null]) => strictlyEqual(value, other);
    case 'gethashcode':
      return () => hashCodeOf(value);
    default:
      return undefined;
  }
}

/** .NET's Equals: same type and same value, case counts. */
export function strictlyEqual(a: Value, b: Value): boolean {
  if (isNull(a) || isNull(b)) return isNull(a) && isNull(b);
  return typeOf(a) === typeOf(b) && valuesEqual(a, b, true);
}
