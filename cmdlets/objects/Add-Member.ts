import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { propertyValue } from '../../src/format/object-properties.ts';
import { convertTo } from '../../src/values/convert.ts';
import { defineEnum } from '../../src/values/enum-type.ts';
import { isEnumerable } from '../../src/values/enumerate.ts';
import { typeNamesOf } from '../../src/values/intrinsic-member.ts';
import { findMethod } from '../../src/values/member.ts';
import { ScriptBlock } from '../../src/values/script-block.ts';
import { toText } from '../../src/values/to-text.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import { typeNameOf } from '../../src/values/type-of.ts';
import { type AddedMember, NetObject, type Value } from '../../src/values/value.ts';
import { addNoteProperty } from './note-property.ts';
import { aliasMember, scriptMember, scriptMethod } from './type-data.ts';

const MEMBER = 'MemberSet';
const SINGLE = 'NotePropertySingleMemberSet';
const MULTI = 'NotePropertyMultiMemberSet';
const TYPE_NAME = 'TypeNameSet';
const memberTypesType = defineEnum({
  fullName: 'System.Management.Automation.PSMemberTypes',
  values: {
    AliasProperty: 1,
    CodeProperty: 2,
    Property: 4,
    NoteProperty: 8,
    ScriptProperty: 16,
    PropertySet: 32,
    Method: 64,
    CodeMethod: 128,
    ScriptMethod: 256,
    ParameterizedProperty: 512,
    MemberSet: 1024,
    Event: 2048,
    Dynamic: 4096,
    Properties: 31,
    Methods: 448,
    All: 8191,
  },
  flags: true,
});
type MemberTypeName = (typeof memberTypesType.names)[number];

export default defineCmdlet({
  name: 'Add-Member',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Adds a property or a method to one object.',
  parameters: {
    InputObject: { type: 'object', mandatory: true, pipeline: 'value', help: 'The object.' },
    MemberType: {
      type: 'string',
      mandatory: [MEMBER],
      position: { [MEMBER]: 0 },
      sets: [MEMBER],
      aliases: ['Type'],
      help: 'NoteProperty, ScriptProperty, AliasProperty or ScriptMethod.',
    },
    Name: {
      type: 'object',
      mandatory: [MEMBER],
      position: { [MEMBER]: 1 },
      sets: [MEMBER],
      allowNull: true,
      allowEmpty: true,
      help: 'The name.',
    },
    Value: {
      type: 'object',
      position: { [MEMBER]: 2 },
      sets: [MEMBER],
      allowNull: true,
      help: 'The value, the script block, or the name of the property that the alias means.',
    },
    SecondValue: {
      type: 'object',
      position: { [MEMBER]: 3 },
      sets: [MEMBER],
      help: 'What sets a script property; the type of an alias.',
    },
    NotePropertyName: {
      type: 'string',
      mandatory: [SINGLE],
      position: { [SINGLE]: 0 },
      sets: [SINGLE],
      help: 'The name of a property.',
    },
    NotePropertyValue: {
      type: 'object',
      mandatory: [SINGLE],
      position: { [SINGLE]: 1 },
      sets: [SINGLE],
      allowNull: true,
      allowEmpty: true,
      help: 'Its value.',
    },
    NotePropertyMembers: {
      type: 'hashtable',
      mandatory: [MULTI],
      position: { [MULTI]: 0 },
      sets: [MULTI],
      help: 'Names and values of properties.',
    },
    TypeName: {
      type: 'string',
      mandatory: [TYPE_NAME],
      sets: [TYPE_NAME, MEMBER, SINGLE, MULTI],
      help: 'A type name that the object gets before its others.',
    },
    Force: { type: 'switch', help: 'Replaces a member of that name.' },
    PassThru: { type: 'switch', help: 'Returns the object.' },
  },
  defaultParameterSet: TYPE_NAME,
  output: ['System.Object'],
  impact: 'none',
  examples: [
    {
      title: 'A property',
      code: '$vm = [pscustomobject]@{ Name = "app-01" }\n$vm | Add-Member Owner finance\n$vm.Owner',
    },
    {
      title: 'A computed one',
      code: '[pscustomobject]@{ GB = 4 } | Add-Member ScriptProperty MB { $this.GB * 1024 } -PassThru',
    },
  ],
  process(args, invocation) {
    const object = args.InputObject;
    const add = (name: string, member: AddedMember | Value): void =>
      addTo(invocation, object, name, member, args.Force);
    if (args.NotePropertyMembers) {
      for (const { key, value } of args.NotePropertyMembers.entries.values()) add(toText(key), value);
    } else if (args.NotePropertyName !== undefined) {
      add(args.NotePropertyName, args.NotePropertyValue ?? null);
    } else if (args.MemberType !== undefined) {
      const type = memberTypesType.find(args.MemberType);
      if (type) {
        const name = toText(args.Name ?? null);
        const member = newMember(invocation, type.name, name, args.Value, args.SecondValue);
        if (member) add(name, member.kind === 'NoteProperty' ? (args.Value ?? null) : member);
      } else if (invocation.isBound('Value')) unknownType(invocation, args.MemberType);
      // Two words of which the first is no kind of member are the name and the value of a note property.
      else add(args.MemberType, args.Name ?? null);
    }
    if (args.TypeName !== undefined && object instanceof NetObject) {
      object.typeNames = [args.TypeName, ...typeNamesOf(object)];
    }
    if (args.PassThru) invocation.write(object);
  },
});

