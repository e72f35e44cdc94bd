import { objectTypeInfo } from '../values/object-type-base.ts';
import type { TypeInfo } from '../values/type-info.ts';
import { defineType } from '../values/type-registry.ts';
import { NetObject } from '../values/value.ts';
import type { TextStyle } from './host.ts';

/**
 * What Write-Host hands to `Invocation.information`, with the tag `PSHOST`: printed whatever
 * `$InformationPreference` says, in its style, and with a line break unless `noNewline`.
 */
export class HostInformationMessage extends NetObject {
  readonly message: string;
  readonly noNewline: boolean;
  readonly style: TextStyle;
  constructor(message: string, noNewline: boolean, style: TextStyle) {
    super();
    this.message = message;
    this.noNewline = noNewline;
    this.style = style;
  }

  get type(): TypeInfo {
    return hostInformationMessageType;
  }

  override asText(): string {
    return this.message;
  }
}

export const hostInformationMessageType = defineType({
  fullName: 'System.Management.Automation.HostInformationMessage',
  base: () => objectTypeInfo,
  members: () => [
    {
      kind: 'Property',
      name: 'Message',
      typeName: 'string',
      get: (self) => (self as HostInformationMessage).message,
    },
    {
      kind: 'Property',
      name: 'NoNewLine',
      typeName: 'bool',
      get: (self) => (self as HostInformationMessage).noNewline,
    },
  ],
});
