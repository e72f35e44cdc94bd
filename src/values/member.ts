import { checkArity } from './arity.ts';
import { Collection } from './collection.ts';
import { enumerate, isEnumerable } from './enumerate.ts';
import { runtimeError, TerminatingError } from './error-record.ts';
import { Dictionary } from './hashtable.ts';
import { intrinsicMethod, intrinsicProperty } from './intrinsic-member.ts';
import { listMethod } from './list-methods.ts';
import { invocationError, NetException } from './net-exception.ts';
import { PSCustomObject } from './ps-custom-object.ts';
import { extensionOf } from './type-extension.ts';
import type { MethodMember, TypeInfo } from './type-info.ts';
import { typeNameOf, typeOf } from './type-of.ts';
import { isNull, NetObject, type Value } from './value.ts';

/**
 * A property of one object, without looking into the elements of a list. `name` in lower case.
 * Undefined when there is none. Getters of script properties run.
 */
export function ownProperty(value: Value, name: string): Value | undefined {
  if (value instanceof PSCustomObject) {
    const property = value.properties.get(name);
    if (property !== undefined) return property.value;
  } else if (value instanceof Dictionary) {
    const entry = value.entries.get(value.ignoreCase ? name : caseOf(value, name));
    if (entry !== undefined) return entry.value;
  }
  if (value instanceof NetObject) {
    const added = value.added?.get(name);
    if (added?.get !== undefined) return added.get(value);
    const adapted = value.adapted?.get(name);
    if (adapted !== undefined) return adapted;
  }
  const type = typeOf(value);
  if (type === null) return name === 'count' || name === 'length' ? 0 : undefined;
  const extension = extensionOf(value, type, name);
  if (extension?.get !== undefined) return extension.get(value);
  const member = type.member(name);
  if (member?.kind === 'Property') return getValue(member, value);
  return intrinsicProperty(value, name, type);
}

function getValue(member: { readonly name: string; get(self: Value): Value }, value: Value): Value {
  try {
    return member.get(value);
  } catch (error) {
    if (!(error instanceof NetException)) throw error;
    throw runtimeError({
      message: `Exception getting "${member.name}": "${error.message}"`,
      id: 'ExceptionWhenGetting',
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.GetValueInvocationException',
      innerType: error.exceptionType,
      innerMessage: error.message,
    });
  }
}

/** Keys of a case-sensitive table are still found as members by their exact case only; `name` came lower-cased. */
function caseOf(table: Dictionary, name: string): string {
  for (const { key } of table.entries.values()) {
    if (typeof key === 'string' && key.toLowerCase() === name) return key;
  }
  return name;
}

/** `$value.name`: a property, or that of each element of a list. Undefined when there is none. `name` in lower case. */
export function getProperty(value: Value, name: string): Value | undefined {
  const own = ownProperty(value, name);
  if (own !== undefined || !isEnumerable(value)) return own;
  const found: Value[] = [];
  collectFrom(value, name, found, 0);
  return found.length === 0 ? undefined : found.length === 1 ? found[0] : found;
}

const MAX_MEMBER_DEPTH = 20;

function collectFrom(list: Value, name: string, found: Value[], depth: number): void {
  for (const item of enumerate(list)) {
    const own = ownProperty(item, name);
    if (own === undefined) {
      if (isEnumerable(item) && depth < MAX_MEMBER_DEPTH) collectFrom(item, name, found, depth + 1);
    } else if (isEnumerable(own)) {
      for (const each of enumerate(own)) found.push(each);
    } else {
      found.push(own);
    }
  }
}

/** `$target.name = value`. Throws PropertyNotFound and the like. */
export function setProperty(target: Value, name: string, value: Value): void {
  if (!setOwnProperty(target, name, value)) throw cannotSet(name);
}

function setOwnProperty(target: Value, name: string, value: Value): boolean {
  if (isNull(target)) return false;
  const key = name.toLowerCase();
  if (target instanceof PSCustomObject) {
    const property = target.properties.get(key);
    if (property !== undefined) {
      property.value = value;
      return true;
    }
  } else if (target instanceof Dictionary) {
    target.set(name, value);
    return true;
  }
  if (target instanceof NetObject) {
    const added = target.added?.get(key);
    if (added !== undefined) return setMember(added, target, value);
    if (target.adapted?.set(name, value) === true) return true;
  }
  const type = typeOf(target);
  const extension = type === null ? undefined : extensionOf(target, type, key);
  if (extension !== undefined) return setMember(extension, target, value);
  const member = type?.member(key);
  if (member?.kind === 'Property') return setMember(member, target, value);
  return setElements(target, name, value);
}

