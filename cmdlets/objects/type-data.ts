import type { CmdletError } from '../../src/cmdlet/error.ts';
import { propertyReader } from '../../src/format/object-properties.ts';
import { setProperty } from '../../src/values/member.ts';
import { customObject } from '../../src/values/ps-custom-object.ts';
import { ScriptBlock } from '../../src/values/script-block.ts';
import { toText } from '../../src/values/to-text.ts';
import type { AddedMember, Value } from '../../src/values/value.ts';

/** What a script block writes: nothing, one value, or a list. */
export function collected(run: (sink: (value: Value) => void) => void): Value {
  const values: Value[] = [];
  run((value) => values.push(value));
  return values.length > 1 ? values : (values[0] ?? null);
}

/** `AliasProperty`: another name for a property, read and written through. */
export function aliasMember(name: string, target: string): AddedMember {
  const read = propertyReader(target);
  return {
    name,
    kind: 'AliasProperty',
    typeName: 'object',
    definition: `${name} = ${target}`,
    get: (self) => read(self) ?? null,
    set: (self, value) => setProperty(self, target, value),
  };
}

/** `ScriptProperty`: script blocks that get and set with the object as `$this`. */
export function scriptMember(
  name: string,
  getter: Value | undefined,
  setter: Value | undefined,
): AddedMember {
  return {
    name,
    kind: 'ScriptProperty',
    typeName: 'System.Object',
    definition: `System.Object ${name} {get=${getter instanceof ScriptBlock ? getter.text : ''};${setter instanceof ScriptBlock ? `set=${setter.text};` : ''}}`,
    ...(getter instanceof ScriptBlock && {
      get: (self: Value) => collected((sink) => getter.run({ self }, sink)),
    }),
    ...(setter instanceof ScriptBlock && {
      set: (self: Value, value: Value) => setter.run({ self, args: [value] }, () => undefined),
    }),
  };
}

export function scriptMethod(name: string, body: ScriptBlock): AddedMember {
  return {
    name,
    kind: 'ScriptMethod',
    typeName: 'System.Object',
    definition: `System.Object ${name}();`,
    invoke: (self, args) => collected((sink) => body.run({ self, args }, sink)),
  };
}

/** A note of a type has the same value on every object. */
export function noteMember(name: string, value: Value): AddedMember {
  return {
    name,
    kind: 'NoteProperty',
    typeName: 'object',
    definition: `object ${name}=${toText(value)}`,
    get: () => value,
  };
}

export function typeDataError(id: string, message: string, target: Value = null): CmdletError {
  return {
    message,
    id,
    category: 'InvalidOperation',
    target,
    exceptionType: 'System.InvalidOperationException',
  };
}

/** A member as Get-TypeData shows it. */
export function memberData(member: AddedMember): Value {
  const kind = member.kind.replace('Property', '').replace('Method', '');
  return customObject(
    [
      ['Name', member.name],
      ['IsHidden', member.hidden === true],
    ],
    `System.Management.Automation.Runspaces.${kind}${member.kind.endsWith('Method') ? 'Method' : 'Property'}Data`,
  );
}
