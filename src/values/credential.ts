import { secretCastError } from './cast-error.ts';
import { objectTypeInfo } from './object-type-base.ts';
import type { TypeInfo } from './type-info.ts';
import { defineType } from './type-registry.ts';
import { NetObject } from './value.ts';

/** Text that is never printed. Held as UTF-16 code units so that `dispose` can overwrite it. */
export class SecureString extends NetObject {
  readonly #units: Uint16Array;
  constructor(units: Uint16Array) {
    super();
    this.#units = units;
  }

  get type(): TypeInfo {
    return secureStringType;
  }

  get length(): number {
    return this.#units.length;
  }

  /** Gives the text to `use` only; callers keep no copy. */
  reveal<T>(use: (text: string) => T): T {
    return use(String.fromCharCode(...this.#units));
  }

  dispose(): void {
    this.#units.fill(0);
  }
}

export function secureString(text: string): SecureString {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < text.length; i++) units[i] = text.charCodeAt(i);
  return new SecureString(units);
}

export class PSCredential extends NetObject {
  readonly userName: string;
  readonly password: SecureString;
  constructor(userName: string, password: SecureString) {
    super();
    this.userName = userName;
    this.password = password;
  }

  get type(): TypeInfo {
    return credentialType;
  }
}

export const secureStringType = defineType({
  fullName: 'System.Security.SecureString',
  aliases: ['securestring'],
  accelerator: 'securestring',
  base: () => objectTypeInfo,
  /** Text is never taken for a secret: it would stand in clear where it was typed. */
  convert: (value, type) => {
    if (value !== null) throw secretCastError(value, type);
    return undefined;
  },
});

export const credentialType = defineType({
  fullName: 'System.Management.Automation.PSCredential',
  aliases: ['pscredential'],
  accelerator: 'pscredential',
  base: () => objectTypeInfo,
});
