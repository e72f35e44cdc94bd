import { arrayTypeOf } from '../values/array.ts';
import { convertTo, requiredType } from '../values/convert.ts';
import { DateTime } from '../values/date-time.ts';
import { EnumType } from '../values/enum-type.ts';
import { exceptionTypeNamed } from '../values/error-record.ts';
import { getProperty } from '../values/member.ts';
import { NetException } from '../values/net-exception.ts';
import { objectTypeInfo } from '../values/object-type-base.ts';
import { toText } from '../values/to-text.ts';
import { type PropertyMember, TypeInfo, type TypeMember } from '../values/type-info.ts';
import { registeredType, registerType } from '../values/type-registry.ts';
import { isNull, NetObject, type Value } from '../values/value.ts';
import { methodsOf } from './method-table.ts';
import { type PropertyFacts, type TypeFacts, typeFacts, typeNamed, typeNames } from './type-table.ts';
import { VimObject } from './vim-object.ts';

export const NAMESPACE = 'VMware.Vim.';

const made = new Map<string, TypeInfo>();

/** A type by its full name as a script writes it, in any case; undefined when the API has none such. */
export function findVimType(fullName: string): TypeInfo | undefined {
  const name = typeNamed(fullName.slice(NAMESPACE.length));
  if (name === undefined) return undefined;
  // Scripts name faults in `catch`: there they are exceptions.
  return isFault(name) ? exceptionTypeNamed(`${NAMESPACE}${name}`) : vimType(name);
}

/** Every type by its full name. */
export function vimTypeNames(): string[] {
  return typeNames().map((name) => `${NAMESPACE}${name}`);
}

/** A type by the API's own name: `VirtualMachineConfigSpec`. */
export function vimType(name: string): TypeInfo {
  let type = made.get(name);
  if (type === undefined) {
    const facts = typeFacts(name);
    if (facts === undefined) throw new Error(`the API has no type ${name}`);
    type = makeType(name, facts);
    made.set(name, type);
  }
  return type;
}

function makeType(name: string, facts: TypeFacts): TypeInfo {
  const fullName = `${NAMESPACE}${name}`;
  if (facts.kind === 'enum')
    return registered(
      registeredType(fullName) ?? new EnumType({ fullName, values: facts.values, since: facts.since }),
    );
  const { base } = facts;
  const type: TypeInfo = new TypeInfo({
    fullName,
    base: () => (base === undefined ? objectTypeInfo : vimType(base)),
    // An exception of the same name is what scripts get to see of a fault.
    ...(isFault(name) && { interfaces: [fullName] }),
    members: () => membersOf(name, facts),
    ...(facts.kind === 'data' && {
      construct: (args: readonly Value[]) => construct(type, name, args),
      convert: (value: Value) => copied(value, type, name),
    }),
  });
  return isFault(name) ? type : registered(type);
}

function registered(type: TypeInfo): TypeInfo {
  registerType(type);
  return type;
}

function isFault(name: string): boolean {
  for (let at: string | undefined = name; at !== undefined; ) {
    if (at === 'MethodFault') return true;
    const facts = typeFacts(at);
    at = facts === undefined || facts.kind === 'enum' ? undefined : facts.base;
  }
  return false;
}

function membersOf(name: string, facts: Exclude<TypeFacts, { kind: 'enum' }>): TypeMember[] {
  const properties = facts.properties.map((property) => propertyMember(property, facts.kind === 'data'));
  return [...properties, ...(facts.kind === 'view' ? methodsOf(name) : [])];
}

function propertyMember(facts: PropertyFacts, isSettable: boolean): PropertyMember {
  return {
    kind: 'Property',
    name: scriptName(facts.name),
    typeName: propertyTypeName(facts),
    get: (self) => read(self as VimObject, facts),
    ...(isSettable && {
      set: (self: Value, value: Value) => (self as VimObject).setField(facts.name, converted(value, facts)),
    }),
  };
}

/** `numCPUs` as .NET spells it. */
export function scriptName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

function read(object: VimObject, facts: PropertyFacts): Value {
  return object.field(facts.name) ?? (facts.isOptional || facts.isList ? null : initialOf(facts));
}

/** What a property that must be set is before anybody sets it: 0, false, an enumeration's first value. */
function initialOf({ typeName }: PropertyFacts): Value {
  if (typeName === 'dateTime') return new DateTime(0n);
  const type = elementType(typeName);
  if (type instanceof EnumType) return type.ofNumber(0);
  return type.isValueType ? convertTo(0, type) : null;
}

function converted(value: Value, facts: PropertyFacts): Value {
  const type = elementType(facts.typeName);
  if (isNull(value)) return null;
  return convertTo(value, facts.isList ? arrayTypeOf(type) : type);
}

const SIMPLE: Readonly<Record<string, string>> = {
  string: 'string',
  bool: 'bool',
  byte: 'byte',
  short: 'System.Int16',
  int: 'int',
  long: 'long',
  dateTime: 'datetime',
};

/** A type that the table only names, such as VmConfigSpec, takes any object. */
export function elementType(typeName: string): TypeInfo {
  const simple = SIMPLE[typeName];
  if (simple !== undefined) return requiredType(simple);
  return typeNamed(typeName) === undefined ? objectTypeInfo : vimType(typeName);
}

/** A type as Get-Member prints it: `string`, `VMware.Vim.CryptoKeyId[]`. */
export function typeText(typeName: string, isList: boolean): string {
  const text = SIMPLE[typeName] ?? (typeName === 'any' ? 'System.Object' : `${NAMESPACE}${typeName}`);
  return isList ? `${text}[]` : text;
}

function propertyTypeName({ typeName, isList, isOptional }: PropertyFacts): string {
  const text = typeText(typeName, isList);
  const isValue =
    SIMPLE[typeName] === undefined ? typeFacts(typeName)?.kind === 'enum' : typeName !== 'string';
  return isOptional && isValue && !isList ? `System.Nullable[${text}]` : text;
}

/** What the inventory shows under the same name, such as a VM's EncryptionKeyId, as an object of the API. */
function copied(value: Value, type: TypeInfo, name: string): Value | undefined {
  if (!(value instanceof NetObject) || value.type.fullName !== type.fullName) return undefined;
  const facts = typeFacts(name);
  if (facts === undefined || facts.kind === 'enum') return undefined;
  return new VimObject(
    type,
    facts.properties.map((property): [string, Value] => [
      property.name,
      converted(getProperty(value, property.name.toLowerCase()) ?? null, property),
    ]),
  );
}

/** `New-Object VMware.Vim.CryptoKeyId`; a reference also from its text, as `$vm.Id` has it. */
function construct(type: TypeInfo, name: string, args: readonly Value[]): Value {
  const object = new VimObject(type);
  if (args.length === 0) return object;
  if (name !== 'ManagedObjectReference' || args.length > 2)
    throw new NetException(
      'MissingMethodException',
      `${type.fullName} has no constructor with ${args.length} argument(s).`,
    );
  const [first = null, second] = args.map((arg) => toText(arg));
  const dash = (first ?? '').indexOf('-');
  if (second === undefined && dash <= 0)
    throw new NetException(
      'ArgumentException',
      `'${first ?? ''}' is not a managed object reference such as VirtualMachine-vm-42.`,
    );
  object.setField('type', second === undefined ? (first ?? '').slice(0, dash) : first);
  object.setField('value', second ?? (first ?? '').slice(dash + 1));
  return object;
}
