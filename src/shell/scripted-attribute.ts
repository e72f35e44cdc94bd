import type { AttributeAst } from '../language/ast.ts';
import { ATTRIBUTE_NAMES } from '../values/attribute.ts';
import { enumerate, isEnumerable } from '../values/enumerate.ts';
import { invokeMethod, setProperty } from '../values/member.ts';
import { registeredType } from '../values/type-registry.ts';
import { NetObject, type Value } from '../values/value.ts';
import type { Compiler } from './compiler.ts';
import type { Frame } from './frame.ts';
import type { ArgumentStep } from './parameter-metadata.ts';
import { findType } from './type-lookup.ts';
import { attributeArguments } from './validation.ts';

const OWN = new Set(ATTRIBUTE_NAMES.map((name) => name.toLowerCase()));
const AUTOMATION = 'system.management.automation.';

interface ScriptedAttribute {
  /** Of a class derived from ArgumentTransformationAttribute. */
  readonly transform: ArgumentStep;
  /** Of a class derived from ValidateArgumentsAttribute or ValidateEnumeratedArgumentsAttribute. */
  readonly validate: ArgumentStep;
}

/**
 * An attribute that a class of a script may be: which class is looked up when a value comes. Undefined for the
 * names of PowerShell's own attributes.
 */
export function scriptedAttribute(ast: AttributeAst, compiler: Compiler): ScriptedAttribute | undefined {
  const { name } = ast.typeName;
  const lower = name.toLowerCase();
  const short = lower.replace(/^.*\./, '').replace(/attribute$/, '');
  if (OWN.has(lower) || (OWN.has(short) && (lower === `${short}attribute` || lower.includes('.'))))
    return undefined;
  const read = attributeArguments(ast, compiler);
  const instance = (frame: Frame): NetObject | undefined => {
    const type = findType(frame, name) ?? findType(frame, `${name}Attribute`);
    if (type?.declaration.construct === undefined) return undefined;
    const { positional, named } = read(frame);
    const made = type.declaration.construct(positional, type);
    for (const [key, value] of named) setProperty(made, key, value);
    return made instanceof NetObject ? made : undefined;
  };
  return {
    transform: (value, frame) => {
      const attribute = instance(frame);
      return isA(attribute, 'argumenttransformationattribute')
        ? invokeMethod(attribute, 'Transform', [intrinsics(frame), value])
        : value;
    },
    validate: (value, frame) => {
      const attribute = instance(frame);
      if (isA(attribute, 'validateenumeratedargumentsattribute')) {
        for (const item of isEnumerable(value) ? enumerate(value) : [value])
          invokeMethod(attribute, 'ValidateElement', [item]);
      } else if (isA(attribute, 'validateargumentsattribute')) {
        invokeMethod(attribute, 'Validate', [value, intrinsics(frame)]);
      }
      return value;
    },
  };
}

function isA(attribute: NetObject | undefined, base: string): attribute is NetObject {
  const type = registeredType(AUTOMATION + base);
  return attribute !== undefined && type !== undefined && attribute.type.isAssignableTo(type);
}

function intrinsics(frame: Frame): Value {
  return frame.scope.find('executioncontext')?.value ?? null;
}
