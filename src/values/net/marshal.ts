import { SecureString } from '../credential.ts';
import { NetException } from '../net-exception.ts';
import { Numeric, numericTypes } from '../numeric.ts';
import { toText } from '../to-text.ts';
import { defineType } from '../type-registry.ts';
import { isNull, type Value } from '../value.ts';
import { argumentNull, constant, staticMethod } from './define.ts';

/** Secrets by the `[IntPtr]` that stands for them until it is freed: there is no memory behind it. */
const secrets = new Map<string, SecureString>();
let nextAddress = 0x7f0000000000n;

/** `[System.Runtime.InteropServices.Marshal]`, as far as scripts need it to look into a SecureString. */
export function defineMarshal(): void {
  numericTypes.intptr.complete({
    statics: () => [
      constant('Zero', 'System.IntPtr', () => new Numeric('intptr', 0n)),
      constant('Size', 'int', () => 8),
    ],
  });
  defineType({
    fullName: 'System.Runtime.InteropServices.Marshal',
    statics: () => [
      ...['SecureStringToBSTR', 'SecureStringToGlobalAllocUnicode', 'SecureStringToCoTaskMemUnicode'].map(
        (name) =>
          staticMethod(`System.IntPtr ${name}(securestring s)`, ([secret = null]) => pointerTo(secret)),
      ),
      ...['PtrToStringBSTR', 'PtrToStringAuto', 'PtrToStringUni'].map((name) =>
        staticMethod(`string ${name}(System.IntPtr ptr)`, ([pointer = null]) => textAt(pointer)),
      ),
      ...['ZeroFreeBSTR', 'FreeBSTR', 'ZeroFreeGlobalAllocUnicode', 'ZeroFreeCoTaskMemUnicode'].map((name) =>
        staticMethod(`void ${name}(System.IntPtr s)`, ([pointer = null]) => {
          secrets.delete(toText(pointer));
          return undefined;
        }),
      ),
    ],
  });
}

function pointerTo(secret: Value): Value {
  if (!(secret instanceof SecureString)) throw argumentNull('s');
  nextAddress += 0x20n;
  const pointer = new Numeric('intptr', nextAddress);
  secrets.set(toText(pointer), secret);
  return pointer;
}

function textAt(pointer: Value): Value {
  const address = toText(pointer);
  if (isNull(pointer) || address === '0') return null;
  const secret = secrets.get(address);
  if (secret !== undefined) return secret.reveal((text) => text);
  throw new NetException('AccessViolationException', 'The memory of this pointer was freed.');
}
