import { ATTRIBUTE_NAMES, defineAttributes } from '../attribute.ts';
import { convertTo } from '../convert.ts';
import { defineEnum } from '../enum-type.ts';
import { runtimeError } from '../error-record.ts';
import { defineGeneric } from '../generic-type.ts';
import { hashtable } from '../hashtable.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import { stringType } from '../string-type.ts';
import { toText } from '../to-text.ts';
import { TypeInfo } from '../type-info.ts';
import { resolveTypeName } from '../type-name.ts';
import { defineType, registerAlias, registeredType } from '../type-registry.ts';
import { isNull, NOTHING, type Value } from '../value.ts';
import { constant, staticMethod, textArgument } from './define.ts';
import { defineDerivableTypes } from './derivable-types.ts';
import { defineHostTypes } from './host-types.ts';

const AUTOMATION = 'System.Management.Automation.';

/**
 * Types that scripts name but seldom use: `[void]`, `[nullable[int]]`, the accelerators of PowerShell. Those of
 * which nothing but the name is needed (attributes, CIM, certificates) are only names.
 */
export function defineKnownTypes(): void {
  defineType({ fullName: 'System.Void', aliases: ['void'], accelerator: 'void', convert: () => NOTHING });
  defineGeneric('System.Nullable', 1, ([type = objectTypeInfo]) => ({
    ...valueTypeOnly(type),
    base: () => objectTypeInfo,
    construct: ([value = null]) => (isNull(value) ? null : convertTo(value, type)),
    convert: (value: Value) => (isNull(value) ? null : convertTo(value, type)),
  }));
  defineType({
    fullName: `${AUTOMATION}Internal.AutomationNull`,
    statics: () => [constant('Value', 'psobject', () => NOTHING)],
  });
  for (const [fullName, values] of Object.entries(ENUMS))
    defineEnum({ fullName, values, flags: FLAGS.has(fullName) });
  defineAttributes();
  defineDerivableTypes();
  defineHostTypes();
  for (const name of NAMES) nameOnly(name);
  for (const [accelerator, fullName] of Object.entries(ACCELERATORS)) {
    const type = registeredType(fullName);
    if (type !== undefined && registeredType(accelerator) === undefined) registerAlias(accelerator, type);
  }
  defineAccelerators();
}

/** `[nullable[T]]` is for value types: the ones that have no `$null` of their own. */
function valueTypeOnly(type: TypeInfo): object {
  if (type !== objectTypeInfo && type !== stringType) return {};
  throw runtimeError({
    message: `Unable to find type [System.Nullable[${type.fullName}]]: the argument [T] '${type.fullName}' is no value type.`,
    id: 'TypeNotFoundWithMessage',
  });
}

function nameOnly(fullName: string): void {
  if (registeredType(fullName) === undefined) defineType({ fullName, base: () => objectTypeInfo });
}

/** `[psobject].Assembly.GetType('…TypeAccelerators')`: what the accelerators mean, and new ones. */
function defineAccelerators(): void {
  defineType({
    fullName: `${AUTOMATION}TypeAccelerators`,
    statics: () => [
      constant('Get', 'Dictionary[string,type]', () =>
        hashtable(
          [...Object.keys(ACCELERATORS), 'xml', ...added.keys()].flatMap((name) => {
            const type = added.get(name) ?? resolveTypeName(name);
            return type === undefined ? [] : [[name, type] as const];
          }),
        ),
      ),
      staticMethod('void Add(string typeName, type type)', ([name = '', type]) => {
        if (type instanceof TypeInfo) {
          added.set(toText(name), type);
          registerAlias(toText(name), type);
        }
        return undefined;
      }),
      staticMethod('bool Remove(string typeName)', (args) => {
        registerAlias(textArgument(args, 0), undefined);
        return added.delete(textArgument(args, 0));
      }),
    ],
  });
}

const added = new Map<string, TypeInfo>();

