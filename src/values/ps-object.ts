import { objectTypeInfo } from './object-type-base.ts';
import { toText } from './to-text.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** `$value.PSObject`: the object seen as a bag of members. Its own members are in ps-object-members.ts. */
export class PSObjectView extends NetObject {
  readonly base: Value;
  constructor(base: Value) {
    super();
    this.base = base;
  }

  get type(): TypeInfo {
    return psObjectViewType;
  }

  override asText(): string {
    return toText(this.base);
  }
}

export const psObjectViewType = defineType({
  fullName: 'System.Management.Automation.PSObject.View',
  base: () => objectTypeInfo,
});
