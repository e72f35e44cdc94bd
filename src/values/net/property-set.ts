import { objectTypeInfo } from '../object-type-base.ts';
import { toText } from '../to-text.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { listArgument, property, textArgument } from './define.ts';

/** `[PSPropertySet]`: a name for several properties; DefaultDisplayPropertySet says which are shown. */
export class PSPropertySet extends NetObject {
  readonly name: string;
  readonly names: readonly string[];
  constructor(name: string, names: readonly string[]) {
    super();
    this.name = name;
    this.names = names;
  }

  get type(): TypeInfo {
    return propertySetType;
  }

  override asText(): string {
    return `${this.name} {${this.names.join(', ')}}`;
  }
}

/** What all members of objects are. */
export const psMemberInfoType = defineType({
  fullName: 'System.Management.Automation.PSMemberInfo',
  aliases: ['psmemberinfo'],
  base: () => objectTypeInfo,
});

const propertySetType: TypeInfo = defineType({
  fullName: 'System.Management.Automation.PSPropertySet',
  base: () => psMemberInfoType,
  construct: (args) =>
    new PSPropertySet(
      textArgument(args, 0),
      listArgument(args, 1).map((name) => toText(name)),
    ),
  members: () => [
    property('Name', 'string', (self: PSPropertySet) => self.name),
    property('ReferencedPropertyNames', 'string[]', (self: PSPropertySet) => [...self.names]),
    property('MemberType', 'PSMemberTypes', () => 'PropertySet'),
  ],
});

/** What an object's own PSStandardMembers says is shown, or undefined. */
export function ownDisplayProperties(value: Value): readonly string[] | undefined {
  if (!(value instanceof NetObject)) return undefined;
  const members = value.added?.get('psstandardmembers')?.get?.(value);
  const sets = Array.isArray(members) ? members : [members];
  const found = sets.find(
    (each) => each instanceof PSPropertySet && each.name.toLowerCase() === 'defaultdisplaypropertyset',
  );
  return found instanceof PSPropertySet ? found.names : undefined;
}
