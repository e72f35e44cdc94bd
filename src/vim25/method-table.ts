import type { MethodMember } from '../values/type-info.ts';

const methods = new Map<string, MethodMember[]>();

/** Gives the views of a managed type methods, by the API's name of the type: `VirtualMachine`. */
export function defineMethods(typeName: string, members: readonly MethodMember[]): void {
  methods.set(typeName, [...(methods.get(typeName) ?? []), ...members]);
}

export function methodsOf(typeName: string): readonly MethodMember[] {
  return methods.get(typeName) ?? [];
}