function unknownType(invocation: Invocation, given: string): never {
  return invocation.throwTerminating({
    message: `Cannot convert value "${given}" to type "System.Management.Automation.PSMemberTypes".`,
    id: 'CannotConvertArgumentNoMessage',
    category: 'InvalidArgument',
    target: given,
    why: `Kinds of members are ${memberTypesType.names.join(', ')}.`,
    exceptionType: 'System.Management.Automation.ParameterBindingException',
  });
}

function isMember(value: AddedMember | Value): value is AddedMember {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof NetObject)
  );
}

function addTo(
  invocation: Invocation,
  object: Value,
  name: string,
  member: AddedMember | Value,
  force: boolean,
): void {
  if (!(object instanceof NetObject)) {
    invocation.writeError({
      message: `Cannot add the member "${name}" to a value of type ${typeNameOf(object)}.`,
      id: 'CannotAddMemberToValue',
      category: 'InvalidOperation',
      target: object,
      why: 'Numbers, texts and arrays carry no members of their own here.',
      advice: '[pscustomobject]@{ Value = … }',
      exceptionType: 'System.InvalidOperationException',
    });
    return;
  }
  const key = name.toLowerCase();
  const isKnown =
    propertyValue(object, name) !== undefined ||
    (isMember(member) && member.invoke && findMethod(object, key));
  if (isKnown && !force) {
    invocation.writeError({
      message: `Cannot add a member with the name "${name}" because a member with that name already exists. To overwrite the member anyway, add the Force parameter to your command.`,
      id: 'MemberAlreadyExists',
      category: 'InvalidOperation',
      target: object,
      exceptionType: 'System.InvalidOperationException',
    });
    return;
  }
  if (!isMember(member)) {
    object.added?.delete(key);
    addNoteProperty(object, name, member);
    return;
  }
  object.added ??= new Map();
  object.added.set(key, member);
}

/** Kinds of members that are made of two values. */
const TAKES_SECOND: ReadonlySet<MemberTypeName> = new Set([
  'AliasProperty',
  'ScriptProperty',
  'CodeProperty',
]);

