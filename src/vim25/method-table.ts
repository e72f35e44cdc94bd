import type { TypeMember } from '../values/type-info.ts';

const methods = new Map<string, TypeMember[]>();

/** Gives the views of a managed type methods, and properties that only the client's library has, by the API's name of the type: `VirtualMachine`. */
export function defineMethods(typeName: string, members: readonly TypeMember[]): void {
  methods.set(typeName, [...(methods.get(typeName) ?? []), ...members]);
}

export function methodsOf(typeName: string): readonly TypeMember[] {
  return methods.get(typeName) ?? [];
}
