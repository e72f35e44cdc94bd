import type { TypeName } from '../language/ast.ts';
import { runtimeError } from '../values/error-record.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { resolveTypeName } from '../values/type-name.ts';
import type { Frame } from './frame.ts';

/** The type of a name, script classes first. Throws TypeNotFound. */
export function namedType(frame: Frame, name: string): TypeInfo {
  const type = findType(frame, name);
  if (type !== undefined) return type;
  throw runtimeError({
    message: `Unable to find type [${name}].`,
    id: 'TypeNotFound',
    category: 'InvalidOperation',
    target: name,
  });
}

/** The type that a script defined: the nearest of the scopes around, else the last of that name. */
export function scriptedType(frame: Frame, name: string): TypeInfo | undefined {
  const { types } = frame.runspace;
  if (types.isEmpty) return undefined;
  return frame.scope.findType(name.toLowerCase()) ?? types.find(name);
}

/** A type becomes known where it is defined. */
export function defineScriptedType(frame: Frame, type: TypeInfo): void {
  frame.scope.defineType(type);
  frame.runspace.types.define(type);
}

export function findType(frame: Frame, name: string): TypeInfo | undefined {
  const scripted = (simple: string): TypeInfo | undefined => scriptedType(frame, simple);
  const found = resolveTypeName(name, scripted);
  if (found !== undefined) return found;
  for (const namespace of frame.runspace.types.namespaces) {
    const type = resolveTypeName(`${namespace}.${name}`, scripted);
    if (type !== undefined) return type;
  }
  return undefined;
}

/** A type name in the source, looked up once and kept while it is a registered type. */
export function typeReference(ast: TypeName): (frame: Frame) => TypeInfo {
  let known: TypeInfo | undefined;
  return (frame) => {
    if (known === undefined || !frame.runspace.types.isEmpty) known = namedType(frame, ast.name);
    return known;
  };
}