const NAMES: readonly string[] = [
  `${AUTOMATION}PSVariable`,
  `${AUTOMATION}PSModuleInfo`,
  `${AUTOMATION}ExperimentalFeature`,
  `${AUTOMATION}PSListModifier`,
  `${AUTOMATION}PSPrimitiveDictionary`,
  `${AUTOMATION}PSVariableProperty`,
  `${AUTOMATION}PSTypeName`,
  `${AUTOMATION}Runspaces.InitialSessionState`,
  `${AUTOMATION}Language.NoRunspaceAffinityAttribute`,
  `${AUTOMATION}ParameterMetadata`,
  `${AUTOMATION}Language.Token`,
  'Microsoft.PowerShell.Commands.PSPropertyExpression',
  'Microsoft.PowerShell.Commands.MatchInfo',
  'Microsoft.Management.Infrastructure.CimInstance',
  'Microsoft.Management.Infrastructure.CimClass',
  'Microsoft.Management.Infrastructure.CimType',
  'Microsoft.Management.Infrastructure.CimConverter',
  'Microsoft.Management.Infrastructure.CimSession',
  `${AUTOMATION}PSInvocationStateChangedEventArgs`,
  'System.Delegate',
  'System.MulticastDelegate',
  'System.FlagsAttribute',
  'System.Security.AccessControl.ObjectSecurity',
  'System.Net.IPEndPoint',
  'System.Net.NetworkInformation.PhysicalAddress',
  'System.Security.Cryptography.X509Certificates.X509Certificate',
  'System.Security.Cryptography.X509Certificates.X500DistinguishedName',
  'System.IO.FileSystemInfo',
];

const ENUMS: Readonly<Record<string, readonly string[] | Readonly<Record<string, number>>>> = {
  'System.IO.FileAttributes': {
    None: 0,
    ReadOnly: 1,
    Hidden: 2,
    System: 4,
    Directory: 16,
    Archive: 32,
    Device: 64,
    Normal: 128,
    Temporary: 256,
    SparseFile: 512,
    ReparsePoint: 1024,
    Compressed: 2048,
    Offline: 4096,
    NotContentIndexed: 8192,
    Encrypted: 16384,
  },
  [`${AUTOMATION}ExperimentAction`]: ['None', 'Hide', 'Show'],
  [`${AUTOMATION}ScopedItemOptions`]: {
    None: 0,
    ReadOnly: 1,
    Constant: 2,
    Private: 4,
    AllScope: 8,
    Unspecified: 16,
  },
  'System.TypeCode': {
    Empty: 0,
    Object: 1,
    DBNull: 2,
    Boolean: 3,
    Char: 4,
    SByte: 5,
    Byte: 6,
    Int16: 7,
    UInt16: 8,
    Int32: 9,
    UInt32: 10,
    Int64: 11,
    UInt64: 12,
    Single: 13,
    Double: 14,
    Decimal: 15,
    DateTime: 16,
    String: 18,
  },
  'System.Security.AccessControl.AceFlags': {
    None: 0,
    ObjectInherit: 1,
    ContainerInherit: 2,
    NoPropagateInherit: 4,
    InheritOnly: 8,
    InheritanceFlags: 15,
    Inherited: 16,
    SuccessfulAccess: 64,
    FailedAccess: 128,
    AuditFlags: 192,
  },
  'System.Reflection.MemberTypes': {
    Constructor: 1,
    Event: 2,
    Field: 4,
    Method: 8,
    Property: 16,
    TypeInfo: 32,
    Custom: 64,
    NestedType: 128,
    All: 191,
  },
  'System.Reflection.BindingFlags': {
    Default: 0,
    IgnoreCase: 1,
    DeclaredOnly: 2,
    Instance: 4,
    Static: 8,
    Public: 16,
    NonPublic: 32,
    FlattenHierarchy: 64,
  },
};

const FLAGS = new Set([
  'System.IO.FileAttributes',
  `${AUTOMATION}ScopedItemOptions`,
  'System.Reflection.BindingFlags',
  'System.Reflection.MemberTypes',
  'System.Security.AccessControl.AceFlags',
]);

