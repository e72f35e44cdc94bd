import { Collection } from '../collection.ts';
import { Sequence } from '../enumerate.ts';
import { Dictionary } from '../hashtable.ts';
import { typeNameList } from '../intrinsic-member.ts';
import { psCollectionType } from '../list-methods.ts';
import { invokeMethod, ownProperty, setProperty } from '../member.ts';
import { listMembers, type MemberFacts, propertyNames } from '../member-list.ts';
import { NetException } from '../net-exception.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { PSCustomObject, psCustomObjectType, psObjectType } from '../ps-custom-object.ts';
import { type PSObjectView, psObjectViewType } from '../ps-object.ts';
import { ScriptBlock } from '../script-block.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo, TypeMember } from '../type-info.ts';
import { typeNameOf } from '../type-of.ts';
import { defineType } from '../type-registry.ts';
import { type AddedMember, NetObject, type Value } from '../value.ts';
import { matchesWildcard } from '../wildcard.ts';
import { method, property, textArgument } from './define.ts';
import { psMemberInfoType } from './property-set.ts';

/** One property or method of an object, as `$x.PSObject.Properties` lists it. */
export class MemberInfo extends NetObject {
  readonly owner: Value;
  readonly facts: MemberFacts;
  /** The value of one that belongs to no object yet. */
  #detached: Value;
  constructor(owner: Value, facts: MemberFacts, detached: Value = null) {
    super();
    this.owner = owner;
    this.facts = facts;
    this.#detached = detached;
  }

  get type(): TypeInfo {
    return memberInfoType;
  }

  override asText(): string {
    return this.facts.definition;
  }

  get value(): Value {
    return this.owner === null
      ? this.#detached
      : (ownProperty(this.owner, this.facts.name.toLowerCase()) ?? null);
  }

  set value(value: Value) {
    if (this.owner === null) this.#detached = value;
    else setProperty(this.owner, this.facts.name, value);
  }
}

/** `$x.PSObject.Properties`: enumerated, or looked into by name. */
class MemberCollection extends Sequence {
  readonly owner: Value;
  readonly kind: 'properties' | 'methods' | 'all';
  constructor(owner: Value, kind: MemberCollection['kind']) {
    super();
    this.owner = owner;
    this.kind = kind;
  }

  get type(): TypeInfo {
    return memberCollectionType;
  }

  items(): MemberInfo[] {
    const { owner, kind } = this;
    const isMethod = (facts: MemberFacts): boolean => facts.memberType.endsWith('Method');
    if (kind === 'properties') {
      const byName = new Map(listMembers(owner).map((facts) => [facts.name.toLowerCase(), facts]));
      return propertyNames(owner).flatMap((name) => {
        const facts = byName.get(name.toLowerCase());
        return facts === undefined ? [] : [new MemberInfo(owner, facts)];
      });
    }
    return listMembers(owner)
      .filter((facts) => kind === 'all' || isMethod(facts))
      .map((facts) => new MemberInfo(owner, facts));
  }

  find(name: string): MemberInfo | null {
    return this.items().find((member) => member.facts.name.toLowerCase() === name.toLowerCase()) ?? null;
  }

  iterate(): Iterable<Value> {
    return this.items();
  }
}

const memberInfoType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.PSPropertyInfo',
  base: () => psMemberInfoType,
  members: () => [
    property('Name', 'string', (self: MemberInfo) => self.facts.name),
    property(
      'Value',
      'object',
      (self: MemberInfo) => self.value,
      (self: MemberInfo, value) => {
        self.value = value;
      },
    ),
    property(
      'MemberType',
      'System.Management.Automation.PSMemberTypes',
      (self: MemberInfo) => self.facts.memberType,
    ),
    property('TypeNameOfValue', 'string', (self: MemberInfo) => typeNameOf(self.value)),
    property('IsSettable', 'bool', (self: MemberInfo) => self.facts.settable),
    property('IsGettable', 'bool', () => true),
    property('IsInstance', 'bool', (self: MemberInfo) => self.facts.memberType === 'NoteProperty'),
    property('OverloadDefinitions', 'string[]', (self: MemberInfo) =>
      self.facts.definition.split(/(?<=\)), /),
    ),
    method('object Invoke(Params object[] args)', (self: MemberInfo, args) =>
      invokeMethod(self.owner, self.facts.name, args),
    ),
  ],
});

const memberCollectionType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.PSMemberInfoIntegratingCollection',
  base: () => objectTypeInfo,
  members: () => [
    property('Count', 'int', (self: MemberCollection) => self.items().length),
    method('psmember get_Item(string name)', (self: MemberCollection, args) =>
      self.find(textArgument(args, 0)),
    ),
    method('psmember Item(string name)', (self: MemberCollection, args) => self.find(textArgument(args, 0))),
    method(
      ['object Match(string pattern)', 'object Match(string pattern, object types)'],
      (self: MemberCollection, args) =>
        new Collection(
          psCollectionType,
          'list',
          self.items().filter((member) => matchesWildcard(member.facts.name, textArgument(args, 0))),
        ),
    ),
    method(
      ['void Add(psmember member)', 'void Add(psmember member, bool preValidated)'],
      (self: MemberCollection, [member = null]) => {
        addMember(self.owner, member);
        return undefined;
      },
    ),
    method('void Remove(string name)', (self: MemberCollection, args) => {
      removeMember(self.owner, textArgument(args, 0));
      return undefined;
    }),
  ],
});

