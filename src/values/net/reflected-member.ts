import { objectTypeInfo } from '../object-type-base.ts';
import { TypeInfo, type TypeMember } from '../type-info.ts';
import { resolveTypeName } from '../type-name.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { method, property } from './define.ts';

/** What `[type].GetProperty(…)`, `.GetMethods()` and the like give. */
export class ReflectedMember extends NetObject {
  readonly member: TypeMember;
  readonly declaring: TypeInfo;
  constructor(member: TypeMember, declaring: TypeInfo) {
    super();
    this.member = member;
    this.declaring = declaring;
  }

  get type(): TypeInfo {
    return this.member.kind === 'Property' ? propertyInfoType : methodInfoType;
  }

  override asText(): string {
    return this.member.kind === 'Property' ? `${this.member.typeName} ${this.member.name}` : this.member.name;
  }
}

const memberInfoType = defineType({
  fullName: 'System.Reflection.MemberInfo',
  base: () => objectTypeInfo,
  members: () => [
    property('Name', 'string', (self: ReflectedMember) => self.member.name),
    property('MemberType', 'string', (self: ReflectedMember) => self.member.kind),
    property('DeclaringType', 'type', (self: ReflectedMember) => self.declaring),
    property('ReflectedType', 'type', (self: ReflectedMember) => self.declaring),
    ...attributeMethods(),
  ],
});

const propertyInfoType: TypeInfo = defineType({
  fullName: 'System.Reflection.PropertyInfo',
  base: () => memberInfoType,
  members: () => [
    property('PropertyType', 'type', ({ member }: ReflectedMember) => typeNamed(member)),
    property('CanRead', 'bool', () => true),
    property(
      'CanWrite',
      'bool',
      ({ member }: ReflectedMember) => member.kind === 'Property' && member.set !== undefined,
    ),
    method(
      ['object GetValue(object obj)', 'object GetValue(object obj, object[] index)'],
      ({ member }: ReflectedMember, [target = null]) =>
        member.kind === 'Property' ? member.get(target) : null,
    ),
    method(
      'void SetValue(object obj, object value)',
      ({ member }: ReflectedMember, [target = null, value]) => {
        if (member.kind === 'Property') member.set?.(target, value ?? null);
        return undefined;
      },
    ),
  ],
});

const methodInfoType: TypeInfo = defineType({
  fullName: 'System.Reflection.MethodInfo',
  base: () => memberInfoType,
  members: () => [
    property('ReturnType', 'type', ({ member }: ReflectedMember) => typeNamed(member)),
    method(
      'object Invoke(object obj, object[] parameters)',
      ({ member }: ReflectedMember, [target = null, args]) =>
        member.kind === 'Method' ? member.invoke(target, Array.isArray(args) ? args : []) : null,
    ),
  ],
});

/** The type of a property, or what the first of a method's signatures says that it gives. */
function typeNamed(member: TypeMember): Value {
  const name =
    member.kind === 'Property'
      ? member.typeName
      : ((member.definitions ?? member.signatures)[0] ?? '').replace(/^static /, '').split(' ')[0];
  return resolveTypeName(name ?? '') ?? name ?? null;
}

/** `GetCustomAttributes` of a member or a type: what a class of a script wrote before it. */
export function attributeMethods(): TypeMember[] {
  return [
    method(
      ['object[] GetCustomAttributes(bool inherit)', 'object[] GetCustomAttributes(type type, bool inherit)'],
      (self: ReflectedMember | TypeInfo, args) => {
        const attributes =
          (self instanceof ReflectedMember ? self.member : self.declaration).attributes?.() ?? [];
        const [wanted] = args;
        if (!(wanted instanceof TypeInfo)) return [...attributes];
        return attributes.filter((each) => each instanceof NetObject && each.type.isAssignableTo(wanted));
      },
    ),
  ];
}
