import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { ScriptBlock } from '../../src/values/script-block.ts';
import { toText } from '../../src/values/to-text.ts';
import {
  addTypeMember,
  setDisplayProperties,
  setKeyProperties,
  setSerializationDepth,
  typeData,
} from '../../src/values/type-extension.ts';
import { TypeInfo } from '../../src/values/type-info.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import { type AddedMember, isNull, type Value } from '../../src/values/value.ts';
import { aliasMember, noteMember, scriptMember, scriptMethod, typeDataError } from './type-data.ts';

const MEMBER_TYPES = [
  'NoteProperty',
  'AliasProperty',
  'ScriptProperty',
  'CodeProperty',
  'ScriptMethod',
  'CodeMethod',
] as const;
type MemberKind = (typeof MEMBER_TYPES)[number];

export default defineCmdlet({
  name: 'Update-TypeData',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Gives all objects of a type a member, or says which of their properties are shown.',
  parameters: {
    TypeName: {
      type: 'object',
      mandatory: true,
      position: 0,
      pipeline: 'name',
      help: 'The type, or a PSTypeName.',
    },
    MemberType: { type: 'string', validateSet: MEMBER_TYPES, help: 'The kind of member.' },
    MemberName: { type: 'string', help: 'Its name.' },
    Value: { type: 'object', allowNull: true, help: 'The value, a script block, or the name of a property.' },
    SecondValue: { type: 'object', help: 'The script block that sets a ScriptProperty.' },
    DefaultDisplayProperty: { type: 'string', help: 'The property that Format-Wide shows.' },
    DefaultDisplayPropertySet: {
      type: 'string',
      array: true,
      help: 'The properties that are shown unless others are asked for.',
    },
    DefaultKeyPropertySet: {
      type: 'string',
      array: true,
      help: 'The properties that tell the objects apart.',
    },
    SerializationDepth: { type: 'int', help: 'How deep the objects are written out.' },
    Force: { type: 'switch', help: 'Replaces a member of that name.' },
  },
  output: [],
  impact: 'medium',
  examples: [
    {
      title: 'A computed property',
      code: "Update-TypeData -TypeName System.TimeSpan -MemberType ScriptProperty -MemberName Short -Value { '{0}:{1:d2}' -f $this.Hours, $this.Minutes } -Force\n([timespan]'1:05').Short",
    },
    {
      title: 'What is shown',
      code: "Update-TypeData -TypeName Report -DefaultDisplayPropertySet Name -Force\n[pscustomobject]@{ PSTypeName = 'Report'; Name = 'app-01'; Size = 4 }",
    },
  ],
  process(args, invocation) {
    const typeName = nameOf(args.TypeName);
    const { MemberName: name, MemberType: kind } = args;
    if (kind !== undefined && name === undefined) {
      return invocation.throwTerminating(
        typeDataError('MemberNameIsNeeded', 'A MemberType needs a MemberName.'),
      );
    }
    const shown = [
      args.DefaultDisplayPropertySet,
      args.DefaultKeyPropertySet,
      args.SerializationDepth,
      args.DefaultDisplayProperty,
    ];
    if (name === undefined && shown.every((each) => each === undefined)) {
      return invocation.throwTerminating(
        typeDataError('TypeDataEmpty', 'No type data is given: name a member or a property set.', typeName),
      );
    }
    if (!invocation.shouldProcess(typeName, 'Update TypeData')) return;
    if (name !== undefined)
      addMember(invocation, { typeName, name, kind, force: args.Force }, args.Value, args.SecondValue);
    if (args.DefaultDisplayPropertySet) setDisplayProperties(typeName, args.DefaultDisplayPropertySet);
    if (args.DefaultKeyPropertySet) setKeyProperties(typeName, args.DefaultKeyPropertySet);
    if (args.SerializationDepth !== undefined) setSerializationDepth(typeName, args.SerializationDepth);
  },
});

function nameOf(type: Value): string {
  if (type instanceof TypeInfo) return type.fullName;
  const text = toText(type);
  return resolveTypeName(text)?.fullName ?? text;
}

interface NewMember {
  readonly typeName: string;
  readonly name: string;
  readonly kind: MemberKind | undefined;
  readonly force: boolean;
}

function addMember(
  invocation: Invocation,
  wanted: NewMember,
  value: Value | undefined,
  second: Value | undefined,
): void {
  const { typeName, name, force } = wanted;
  const member = memberOf(invocation, wanted, value, second);
  if (typeData(typeName)?.members.has(name.toLowerCase()) === true && !force) {
    invocation.writeError({
      ...typeDataError(
        'TypesXmlError',
        `Error in TypeData "${typeName}": The member ${name} is already present.`,
        typeName,
      ),
      exceptionType: 'System.Management.Automation.RuntimeException',
      advice: `Remove-TypeData ${typeName}`,
    });
    return;
  }
  addTypeMember(typeName, member);
}

function memberOf(
  invocation: Invocation,
  { name, kind = 'NoteProperty' }: NewMember,
  value: Value | undefined,
  second: Value | undefined,
): AddedMember {
  const missing = value === undefined || isNull(value);
  switch (kind) {
    case 'NoteProperty':
      if (value === undefined) refuse(invocation, 'MemberTypeIsMissing', 'A NoteProperty needs a value.');
      return noteMember(name, value ?? null);
    case 'AliasProperty':
      if (missing)
        refuse(invocation, 'ValueShouldBeSpecified', 'An AliasProperty needs the name of a property.');
      return aliasMember(name, toText(value ?? null));
    case 'ScriptProperty':
      if (!(value instanceof ScriptBlock) && !(second instanceof ScriptBlock))
        refuse(invocation, 'ValueAndSecondValueAreNotBothNull', 'A ScriptProperty needs a script block.');
      return scriptMember(name, value, second);
    case 'ScriptMethod':
      if (!(value instanceof ScriptBlock))
        return refuse(invocation, 'ValueShouldBeSpecified', 'A ScriptMethod needs a script block.');
      return scriptMethod(name, value);
    default:
      return refuse(
        invocation,
        'CannotUpdateMemberType',
        `A ${kind} needs compiled code, which scripts do not have here.`,
      );
  }
}

function refuse(invocation: Invocation, id: string, message: string): never {
  return invocation.throwTerminating(typeDataError(id, message));
}