function addMember(owner: Value, member: Value): void {
  if (!(owner instanceof NetObject))
    throw new NetException('NotSupportedException', 'Members can only be added to objects.');
  if (member instanceof AddedMemberValue) {
    owner.added ??= new Map();
    owner.added.set(member.member.name.toLowerCase(), member.member);
  } else if (member instanceof MemberInfo) {
    if (owner instanceof PSCustomObject) owner.set(member.facts.name, member.value);
    else noteOn(owner, member.facts.name, member.value);
  } else {
    throw new NetException('ArgumentException', 'The argument is no member.');
  }
}

/** A note property on an object that is no custom object. */
function noteOn(owner: NetObject, name: string, initial: Value): void {
  let held = initial;
  owner.added ??= new Map();
  owner.added.set(name.toLowerCase(), {
    name,
    kind: 'NoteProperty',
    typeName: typeNameOf(initial),
    get: () => held,
    set: (_self, value) => {
      held = value;
    },
  });
}

function removeMember(owner: Value, name: string): void {
  const key = name.toLowerCase();
  if (owner instanceof PSCustomObject) owner.properties.delete(key);
  if (owner instanceof Dictionary) owner.delete(name);
  if (owner instanceof NetObject) owner.added?.delete(key);
}

/** `[psscriptproperty]::new(…)` and the like, before they are added to an object. */
class AddedMemberValue extends NetObject {
  readonly member: AddedMember;
  readonly #type: TypeInfo;
  constructor(member: AddedMember, type: TypeInfo) {
    super();
    this.member = member;
    this.#type = type;
  }

  get type(): TypeInfo {
    return this.#type;
  }
}

/** Members of `.PSObject` and of script blocks. */
export function completePSObject(): void {
  psObjectViewType.complete({ members: viewMembers });
  for (const type of [psCustomObjectType, psObjectType])
    type.complete({ construct: ([base]) => (base === undefined ? new PSCustomObject() : base) });
  const automation = 'System.Management.Automation.';
  defineType({
    fullName: `${automation}PSNoteProperty`,
    aliases: ['psnoteproperty'],
    base: () => memberInfoType,
    construct: ([name = '', value = null]) =>
      new MemberInfo(
        null,
        {
          name: toText(name),
          memberType: 'NoteProperty',
          typeName: typeNameOf(value),
          definition: `${typeNameOf(value)} ${toText(name)}=${toText(value)}`,
          settable: true,
        },
        value,
      ),
  });
  defineType({
    fullName: `${automation}PSScriptProperty`,
    aliases: ['psscriptproperty'],
    base: () => objectTypeInfo,
    construct: scriptProperty,
  });
  defineType({
    fullName: `${automation}PSScriptMethod`,
    aliases: ['psscriptmethod'],
    base: () => objectTypeInfo,
    construct: scriptMethod,
  });
  defineType({
    fullName: `${automation}PSAliasProperty`,
    aliases: ['psaliasproperty'],
    base: () => objectTypeInfo,
    construct: aliasProperty,
  });
}

function scriptProperty(args: readonly Value[], type: TypeInfo): Value {
  const [name = '', getter, setter] = args;
  return new AddedMemberValue(
    {
      name: toText(name),
      kind: 'ScriptProperty',
      typeName: 'System.Object',
      get: (self) => (getter instanceof ScriptBlock ? blockOn(getter, self, []) : null),
      ...(setter instanceof ScriptBlock && {
        set: (self: Value, value: Value) => void blockOn(setter, self, [value]),
      }),
    },
    type,
  );
}

function scriptMethod(args: readonly Value[], type: TypeInfo): Value {
  const [name = '', body] = args;
  return new AddedMemberValue(
    {
      name: toText(name),
      kind: 'ScriptMethod',
      typeName: 'System.Object',
      invoke: (self, given) => (body instanceof ScriptBlock ? blockOn(body, self, given) : null),
    },
    type,
  );
}

function aliasProperty(args: readonly Value[], type: TypeInfo): Value {
  const [name = '', target = ''] = args;
  const key = toText(target).toLowerCase();
  return new AddedMemberValue(
    {
      name: toText(name),
      kind: 'AliasProperty',
      typeName: 'System.Object',
      get: (self) => ownProperty(self, key) ?? null,
      definition: `${toText(name)} = ${toText(target)}`,
    },
    type,
  );
}

/** A script member's block with `$this`. */
export function blockOn(block: ScriptBlock, self: Value, args: readonly Value[]): Value {
  const values: Value[] = [];
  block.run({ self, args }, (value) => values.push(value));
  return values.length === 0 ? null : values.length === 1 ? (values[0] ?? null) : values;
}

const viewMembers = (): TypeMember[] => [
  property('Properties', 'object', (self: PSObjectView) => new MemberCollection(self.base, 'properties')),
  property('Members', 'object', (self: PSObjectView) => new MemberCollection(self.base, 'all')),
  property('Methods', 'object', (self: PSObjectView) => new MemberCollection(self.base, 'methods')),
  property('BaseObject', 'object', (self: PSObjectView) => self.base),
  property('ImmediateBaseObject', 'object', (self: PSObjectView) => self.base),
  property('TypeNames', 'string[]', (self: PSObjectView) => typeNameList(self.base)),
  method('psobject Copy()', (self: PSObjectView) => copyOf(self.base)),
];

function copyOf(base: Value): Value {
  if (base instanceof PSCustomObject) {
    const copy = new PSCustomObject();
    for (const { name, value } of base.properties.values()) copy.set(name, value);
    if (base.added !== undefined) copy.added = new Map(base.added);
    if (base.typeNames !== undefined) copy.typeNames = [...base.typeNames];
    return copy;
  }
  return base;
}