/** PowerShell's accelerators and what they stand for. */
const ACCELERATORS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ATTRIBUTE_NAMES.filter((name) => name !== 'PSTypeName' && name !== 'Credential').map((name) => [
      name,
      `${AUTOMATION}${name}Attribute`,
    ]),
  ),
  PSTypeNameAttribute: `${AUTOMATION}PSTypeNameAttribute`,
  NoRunspaceAffinity: `${AUTOMATION}Language.NoRunspaceAffinityAttribute`,
  array: 'System.Array',
  bigint: 'System.Numerics.BigInteger',
  bool: 'System.Boolean',
  byte: 'System.Byte',
  char: 'System.Char',
  cimclass: 'Microsoft.Management.Infrastructure.CimClass',
  cimconverter: 'Microsoft.Management.Infrastructure.CimConverter',
  ciminstance: 'Microsoft.Management.Infrastructure.CimInstance',
  CimSession: 'Microsoft.Management.Infrastructure.CimSession',
  cimtype: 'Microsoft.Management.Infrastructure.CimType',
  cultureinfo: 'System.Globalization.CultureInfo',
  datetime: 'System.DateTime',
  decimal: 'System.Decimal',
  double: 'System.Double',
  ExperimentAction: `${AUTOMATION}ExperimentAction`,
  ExperimentalFeature: `${AUTOMATION}ExperimentalFeature`,
  float: 'System.Single',
  guid: 'System.Guid',
  hashtable: 'System.Collections.Hashtable',
  initialsessionstate: `${AUTOMATION}Runspaces.InitialSessionState`,
  int: 'System.Int32',
  int16: 'System.Int16',
  int32: 'System.Int32',
  int64: 'System.Int64',
  ipaddress: 'System.Net.IPAddress',
  IPEndpoint: 'System.Net.IPEndPoint',
  long: 'System.Int64',
  mailaddress: 'System.Net.Mail.MailAddress',
  NullString: `${AUTOMATION}Language.NullString`,
  ObjectSecurity: 'System.Security.AccessControl.ObjectSecurity',
  ordered: 'System.Collections.Specialized.OrderedDictionary',
  PhysicalAddress: 'System.Net.NetworkInformation.PhysicalAddress',
  powershell: `${AUTOMATION}PowerShell`,
  psaliasproperty: `${AUTOMATION}PSAliasProperty`,
  pscredential: `${AUTOMATION}PSCredential`,
  pscustomobject: `${AUTOMATION}PSObject`,
  pslistmodifier: `${AUTOMATION}PSListModifier`,
  psmoduleinfo: `${AUTOMATION}PSModuleInfo`,
  psnoteproperty: `${AUTOMATION}PSNoteProperty`,
  psobject: `${AUTOMATION}PSObject`,
  psprimitivedictionary: `${AUTOMATION}PSPrimitiveDictionary`,
  pspropertyexpression: 'Microsoft.PowerShell.Commands.PSPropertyExpression',
  psscriptmethod: `${AUTOMATION}PSScriptMethod`,
  psscriptproperty: `${AUTOMATION}PSScriptProperty`,
  psvariable: `${AUTOMATION}PSVariable`,
  psvariableproperty: `${AUTOMATION}PSVariableProperty`,
  ref: `${AUTOMATION}PSReference`,
  regex: 'System.Text.RegularExpressions.Regex',
  runspace: `${AUTOMATION}Runspaces.Runspace`,
  runspacefactory: `${AUTOMATION}Runspaces.RunspaceFactory`,
  sbyte: 'System.SByte',
  scriptblock: `${AUTOMATION}ScriptBlock`,
  securestring: 'System.Security.SecureString',
  semver: `${AUTOMATION}SemanticVersion`,
  short: 'System.Int16',
  single: 'System.Single',
  string: 'System.String',
  switch: `${AUTOMATION}SwitchParameter`,
  timespan: 'System.TimeSpan',
  type: 'System.Type',
  uint: 'System.UInt32',
  uint16: 'System.UInt16',
  uint32: 'System.UInt32',
  uint64: 'System.UInt64',
  ulong: 'System.UInt64',
  uri: 'System.Uri',
  ushort: 'System.UInt16',
  version: 'System.Version',
  void: 'System.Void',
  WildcardPattern: `${AUTOMATION}WildcardPattern`,
  X500DistinguishedName: 'System.Security.Cryptography.X509Certificates.X500DistinguishedName',
  X509Certificate: 'System.Security.Cryptography.X509Certificates.X509Certificate',
};
