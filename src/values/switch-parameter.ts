import { valueTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** The value of a function's `[switch]` parameter. */
export class SwitchParameter extends NetObject {
  readonly present: boolean;
  constructor(present: boolean) {
    super();
    this.present = present;
  }

  get type(): TypeInfo {
    return switchParameterType;
  }

  override asText(): string {
    return this.present ? 'True' : 'False';
  }
}

export const switchParameterType = defineType({
  fullName: 'System.Management.Automation.SwitchParameter',
  aliases: ['switch', 'SwitchParameter'],
  accelerator: 'switch',
  kind: 'struct',
  base: () => valueTypeInfo,
  initial: new SwitchParameter(false),
  members: () => [
    {
      kind: 'Property',
      name: 'IsPresent',
      typeName: 'bool',
      get: (self: Value) => (self as SwitchParameter).present,
    },
    {
      kind: 'Method',
      name: 'ToBool',
      signatures: ['bool ToBool()'],
      invoke: (self: Value) => (self as SwitchParameter).present,
    },
  ],
});
