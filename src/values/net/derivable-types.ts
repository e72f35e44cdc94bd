import { attributeType } from '../attribute.ts';
import { convertTo } from '../convert.ts';
import { invokeMethod } from '../member.ts';
import { int32Type } from '../numeric.ts';
import { objectTypeInfo } from '../object-type-base.ts';
import type { TypeInfo } from '../type-info.ts';
import { defineType } from '../type-registry.ts';
import { NetObject, type Value } from '../value.ts';
import { method, staticMethod } from './define.ts';

const AUTOMATION = 'System.Management.Automation.';

/** Values that a class of a script generates for ValidateSet, kept for as many seconds as its constructor says. */
class CachedValidValues extends NetObject {
  readonly #type: TypeInfo;
  readonly seconds: number;
  values: Value = null;
  until = 0;
  constructor(type: TypeInfo, seconds: number) {
    super();
    this.#type = type;
    this.seconds = seconds;
  }

  get type(): TypeInfo {
    return this.#type;
  }

  get(): Value {
    const now = performance.now();
    if (this.values === null || now >= this.until) {
      this.values = invokeMethod(this, 'GenerateValidValues', []);
      this.until = now + this.seconds * 1000;
    }
    return this.values;
  }
}

/** .NET's and PowerShell's classes and interfaces that are there to be derived from. */
export function defineDerivableTypes(): void {
  for (const name of ['IValidateSetValuesGenerator', 'IArgumentCompleter', 'IArgumentCompleterFactory'])
    defineType({ fullName: AUTOMATION + name, kind: 'interface' });
  for (const name of ['System.IEquatable', 'System.IObserver', 'System.Collections.IComparer'])
    defineType({ fullName: name, kind: 'interface' });
  defineType({ fullName: `${AUTOMATION}ArgumentTransformationAttribute`, base: () => attributeType });
  const validateArguments = defineType({
    fullName: `${AUTOMATION}ValidateArgumentsAttribute`,
    base: () => attributeType,
  });
  defineType({
    fullName: `${AUTOMATION}ValidateEnumeratedArgumentsAttribute`,
    base: () => validateArguments,
  });
  defineType({
    fullName: `${AUTOMATION}CachedValidValuesGeneratorBase`,
    base: () => objectTypeInfo,
    interfaces: [`${AUTOMATION}IValidateSetValuesGenerator`],
    construct: ([seconds = 0], type) => new CachedValidValues(type, Number(convertTo(seconds, int32Type))),
    members: () => [method('string[] GetValidValues()', (self: CachedValidValues) => self.get())],
  });
  for (const name of ['PSHost', 'PSHostUserInterface', 'PSHostRawUserInterface'])
    defineType({ fullName: `${AUTOMATION}Host.${name}`, base: () => objectTypeInfo });
  for (const name of ['System.Diagnostics.Tracing.EventSource', 'System.Collections.CollectionBase'])
    defineType({ fullName: name, base: () => objectTypeInfo });
  defineType({ fullName: 'System.Diagnostics.Tracing.EventSourceAttribute', base: () => attributeType });
  // PowerShell's own switches for its tests: taken, and nothing here hangs on them.
  defineType({
    fullName: `${AUTOMATION}Internal.InternalTestHooks`,
    statics: () => [staticMethod('void SetTestHook(string property, object value)', () => undefined)],
  });
}
