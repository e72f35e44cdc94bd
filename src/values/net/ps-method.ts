import { typedArray } from '../array.ts';
import { convertTo } from '../convert.ts';
import { invokeMethod } from '../member.ts';
import { listMembers } from '../member-list.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { ScriptBlock, type ScriptBlockCall } from '../script-block.ts';
import { stringType } from '../string-type.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { method, property } from './define.ts';

/** Code as a .NET delegate: a script block or a method, run where a script block would be. */
class Delegate extends ScriptBlock {
  readonly code: ScriptBlock | PSMethod;
  readonly parameters: readonly TypeInfo[];
  readonly #type: TypeInfo;
  constructor(code: ScriptBlock | PSMethod, parameters: readonly TypeInfo[], type: TypeInfo) {
    super();
    this.code = code;
    this.parameters = parameters;
    this.#type = type;
  }

  override get type(): TypeInfo {
    return this.#type;
  }

  get text(): string {
    return this.code.asText();
  }

  override run(call: ScriptBlockCall, sink: (value: Value) => void): void {
    const args = (call.args ?? (call.it === undefined ? [] : [call.it])).map((argument, index) => {
      const type = this.parameters[index];
      return type === undefined ? argument : convertTo(argument, type);
    });
    if (this.code instanceof PSMethod) sink(this.code.call(args));
    else this.code.run({ ...call, args }, sink);
  }

  override perItem(): (it: Value, sink: (value: Value) => void) => void {
    return (it, sink) => this.run({ it }, sink);
  }
}

/** A cast to a delegate type: `parameters` are the delegate's, which choose the overload of a method. */
export function delegateOf(value: Value, parameters: readonly TypeInfo[], type: TypeInfo): Value | undefined {
  return value instanceof ScriptBlock || value instanceof PSMethod
    ? new Delegate(value instanceof Delegate ? value.code : value, parameters, type)
    : undefined;
}

/** What stands for code where a delegate of one argument is taken. */
export function codeOf(value: Value): ScriptBlock | undefined {
  if (value instanceof ScriptBlock) return value;
  return value instanceof PSMethod ? new Delegate(value, [], methodType) : undefined;
}

export const delegateMembers = (): TypeMember[] => [
  method('object Invoke(Params object[] args)', (self: Delegate, args) => self.invoke(...args)),
  method('object DynamicInvoke(Params object[] args)', (self: Delegate, args) => {
    const [list = null] = args;
    return self.invoke(...(args.length === 1 && Array.isArray(list) ? list : args));
  }),
];

/** What a delegate of one argument gives; a script block sees it as `$_` too. */
export function delegateResult(code: ScriptBlock, item: Value): Value {
  let last: Value = null;
  code.run({ it: item, args: [item] }, (value) => {
    last = value;
  });
  return last;
}

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