function newMember(
  invocation: Invocation,
  type: MemberTypeName,
  name: string,
  value: Value | undefined,
  second: Value | undefined,
): AddedMember | undefined {
  if (second !== undefined && second !== null && !TAKES_SECOND.has(type))
    return refuse(
      invocation,
      'Value2ShouldNotBeSpecified',
      `The second value should not be specified for a ${type}.`,
    );
  switch (type) {
    case 'NoteProperty':
      return { name, kind: 'NoteProperty', typeName: 'object' };
    case 'AliasProperty': {
      if (value === undefined || value === null)
        return refuse(
          invocation,
          'Value1ShouldBeSpecified',
          'An AliasProperty needs the name of a property.',
        );
      if (second === undefined || second === null) return aliasMember(name, toText(value));
      return convertedAlias(invocation, aliasMember(name, toText(value)), toText(second));
    }
    case 'ScriptProperty':
      return scriptProperty(invocation, name, value, second);
    case 'ScriptMethod':
      if (!(value instanceof ScriptBlock))
        return wrongValue(invocation, value, 'System.Management.Automation.ScriptBlock');
      return scriptMethod(name, value);
    case 'MemberSet':
      if (value !== undefined && value !== null && !isEnumerable(value))
        return wrongValue(
          invocation,
          value,
          'System.Collections.ObjectModel.Collection`1[System.Management.Automation.PSMemberInfo]',
        );
      return { name, kind: 'MemberSet', typeName: 'MemberSet', hidden: true, get: () => value ?? null };
    case 'CodeProperty':
    case 'CodeMethod':
      if (isEmpty(value) && isEmpty(second))
        return refuse(
          invocation,
          'Value1AndValue2AreNotBothNull',
          `A ${type} needs a method that gets or one that sets.`,
        );
      return wrongValue(invocation, value ?? null, 'System.Reflection.MethodInfo');
    default:
      return refuse(
        invocation,
        'CannotAddMemberType',
        `Cannot add a member of type "${type}". Specify a different type for the MemberTypes parameter.`,
      );
  }
}

function scriptProperty(
  invocation: Invocation,
  name: string,
  getter: Value | undefined,
  setter: Value | undefined,
): AddedMember | undefined {
  if (isEmpty(getter) && isEmpty(setter)) {
    return refuse(
      invocation,
      'Value1AndValue2AreNotBothNull',
      'A ScriptProperty needs a script block that gets or one that sets.',
    );
  }
  for (const block of [getter, setter]) {
    if (!isEmpty(block) && !(block instanceof ScriptBlock))
      return wrongValue(invocation, block, 'System.Management.Automation.ScriptBlock');
  }
  return scriptMember(name, getter, setter);
}

function isEmpty(value: Value | undefined): boolean {
  return value === undefined || value === null;
}

/** The alias, with what it reads converted to a type. */
function convertedAlias(invocation: Invocation, alias: AddedMember, typeName: string): AddedMember {
  const type = resolveTypeName(typeName);
  if (type === undefined)
    return invocation.throwTerminating({
      message: `Unable to find type [${typeName}].`,
      id: 'InvalidCastFromStringToType',
      category: 'InvalidArgument',
      target: typeName,
      exceptionType: 'System.Management.Automation.PSInvalidCastException',
    });
  return { ...alias, get: (self) => convertTo(alias.get?.(self) ?? null, type) };
}

function wrongValue(invocation: Invocation, value: Value | undefined, typeName: string): never {
  return invocation.throwTerminating({
    message: `Cannot convert the "${toText(value ?? null)}" value of type "${typeNameOf(value ?? null)}" to type "${typeName}".`,
    id: 'ConvertToFinalInvalidCastException',
    category: 'InvalidArgument',
    target: value ?? null,
    exceptionType: 'System.Management.Automation.PSInvalidCastException',
  });
}

function refuse(invocation: Invocation, id: string, message: string): never {
  return invocation.throwTerminating({
    message,
    id,
    category: 'InvalidArgument',
    exceptionType: 'System.InvalidOperationException',
  });
}
