import { typedArray } from '../array.ts';
import { invokeMethod } from '../member.ts';
import { listMembers } from '../member-list.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { stringType } from '../string-type.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { method, property } from './define.ts';

/** A method that is named but not called, as in `'text'.Trim`: its overloads, and Invoke. */
class PSMethod extends NetObject {
  readonly name: string;
  readonly definitions: readonly string[];
  readonly call: (args: readonly Value[]) => Value;
  constructor(name: string, definitions: readonly string[], call: (args: readonly Value[]) => Value) {
    super();
    this.name = name;
    this.definitions = definitions;
    this.call = call;
  }

  get type(): TypeInfo {
    return methodType;
  }

  override asText(): string {
    return this.definitions.join(', ');
  }
}

const methodType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.PSMethod',
  aliases: ['psmethod'],
  base: () => objectTypeInfo,
  members: () => [
    property('OverloadDefinitions', 'System.Collections.ObjectModel.Collection[string]', (self: PSMethod) =>
      typedArray([...self.definitions], stringType),
    ),
    { ...property('Name', 'string', (self: PSMethod) => self.name), hidden: true },
    { ...property('MemberType', 'PSMemberTypes', () => 'Method'), hidden: true },
    { ...property('TypeNameOfValue', 'string', () => methodType.fullName), hidden: true },
    { ...property('IsInstance', 'bool', () => false), hidden: true },
    method('object Invoke(Params object[] arguments)', (self: PSMethod, args) => self.call(args)),
  ],
});

/** The method of a name, or undefined: an object's, or with a type's static ones where `isStatic`. */
export function methodReference(target: Value, name: string): Value | undefined {
  const facts = listMembers(target, true).find(
    (each) => each.name.toLowerCase() === name.toLowerCase() && each.memberType.endsWith('Method'),
  );
  if (facts === undefined) return undefined;
  return new PSMethod(facts.name, facts.definition.split(/(?<=\)), /), (args) =>
    invokeMethod(target, facts.name, args),
  );
}

export function staticMethodReference(
  type: TypeInfo,
  name: string,
  call: (args: readonly Value[]) => Value,
): Value | undefined {
  const member = type.staticMember(name.toLowerCase());
  if (member?.kind === 'Method')
    return new PSMethod(member.name, member.definitions ?? member.signatures, call);
  if (name.toLowerCase() !== 'new' || type.declaration.construct === undefined) return undefined;
  return new PSMethod('new', [`${type.fullName} new()`], call);
}
