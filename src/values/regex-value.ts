import { objectTypeInfo } from './object-type-base.ts';
import type { CompiledRegex } from './regex.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject, type Value } from './value.ts';

/** A `[regex]` as a value. Its members are in net/regex-members.ts. */
export class RegexValue extends NetObject {
  readonly regex: CompiledRegex;
  constructor(regex: CompiledRegex) {
    super();
    this.regex = regex;
  }

  get type(): TypeInfo {
    return regexType;
  }

  override asText(): string {
    return this.regex.source;
  }
}

export const regexType = defineType({
  fullName: 'System.Text.RegularExpressions.Regex',
  aliases: ['regex'],
  accelerator: 'regex',
  base: () => objectTypeInfo,
});

export function isRegexValue(value: Value): value is RegexValue {
  return value instanceof RegexValue;
}
