import { arrayTypeOf } from '../array.ts';
import { attributeValue } from '../attribute.ts';
import { convertTo } from '../convert.ts';
import { enumOf } from '../convert-enum.ts';
import { EnumType, EnumValue, isEnumType } from '../enum-type.ts';
import { formatValue } from '../format.ts';
import { genericType } from '../generic-type.ts';
import { NetException } from '../net-exception.ts';
import { int32Type } from '../numeric.ts';
import { enumTypeInfo, objectTypeInfo } from '../object-type-base.ts';
import { customObject } from '../ps-custom-object.ts';
import { toText } from '../to-text.ts';
import { runtimeTypeInfo, TypeInfo, type TypeMember } from '../type-info.ts';
import { resolveTypeName } from '../type-name.ts';
import { typeOf } from '../type-of.ts';
import { defineType, registerType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { listArgument, method, property, staticMethod, textArgument } from './define.ts';
import { tryParse } from './number-members.ts';
import { attributeMethods, ReflectedMember } from './reflected-member.ts';

/** Members of `System.Type`, of enumerations, and the interfaces that scripts test for. */
export function completeTypeMembers(): void {
  registerType(runtimeTypeInfo);
  runtimeTypeInfo.complete({ members: typeMembers, statics: typeStatics });
  enumTypeInfo.complete({ members: enumMembers, statics: enumStatics });
  for (const name of INTERFACES) defineType({ fullName: name, kind: 'interface' });
  for (const name of [
    'Collections.IList',
    'Collections.ICollection',
    'Collections.IEnumerable',
    'Collections.IEnumerator',
  ]) {
    if (resolveTypeName(`System.${name}`) === undefined)
      defineType({ fullName: `System.${name}`, kind: 'interface' });
  }
}

const INTERFACES: readonly string[] = [
  'System.IComparable',
  'System.IFormattable',
  'System.IConvertible',
  'System.IDisposable',
  'System.ICloneable',
  'System.Collections.IList',
  'System.Collections.ICollection',
  'System.Collections.IEnumerable',
];

const typeMembers = (): TypeMember[] => [
  property('Name', 'string', (self: TypeInfo) => self.name),
  property('FullName', 'string', (self: TypeInfo) => self.fullName),
  property('Namespace', 'string', (self: TypeInfo) => self.namespace),
  property('BaseType', 'type', (self: TypeInfo) => self.base),
  property('UnderlyingSystemType', 'type', (self: TypeInfo) => self),
  property('IsEnum', 'bool', (self: TypeInfo) => self.kind === 'enum'),
  property('IsClass', 'bool', (self: TypeInfo) => self.kind === 'class' || self.kind === 'array'),
  property('IsValueType', 'bool', (self: TypeInfo) => self.isValueType),
  property('IsInterface', 'bool', (self: TypeInfo) => self.kind === 'interface'),
  property('IsArray', 'bool', (self: TypeInfo) => self.kind === 'array'),
  property(
    'IsPrimitive',
    'bool',
    (self: TypeInfo) => self.kind === 'struct' && PRIMITIVES.test(self.fullName),
  ),
  property('IsPublic', 'bool', () => true),
  property('IsAbstract', 'bool', () => false),
  property('IsSealed', 'bool', (self: TypeInfo) => self.kind !== 'class'),
  property('IsSerializable', 'bool', () => true),
  property('IsGenericType', 'bool', (self: TypeInfo) => self.declaration.genericArguments !== undefined),
  property('GenericTypeArguments', 'type[]', (self: TypeInfo) => [
    ...(self.declaration.genericArguments ?? []),
  ]),
  property(
    'Assembly',
    'System.Reflection.Assembly',
    (self: TypeInfo) => new AssemblyValue(self.declaration.scriptFile),
  ),
  property('AssemblyQualifiedName', 'string', (self: TypeInfo) => `${self.fullName}, vSeal`),
  property('Module', 'object', () => customObject([['Name', 'vSeal']])),
  property('Attributes', 'string', () => 'Public'),
  ...typeMethods(),
];

const typeMethods = (): TypeMember[] => [
  method('type GetElementType()', (self: TypeInfo) => self.declaration.elementType ?? null),
  method('type[] GetGenericArguments()', (self: TypeInfo) => [...(self.declaration.genericArguments ?? [])]),
  method('type MakeArrayType()', (self: TypeInfo) => arrayTypeOf(self)),
  method(
    'type MakeGenericType(Params type[] args)',
    (self: TypeInfo, args) =>
      genericType(
        self.fullName.replace(/`\d+$/, ''),
        args.flatMap((_, index) => listArgument(args, index)).filter((arg) => arg instanceof TypeInfo),
      ) ?? null,
  ),
  method(
    'bool IsAssignableFrom(type other)',
    (self: TypeInfo, [other]) => other instanceof TypeInfo && other.isAssignableTo(self),
  ),
  method(
    'bool IsSubclassOf(type other)',
    (self: TypeInfo, [other]) => other instanceof TypeInfo && other !== self && self.isAssignableTo(other),
  ),
  method(
    'bool IsInstanceOfType(object value)',
    (self: TypeInfo, [value = null]) => typeOf(value)?.isAssignableTo(self) ?? false,
  ),
  method('object[] GetInterfaces()', (self: TypeInfo) =>
    interfacesOf(self).map((name) => resolveTypeName(name) ?? name),
  ),
  method(
    ['type GetInterface(string name)', 'type GetInterface(string name, bool ignoreCase)'],
    (self: TypeInfo, args) => {
      const wanted = textArgument(args, 0).toLowerCase();
      const found = interfacesOf(self).find((name) => {
        const lower = name.toLowerCase();
        return lower === wanted || lower.slice(lower.lastIndexOf('.') + 1) === wanted;
      });
      return found === undefined ? null : (resolveTypeName(found) ?? found);
    },
  ),
  ...attributeMethods(),
  method('string[] GetEnumNames()', (self: TypeInfo) => (isEnumType(self) ? [...self.names] : [])),
  method('object[] GetEnumValues()', (self: TypeInfo) => enumValues(self)),
  method(['object[] GetProperties()', 'object[] GetProperties(BindingFlags flags)'], (self: TypeInfo) =>
    members(self, 'Property'),
  ),
  method(['object[] GetMethods()', 'object[] GetMethods(BindingFlags flags)'], (self: TypeInfo) =>
    members(self, 'Method'),
  ),
  method(
    ['object GetProperty(string name)', 'object GetProperty(string name, BindingFlags flags)'],
    (self: TypeInfo, args) => memberNamed(self, 'Property', textArgument(args, 0)),
  ),
  method(
    ['object GetMethod(string name)', 'object GetMethod(string name, object types)'],
    (self: TypeInfo, args) => memberNamed(self, 'Method', textArgument(args, 0)),
  ),
  method('string ToString()', (self: TypeInfo) => reflectionName(self)),
  method('bool Equals(object other)', (self: TypeInfo, [other]) => self === other),
];

/** What Type.ToString gives: generic arguments in single brackets. */
function reflectionName(type: TypeInfo): string {
  const { elementType, genericArguments } = type.declaration;
  if (elementType !== undefined)
    return `${reflectionName(elementType)}${type.fullName.slice(type.fullName.lastIndexOf('['))}`;
  if (genericArguments === undefined) return type.fullName;
  return `${type.fullName.slice(0, type.fullName.indexOf('['))}[${genericArguments.map(reflectionName).join(',')}]`;
}

function interfacesOf(type: TypeInfo): string[] {
  const names: string[] = [];
  for (let at: TypeInfo | null = type; at !== null; at = at.base)
    names.push(...(at.declaration.interfaces ?? []));
  return [...new Set(names)];
}

/** `[type].Assembly`: the one that everything is in, or that of a script's classes. */
class AssemblyValue extends NetObject {
  readonly scriptFile: string | null | undefined;
  constructor(scriptFile?: string | null) {
    super();
    this.scriptFile = scriptFile;
  }

  get type(): TypeInfo {
    return assemblyType;
  }
}

const assemblyType: TypeInfo = defineType({
  fullName: 'System.Reflection.Assembly',
  base: () => objectTypeInfo,
  members: () => [
    property('FullName', 'string', () => 'vSeal'),
    property('Location', 'string', () => ''),
    method(
      'type GetType(string name)',
      (_self: Value, args) => resolveTypeName(textArgument(args, 0)) ?? null,
    ),
    method(
      ['object[] GetCustomAttributes(bool inherit)', 'object[] GetCustomAttributes(type type, bool inherit)'],
      ({ scriptFile }: AssemblyValue) =>
        scriptFile === undefined ? [] : [scriptAssemblyAttribute(scriptFile)],
    ),
  ],
});

/** What marks the assembly of classes that a script defined. */
function scriptAssemblyAttribute(file: string | null): Value {
  const made = attributeValue('DynamicClassImplementationAssembly', [], [['ScriptFile', file]]);
  return made ?? null;
}

const PRIMITIVES = /^System\.(?:Int\d+|UInt\d+|Byte|SByte|Char|Boolean|Double|Single|IntPtr)$/;

function members(type: TypeInfo, kind: TypeMember['kind']): ReflectedMember[] {
  const found = new Map<string, ReflectedMember>();
  for (let at: TypeInfo | null = type; at !== null; at = at.base) {
    for (const [key, member] of [...at.ownMembers(), ...at.ownStatics()])
      if (member.kind === kind && !found.has(key)) found.set(key, new ReflectedMember(member, at));
  }
  return [...found.values()];
}

function memberNamed(type: TypeInfo, kind: TypeMember['kind'], name: string): Value {
  const wanted = name.toLowerCase();
  return members(type, kind).find(({ member }) => member.name.toLowerCase() === wanted) ?? null;
}

const typeStatics = (): TypeMember[] => [
  staticMethod(
    ['type GetType(string name)', 'type GetType(string name, bool throws)'],
    (args) => resolveTypeName(textArgument(args, 0)) ?? null,
  ),
  staticMethod('TypeCode GetTypeCode(type type)', ([type]) =>
    type instanceof TypeInfo ? type.name : 'Empty',
  ),
  { kind: 'Property', name: 'EmptyTypes', typeName: 'type[]', get: () => [] },
];

const enumMembers = (): TypeMember[] => [
  property('value__', 'int', (self: EnumValue) =>
    convertTo(self.number, resolveTypeName(self.enumType.underlying) ?? int32Type),
  ),
  method(['string ToString()', 'string ToString(string format)'], (self: EnumValue, [format]) =>
    format === undefined ? self.name : formatValue(self, toText(format)),
  ),
  method('bool HasFlag(enum flag)', (self: EnumValue, [flag = null]) => {
    const wanted = enumOf(flag, self.enumType).number;
    return (self.number & wanted) === wanted;
  }),
  method('int CompareTo(object value)', (self: EnumValue, [other = null]) =>
    Math.sign(self.number - enumOf(other, self.enumType).number),
  ),
  method(
    'bool Equals(object value)',
    (self: EnumValue, [other]) =>
      other instanceof EnumValue && other.enumType === self.enumType && other.number === self.number,
  ),
  method('string GetTypeCode()', () => 'Int32'),
];

function enumArgument(value: Value | undefined): EnumType {
  const type = value instanceof TypeInfo ? value : resolveTypeName(toText(value ?? null));
  if (type !== undefined && isEnumType(type)) return type;
  throw new NetException('ArgumentException', "Type provided must be an Enum. (Parameter 'enumType')");
}

function enumValues(type: Value | undefined): Value[] {
  const wanted = enumArgument(type);
  const values = wanted.names.map((name) => wanted.value(name));
  return values.sort((a, b) => (a.number >>> 0) - (b.number >>> 0));
}

const enumStatics = (): TypeMember[] => [
  staticMethod('string[] GetNames(type enumType)', ([type]) =>
    enumValues(type).map((value) => toText(value)),
  ),
  staticMethod('array GetValues(type enumType)', ([type]) => enumValues(type)),
  staticMethod(
    'string GetName(type enumType, object value)',
    ([type, value = null]) => enumOf(value, enumArgument(type)).name,
  ),
  staticMethod('bool IsDefined(type enumType, object value)', ([type, value = null]) => {
    const wanted = enumArgument(type);
    return typeof value === 'string'
      ? wanted.find(value) !== undefined && wanted.names.includes(value)
      : wanted.has(Number(toText(value instanceof EnumValue ? value.number : value)));
  }),
  staticMethod(
    [
      'object Parse(type enumType, string value)',
      'object Parse(type enumType, string value, bool ignoreCase)',
    ],
    ([type, value = null]) => {
      const wanted = enumArgument(type);
      return tryEnum(wanted, value);
    },
  ),
  staticMethod(
    [
      'bool TryParse(type enumType, string value, ref result)',
      'bool TryParse(string value, ref result)',
      'bool TryParse(type enumType, string value, bool ignoreCase, ref result)',
      'bool TryParse(string value, bool ignoreCase, ref result)',
    ],
    (args, [generic]) => {
      const type = generic !== undefined && isEnumType(generic) ? generic : enumArgument(args[0]);
      const text = generic instanceof EnumType ? args[0] : args[1];
      return tryParse(() => tryEnum(type, text ?? null), args.at(-1));
    },
  ),
  staticMethod('object ToObject(type enumType, object value)', ([type, value = null]) =>
    enumArgument(type).ofNumber(Number(toText(value))),
  ),
  staticMethod(
    'type GetUnderlyingType(type enumType)',
    ([type]) => resolveTypeName(enumArgument(type).underlying) ?? null,
  ),
];

function tryEnum(type: EnumType, value: Value): Value {
  try {
    return convertTo(value, type);
  } catch {
    throw new NetException('ArgumentException', `Requested value '${toText(value)}' was not found.`);
  }
}
