import { defineCmdlet } from '../../src/cmdlet/cmdlet.ts';
import type { Invocation } from '../../src/cmdlet/invocation.ts';
import { isEnumType } from '../../src/values/enum-type.ts';
import { TerminatingError } from '../../src/values/error-record.ts';
import type { Dictionary } from '../../src/values/hashtable.ts';
import { setProperty } from '../../src/values/member.ts';
import { NetException } from '../../src/values/net-exception.ts';
import { objectTypeInfo } from '../../src/values/object-type-base.ts';
import { PSCustomObject, psCustomObjectType, psObjectType } from '../../src/values/ps-custom-object.ts';
import { toText } from '../../src/values/to-text.ts';
import type { TypeInfo } from '../../src/values/type-info.ts';
import { resolveTypeName } from '../../src/values/type-name.ts';
import type { Value } from '../../src/values/value.ts';

export default defineCmdlet({
  name: 'New-Object',
  module: 'Microsoft.PowerShell.Utility',
  synopsis: 'Makes an object of a type.',
  parameters: {
    TypeName: {
      type: 'string',
      mandatory: ['Net'],
      position: { Net: 0 },
      sets: ['Net'],
      help: 'The type: PSObject, System.Collections.ArrayList, VMware.Vim.VirtualMachineConfigSpec.',
    },
    ArgumentList: {
      type: 'object',
      array: true,
      position: { Net: 1 },
      sets: ['Net'],
      aliases: ['Args'],
      allowNull: true,
      allowEmpty: true,
      help: 'What its constructor gets.',
    },
    ComObject: {
      type: 'string',
      mandatory: ['Com'],
      position: { Com: 0 },
      sets: ['Com'],
      help: 'Refused: there is no COM.',
    },
    Strict: { type: 'switch', sets: ['Com'], hidden: true, help: 'Only with -ComObject.' },
    Property: { type: 'hashtable', help: 'Properties that are set on it.' },
  },
  defaultParameterSet: 'Net',
  output: ['System.Object'],
  impact: 'none',
  examples: [
    { title: 'An object with properties', code: "New-Object PSObject -Property @{ Name = 'app-01' }" },
    {
      title: 'A list that grows',
      code: '$list = New-Object System.Collections.ArrayList\n$null = $list.Add(1)\n$list.Count',
    },
  ],
  process(args, invocation) {
    if (args.ComObject !== undefined) {
      invocation.throwTerminating({
        message: `Cannot create the COM object '${args.ComObject}': this shell has none.`,
        id: 'ComObjectNotSupported',
        category: 'NotImplemented',
        exceptionType: 'System.Management.Automation.PSNotSupportedException',
      });
    }
    const name = args.TypeName ?? '';
    const type = resolveTypeName(name.replace(/^\[(.*)\]$/, '$1'));
    if (!type) {
      return invocation.throwTerminating({
        message: `Cannot find type [${name}]: verify that the assembly containing this type is loaded.`,
        id: 'TypeNotFound',
        category: 'InvalidType',
        target: name,
        exceptionType: 'System.Management.Automation.PSArgumentException',
      });
    }
    const object = construct(invocation, type, args.ArgumentList ?? []);
    if (args.Property) setProperties(invocation, object, args.Property);
    invocation.write(object);
  },
});

function construct(invocation: Invocation, type: TypeInfo, given: readonly Value[]): Value {
  if (type === psCustomObjectType || type === psObjectType || type === objectTypeInfo)
    return given[0] ?? new PSCustomObject();
  // An enumeration starts as the value of the number 0.
  if (isEnumType(type) && given.length === 0) return type.ofNumber(0);
  if (!type.declaration.construct) return noConstructor(invocation, type);
  try {
    return type.declaration.construct(given, type);
  } catch (error) {
    if (error instanceof NetException) {
      return invocation.throwTerminating({
        message: `Exception calling ".ctor" with "${given.length}" argument(s): "${error.message}"`,
        id: 'ConstructorInvokedThrowException',
        category: 'InvalidOperation',
        exceptionType: 'System.Management.Automation.MethodInvocationException',
      });
    }
    throw error;
  }
}

function noConstructor(invocation: Invocation, type: TypeInfo): never {
  return invocation.throwTerminating({
    message: `A constructor was not found. Cannot find an appropriate constructor for type ${type.fullName}.`,
    id: 'CannotFindAppropriateCtor',
    category: 'ObjectNotFound',
    exceptionType: 'System.Management.Automation.PSArgumentException',
  });
}

function setProperties(invocation: Invocation, object: Value, properties: Dictionary): void {
  for (const { key, value } of properties.entries.values()) {
    const name = toText(key);
    if (object instanceof PSCustomObject) {
      object.set(name, value);
      continue;
    }
    try {
      setProperty(object, name, value);
    } catch (error) {
      if (!(error instanceof TerminatingError)) throw error;
      invocation.writeError({
        message: error.record.message,
        id: 'InvalidOperationException',
        category: 'InvalidOperation',
        target: object,
        exceptionType: 'System.InvalidOperationException',
      });
    }
  }
}