/** Sets a property by its declaration; what its setter refuses is an error of setting. */
export function setMember(
  member: { readonly name: string; set?(self: Value, value: Value): void },
  target: Value,
  value: Value,
): boolean {
  if (member.set === undefined) {
    throw runtimeError({
      message: `'${member.name}' is a ReadOnly property.`,
      id: 'PropertyAssignmentException',
      exceptionType: 'System.Management.Automation.SetValueInvocationException',
    });
  }
  try {
    member.set(target, value);
  } catch (error) {
    if (!(error instanceof NetException) && !(error instanceof TerminatingError)) throw error;
    const message = error instanceof NetException ? error.message : error.record.message;
    throw runtimeError({
      message: `Exception setting "${member.name}": "${message}"`,
      id: 'ExceptionWhenSetting',
      category: 'NotSpecified',
      exceptionType: 'System.Management.Automation.SetValueInvocationException',
    });
  }
  return true;
}

/** A property of every element of a list is set when all have it. */
function setElements(target: Value, name: string, value: Value): boolean {
  if (!isEnumerable(target)) return false;
  let any = false;
  for (const item of enumerate(target)) {
    if (!setOwnProperty(item, name, value)) return false;
    any = true;
  }
  return any;
}

/** `$value.name(args)`: a method of the object, or of each element of a list. `name` in the written case. */
export function invokeMethod(
  target: Value,
  name: string,
  args: readonly Value[],
  generics?: readonly TypeInfo[],
): Value {
  if (isNull(target)) {
    throw runtimeError({
      message: 'You cannot call a method on a null-valued expression.',
      id: 'InvokeMethodOnNull',
    });
  }
  const key = name.toLowerCase();
  const method = findMethod(target, key);
  if (method !== undefined) return method(args, generics);
  if (isEnumerable(target) && !(target instanceof Collection && key === 'add')) {
    const results: Value[] = [];
    let called = false;
    for (const item of enumerate(target)) {
      called = true;
      const result = invokeMethod(item, name, args, generics);
      if (isEnumerable(result)) results.push(...enumerate(result));
      else if (!isNull(result)) results.push(result);
    }
    if (called) return results.length === 0 ? null : results.length === 1 ? (results[0] ?? null) : results;
  }
  throw runtimeError({
    message: `Method invocation failed because [${typeNameOf(target)}] does not contain a method named '${name}'.`,
    id: 'MethodNotFound',
    target: name,
  });
}

type BoundMethod = (args: readonly Value[], generics?: readonly TypeInfo[]) => Value;

/** A method of one object ready to be called; `name` in lower case. */
export function findMethod(target: Value, name: string): BoundMethod | undefined {
  if (target instanceof NetObject) {
    const added = target.added?.get(name);
    if (added?.invoke !== undefined) return (args) => added.invoke?.(target, args) ?? null;
  }
  const type = typeOf(target);
  if (type === null) return undefined;
  const extension = extensionOf(target, type, name);
  if (extension?.invoke !== undefined) return (args) => extension.invoke?.(target, args) ?? null;
  const member = type.member(name);
  if (member?.kind === 'Method') return (args, generics) => callMember(member, target, args, generics);
  return intrinsicMethod(target, name) ?? listMethod(target, name, itemAccess);
}

/** What `.ForEach('name', args)` does with one item. */
function itemAccess(item: Value, name: string, args: readonly Value[]): Iterable<Value> {
  const property = ownProperty(item, name.toLowerCase());
  if (property === undefined) return enumerate(invokeMethod(item, name, args));
  if (args.length === 0) return enumerate(property);
  setProperty(item, name, args[0] ?? null);
  return [];
}

/** Calls a declared method: argument count checked, exceptions wrapped. */
export function callMember(
  member: MethodMember,
  target: Value,
  args: readonly Value[],
  generics?: readonly TypeInfo[],
): Value {
  checkArity(member, args.length);
  try {
    return member.invoke(target, args, generics);
  } catch (error) {
    if (error instanceof NetException) throw invocationError(error, member.name, args.length);
    if (error instanceof TerminatingError && member.signatures.length > 0 && member.throwsThrough !== true)
      throw wrapped(error, member.name, args.length);
    throw error;
  }
}

/** An error of a script or of a conversion inside a method, as PowerShell wraps it. */
function wrapped(error: TerminatingError, name: string, count: number): TerminatingError {
  const { exception } = error.record;
  if (exception.exceptionType.name === 'MethodInvocationException') return error;
  const conversion = exception.exceptionType.name === 'PSInvalidCastException';
  const outer = runtimeError({
    message: `Exception calling "${name}" with "${count}" argument(s): "${exception.message}"`,
    id: conversion ? 'MethodArgumentConversionInvalidCastArgument' : exception.exceptionType.name,
    category: 'NotSpecified',
    exceptionType: `System.Management.Automation.${conversion ? 'MethodException' : 'MethodInvocationException'}`,
    inner: exception,
  });
  return new TerminatingError(outer.record, error.leavesScript);
}

function cannotSet(name: string): Error {
  return runtimeError({
    message: `The property '${name}' cannot be found on this object. Verify that the property exists and can be set.`,
    id: 'PropertyNotFound',
    exceptionType: 'System.Management.Automation.SetValueException',
  });
}
